"""Storing import batches: their row, their workflow, and finding them again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from geocore.batches import IMPORT_BATCH
from geocore.db import UnitOfWork
from geocore.errors import NotFound
from geocore.tables import import_batch
from geocore.workflow_store import open_subject

NATION = (1,)
"""Path of the root division: a national list concerns everybody's area."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What was read: which publication, which file, under which licence."""

    source: str
    version: str
    published_on: date
    licence: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Every row read is exactly one of added, changed, unchanged, refused."""

    read: int
    added: int
    changed: int
    unchanged: int
    refused: int


@dataclass(frozen=True, slots=True)
class ImportBatch:
    """One stored import."""

    id: UUID
    kind: str
    source: str
    source_version: str
    file_name: str
    counts: ImportCounts
    actor_name: str
    finished_at: datetime
    state: str


def record_batch(
    work: UnitOfWork,
    kind: str,
    source: SourceFile,
    counts: ImportCounts,
    started_at: datetime,
    report: dict[str, object],
    division_path: tuple[int, ...] = NATION,
) -> UUID:
    """Enter the batch and its workflow subject; call it before the rows that refer to it."""
    batch_id = uuid4()
    open_subject(work, IMPORT_BATCH, batch_id, division_path)
    work.connection.execute(
        sa.insert(import_batch).values(
            id=batch_id,
            kind=kind,
            source=source.source,
            source_version=source.version,
            source_date=source.published_on,
            licence=source.licence,
            file_name=source.file_name,
            file_sha256=source.sha256,
            rows_read=counts.read,
            rows_added=counts.added,
            rows_changed=counts.changed,
            rows_unchanged=counts.unchanged,
            rows_refused=counts.refused,
            actor_name=work.actor.name,
            started_at=started_at,
            report=json.loads(json.dumps(report, default=str)),
        )
    )
    return batch_id


_SELECT = """
select b.id, b.kind, b.source, b.source_version, b.file_name, b.rows_read, b.rows_added, b.rows_changed,
       b.rows_unchanged, b.rows_refused, b.actor_name, b.finished_at, s.state
  from app.import_batch b join app.workflow_subject s on s.id = b.id
"""


def find_batch(connection: sa.Connection, batch_id: UUID) -> ImportBatch:
    """Raises NotFound."""
    row = connection.execute(sa.text(f"{_SELECT} where b.id = :id"), {"id": batch_id}).one_or_none()
    if row is None:
        raise NotFound("no such import batch", id=str(batch_id))
    return _batch(row)


def recent_batches(connection: sa.Connection, limit: int = 50) -> tuple[ImportBatch, ...]:
    rows = connection.execute(sa.text(f"{_SELECT} order by b.finished_at desc limit :limit"), {"limit": limit})
    return tuple(_batch(row) for row in rows)


def _batch(row: sa.Row[tuple[object, ...]]) -> ImportBatch:
    return ImportBatch(
        id=row.id,
        kind=row.kind,
        source=row.source,
        source_version=row.source_version,
        file_name=row.file_name,
        counts=ImportCounts(row.rows_read, row.rows_added, row.rows_changed, row.rows_unchanged, row.rows_refused),
        actor_name=row.actor_name,
        finished_at=row.finished_at,
        state=row.state,
    )


@dataclass(frozen=True, slots=True)
class BatchSource:
    """Where a batch came from, and what its import had to say."""

    published_on: date | None
    licence: str
    sha256: str
    started_at: datetime
    report: dict[str, object]


def batch_source(connection: sa.Connection, batch_id: UUID) -> BatchSource:
    """Raises NotFound."""
    row = connection.execute(
        sa.text("select source_date, licence, file_sha256, started_at, report from app.import_batch where id = :id"),
        {"id": batch_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such import batch", id=str(batch_id))
    return BatchSource(*row)
