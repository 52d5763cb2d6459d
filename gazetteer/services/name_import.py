"""Read a list of named places into the register: place, name and computed reading of every row, as one batch.

All or nothing: everything happens in the caller's transaction. The same list read twice changes nothing. Rows that
break a rule are refused one by one and reported with line and column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa

from gazetteer.romanization import Romanizer
from gazetteer.search.maintenance import rebuild_if_due
from gazetteer.search.tokens import tokens_for
from gazetteer.store import name_staging as staging
from gazetteer.store import publication
from gazetteer.store.overrides import current_overrides
from geocore.batch_store import NATION, ImportCounts, SourceFile, record_batch
from geocore.db import UnitOfWork
from geocore.problems import Problem

MAX_REPORTED = 1_000
BULK_FROM = 20_000
"""From so many new rows on, triggers and indexes are switched off and made good once at the end."""


class ListedPlace(Protocol):
    """One row of a source list, well-formed: codes and coordinates are checked, category and class are set."""

    @property
    def line(self) -> int: ...
    @property
    def source_ref(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def category(self) -> str | None: ...
    @property
    def class_code(self) -> str | None: ...
    @property
    def division_code(self) -> str | None: ...
    @property
    def own_division_code(self) -> str | None: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def former_names(self) -> tuple[str, ...]: ...
    @property
    def origin(self) -> str | None: ...
    @property
    def meaning(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class NameImport:
    """What an import did. `batch_id` is None when nothing changed."""

    batch_id: UUID | None
    counts: ImportCounts
    uncertain_readings: int
    problems: tuple[Problem, ...]


def import_names(
    work: UnitOfWork,
    rows: Iterable[ListedPlace],
    source: SourceFile,
    *,
    refused: Callable[[], list[Problem]] = list,
    demo_positions: bool = False,
    progress: Callable[[str, int], None] = lambda stage, done: None,
    dry_run: bool = False,
    division_path: tuple[int, ...] = NATION,
) -> NameImport:
    """Bring the register in line with a list; `refused` yields the problems of rows that the reader held back.

    With `demo_positions`, places without a position get an invented one inside their county, marked as such wherever
    it is shown. Rows outside the division of `division_path`, whose batch this is, are refused.
    """
    started = datetime.now(UTC)
    connection = work.connection
    romanizer = Romanizer(current_overrides(connection))
    staging.create(connection)
    areas = staging.division_names(connection)
    staged = staging.fill(connection, _staged(rows, romanizer, areas), lambda n: progress("read", n))
    progress("match", staged)
    problems = [*refused()]
    held_by_reader = len({problem.row for problem in problems})
    problems += [
        Problem("division", "unknown_division", f"{name}: no division has the code {code}", row=line)
        for line, name, code in staging.refuse_unknown_divisions(connection, MAX_REPORTED)
    ]
    problems += [
        Problem("division", "elsewhere", f"{name}: {division} lies outside the area of this import", row=line)
        for line, name, division in _elsewhere(connection, division_path)
    ]
    problems += [
        Problem("source_ref", "duplicate_row", f"{name}: the same record stands in an earlier line", row=line)
        for line, name in staging.refuse_doubled(connection, MAX_REPORTED)
    ]
    problems += [
        Problem(
            "name",
            "decided_name",
            f"{name}: the name of this place is decided as {decided}; a list cannot change it",
            row=line,
        )
        for line, name, decided in staging.refuse_decided(connection, source.source, MAX_REPORTED)
    ]
    if demo_positions:
        progress("positions", staged)
        staging.invent_positions(connection)
    added, changed, unchanged, held_back = staging.match(connection, source.source)
    held_back += held_by_reader
    counts = ImportCounts(added + changed + unchanged + held_back, added, changed, unchanged, held_back)
    uncertain = staging.uncertain_readings(connection)
    batch_id = None
    if added + changed and not dry_run:
        told = {"uncertain_readings": uncertain, "problems": [one.as_dict() for one in problems[:MAX_REPORTED]]}
        batch_id = record_batch(work, "names", source, counts, started, told, division_path)
        with publication.loading(connection, bulk=added >= BULK_FROM):
            progress("store", added + changed)
            staging.add_other_names(connection)
            staging.store(connection, batch_id, source.source, source.published_on)
            progress("publish", added + changed)
            publication.publish_batch(connection, batch_id)
            progress("index", added + changed)
        rebuild_if_due(connection)
    work.audit(
        "names.import",
        "import_batch",
        batch_id or source.file_name,
        new={"file": source.sha256},
        changes={
            "added": added,
            "changed": changed,
            "unchanged": unchanged,
            "refused": counts.refused,
            "dry_run": dry_run,
        },
    )
    return NameImport(batch_id, counts, uncertain, tuple(problems))


def _elsewhere(connection: sa.Connection, division_path: tuple[int, ...]) -> list[tuple[int, str, str]]:
    return [] if division_path == NATION else staging.refuse_elsewhere(connection, division_path[-1], MAX_REPORTED)


def _staged(
    rows: Iterable[ListedPlace], romanizer: Romanizer, areas: Mapping[str, str]
) -> Iterator[tuple[object, ...]]:
    for entry, row in enumerate(rows, start=1):
        area = areas.get(row.division_code or "", "")
        yield _staged_name(entry, row, "standard", row.name, area, romanizer)
        for alias in row.aliases:
            yield _staged_name(entry, row, "alias", alias, area, romanizer)
        for former in row.former_names:
            yield _staged_name(entry, row, "former", former, area, romanizer)


def _staged_name(
    entry: int, row: ListedPlace, kind: str, name: str, area: str, romanizer: Romanizer
) -> tuple[object, ...]:
    reading = romanizer.romanize(name, class_code=row.class_code, category=row.category, division=area)
    if row.category == "committee":
        name = reading.specific + reading.generic  # the spoken standard form of 多福巷社区居委会 is 多福巷社区
    return (
        entry,
        row.line,
        row.source_ref,
        kind,
        name,
        reading.specific,
        reading.generic,
        row.category,
        row.class_code,
        row.division_code,
        row.own_division_code,
        reading.spelling,
        reading.sign,
        reading.tones,
        reading.pinyin,
        reading.initials,
        reading.source,
        reading.confident,
        _array(tokens_for(name, ())),
        row.lon,
        row.lat,
        row.origin,
        row.meaning,
    )


def _array(numbers: list[int]) -> str:
    """An array literal: the driver's own list adaptation takes longer than the romanisation."""
    return f"{{{','.join(map(str, numbers))}}}"
