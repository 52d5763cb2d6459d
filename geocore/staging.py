"""Staging tables of this session: filled by COPY, the fastest way in, and given a verdict row by row.

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
    with cursor.copy(f"copy {target} ({', '.join(columns)}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
            if progress is not None and count % PROGRESS_EVERY == 0:
                progress(count)
    if progress is not None:
        progress(count)
    return count


def verdicts(connection: sa.Connection, table: str, *names: str) -> tuple[int, ...]:
    """How many rows of a staging table got each of the named verdicts. `table` is a name from the code."""
    rows = connection.exec_driver_sql(f"select verdict, count(*) as many from {table} group by verdict").all()
    counts = {row.verdict: row.many for row in rows}
    return tuple(counts.get(name, 0) for name in names)
