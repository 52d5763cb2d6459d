"""Read polygons of divisions: matched by code, stored with source, datum and accuracy, published as areas.

Areas of prefectures and provinces are derived from their counties and say so. Codes that the register does not know
are reported, never dropped in silence, and so are the divisions that got no polygon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from shapely import MultiPolygon

from boundaries.store import area_staging as staging
from boundaries.store import publication
from geocore.batch_store import ImportCounts, SourceFile, record_batch
from geocore.db import UnitOfWork
from geocore.problems import Problem

MAX_REPORTED = 1_000


class ListedArea(Protocol):
    """One polygon of a source, already in EPSG:4490 and valid."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def geometry(self) -> MultiPolygon: ...
    @property
    def accuracy_m(self) -> float: ...
    @property
    def source_ref(self) -> str: ...
    @property
    def source_crs(self) -> str: ...
    @property
    def method(self) -> str: ...


@dataclass(frozen=True, slots=True)
class AreaImport:
    """What an import did; `unmatched` lists (code, name, file) of polygons whose code the register does not know."""

    batch_id: UUID | None
    counts: ImportCounts
    unmatched: tuple[tuple[str, str, str], ...]
    without_area: tuple[tuple[str, str], ...]
    derived: int
    problems: tuple[Problem, ...]


def import_areas(
    work: UnitOfWork,
    areas: Iterable[ListedArea],
    source: SourceFile,
    *,
    refused: Callable[[], list[Problem]] = list,
    progress: Callable[[str, int], None] = lambda stage, done: None,
    dry_run: bool = False,
) -> AreaImport:
    """Store the polygons of a source edition. The same edition read twice changes nothing."""
    started = datetime.now(UTC)
    connection = work.connection
    staging.create(connection)
    staged = staging.fill(
        connection,
        ((a.code, a.name, a.geometry.wkb_hex, a.accuracy_m, a.source_ref, a.source_crs, a.method) for a in areas),
        lambda n: progress("read", n),
    )
    problems = tuple(refused())
    added, changed, unchanged, unknown = staging.match(connection, source.source)
    counts = ImportCounts(staged + len(problems), added, changed, unchanged, unknown + len(problems))
    unmatched = staging.unmatched(connection, MAX_REPORTED)
    without = staging.divisions_without_area(connection, source.source, MAX_REPORTED)
    batch_id, derived = None, 0
    if added + changed and not dry_run:
        batch_id = record_batch(
            work,
            "polygons",
            source,
            counts,
            started,
            {"unmatched": [list(row) for row in unmatched], "without_area": [list(row) for row in without]},
        )
        progress("store", added + changed)
        staging.store(connection, batch_id, source.source, source.published_on)
        progress("areas", 0)
        derived = publication.publish_areas(connection, batch_id, lambda n: progress("areas", n))
    work.audit(
        "divisions.import_areas",
        "import_batch",
        batch_id or source.file_name,
        new={"file": source.sha256},
        changes={"added": added, "changed": changed, "unchanged": unchanged, "unknown": unknown, "dry_run": dry_run},
    )
    return AreaImport(batch_id, counts, unmatched, without, derived, problems)
