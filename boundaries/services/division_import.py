"""Read a list of divisions into the register: new ones enter, renamed or moved ones get a new dated version,
unchanged ones stay untouched, and those that the list no longer has are reported, not closed: that a unit vanished
from a list is not yet an act of abolition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from boundaries.store import division_staging as staging
from boundaries.store import publication
from geocore.batch_store import ImportCounts, SourceFile, record_batch
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.problems import Problem

MAX_REPORTED = 1_000
BULK_FROM = 50_000
"""From so many new rows on, an almost empty register is loaded first and indexed afterwards."""


class ListedDivision(Protocol):
    """One row of a source list."""

    @property
    def line(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def parent_code(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def is_virtual(self) -> bool: ...
    @property
    def civil_code(self) -> str | None: ...


NameParts = Callable[[str, int], tuple[str, str]]
"""(division name, level) -> (short name without generic term, romanised spelling or ''). Naming rules belong to
the gazetteer, so the use case hands them in."""


@dataclass(frozen=True, slots=True)
class DivisionImport:
    """What an import did. `batch_id` is None when nothing changed."""

    batch_id: UUID | None
    counts: ImportCounts
    missing: tuple[tuple[str, str], ...]
    """(code, name) of divisions in force that the list does not have; at most MAX_REPORTED."""
    missing_count: int
    problems: tuple[Problem, ...]


def import_divisions(
    work: UnitOfWork,
    rows: Iterable[ListedDivision],
    source: SourceFile,
    name_parts: NameParts,
    *,
    refused: Callable[[], list[Problem]] = list,
    progress: Callable[[str, int], None] = lambda stage, done: None,
    dry_run: bool = False,
) -> DivisionImport:
    """Bring the register in line with a statistical list as of `source.published_on`.

    `refused` yields the problems of rows that the reader held back.
    Raises InvalidInput when the list contradicts itself (a code twice); rows whose parent is unknown are refused
    one by one, with everything below them, and reported.
    """
    started = datetime.now(UTC)
    connection = work.connection
    staging.create(connection)
    read = staging.fill(
        connection, ((*_staged(row), *name_parts(row.name, row.level)) for row in rows), lambda n: progress("read", n)
    )
    doubled = staging.doubled_codes(connection, MAX_REPORTED)
    if doubled:
        raise InvalidInput(
            "the list holds the same code more than once; nothing was imported",
            [
                Problem("code", "duplicate_code", f"{code} stands in lines {lines}", row=lines[0], hint="keep one")
                for code, lines in doubled
            ],
        )
    progress("match", read)
    added, changed, unchanged, orphans = staging.match(connection, source.published_on)
    held_by_reader = refused()
    problems = (
        *held_by_reader,
        *(
            Problem("parent_code", "unknown_parent", f"{code} {name}: no division has the code {parent}", row=line)
            for line, code, name, parent in staging.orphans(connection, MAX_REPORTED)
        ),
    )
    missing_count, missing = staging.missing(connection, source.published_on, MAX_REPORTED)
    held_back = orphans + len(held_by_reader)
    counts = ImportCounts(read + len(held_by_reader), added, changed, unchanged, held_back)
    batch_id = None
    if added + changed and not dry_run:
        batch_id = record_batch(
            work, "divisions", source, counts, started, {"missing": missing_count, "refused": held_back}
        )
        progress("store", added + changed)
        bulk = added >= BULK_FROM and staging.is_nearly_empty(connection)
        if bulk:
            staging.suspend_indexes(connection)
        staging.store(connection, batch_id, source.source, source.published_on)
        progress("publish", added + changed)
        publication.publish_divisions(connection, batch_id)
        if bulk:
            progress("index", added)
            staging.restore_indexes(connection)
    work.audit(
        "divisions.import",
        "import_batch",
        batch_id or source.file_name,
        new={"file": source.sha256},
        changes={"added": added, "changed": changed, "unchanged": unchanged, "refused": held_back, "dry_run": dry_run},
    )
    return DivisionImport(batch_id, counts, missing, missing_count, problems)


def _staged(row: ListedDivision) -> tuple[object, ...]:
    return (row.line, row.code, row.name, row.level, row.parent_code, row.kind, row.is_virtual, row.civil_code)
