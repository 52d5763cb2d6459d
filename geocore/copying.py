"""COPY into a staging table of this session: the fastest way in (98 % of psql's rate, docs/performance.md).

Staging tables are temporary and vanish with the transaction, so that a killed import leaves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sqlalchemy as sa

PROGRESS_EVERY = 5_000


def copy_rows(
    connection: sa.Connection,
    target: str,
    columns: tuple[str, ...],
    rows: Iterable[tuple[object, ...]],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Stream `rows` into `target`; `progress` is told the number of rows so far. Returns their count.

    `target` and `columns` are names from the code, never from input.
    """
    count = 0
    cursor = connection.connection.cursor()
    with cursor.copy(f"copy {target} ({', '.join(columns)}) from stdin") as copy:  # type: ignore[attr-defined]
        for row in rows:
            copy.write_row(row)
            count += 1
            if progress is not None and count % PROGRESS_EVERY == 0:
                progress(count)
    if progress is not None:
        progress(count)
    return count
