"""Numbers of the procedure in the database. Nothing is deleted: a row ends (migration 0020)."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gazetteer.procedure.model import (
    NUMBER_KINDS,
    Group,
    NewNumber,
    StoredNumber,
)
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork, explain_constraint
from geocore.errors import Conflict


class _Table(NamedTuple):
    """Where a group of numbers stands."""

    name: str
    code: str
    value: str
    source: str


_TABLES: Final = {
    Group.PERIOD: _Table("gazetteer.case_period", "kind", "days", "law"),
    Group.CONSULTATION: _Table("gazetteer.consultation_rule", "key", "value", "source"),
    Group.ESCALATION: _Table("gazetteer.escalation_step", "to_whom", "days_left", "source"),
}
for _constraint in ("ex_case_period_one_rule", "ex_consultation_rule_one", "ex_escalation_step_one"):
    explain_constraint(_constraint, Conflict("a later row says something of these days already; end that one first"))

# The root's rows belong to the program: what stands there is the country's law.
ROOT: Final = 1
WHEN: Final = f"""lower({{row}}.valid) as valid_from, upper({{row}}.valid) as valid_to,
       {{row}}.valid @> cast(:on as date) as is_in_force,
       coalesce(lower({{row}}.valid) > cast(:on as date), false) as is_future,
       {division_name("d.id")} as division, case when {{row}}.division_seq = 1 then null else d.id end as division_id"""
_NUMBERS: Final = f"""
with number (code, division_seq, value, unit, source, valid) as (
    select kind, division_seq, days, unit, law, valid from gazetteer.case_period
    union all select key, division_seq, value, '', source, valid from gazetteer.consultation_rule
    union all select to_whom, division_seq, days_left, '', source, valid from gazetteer.escalation_step)
select n.code, n.value, n.unit, n.source, {WHEN.format(row="n")}
  from number n join boundaries.division d on d.seq = n.division_seq
 where not isempty(n.valid)
 order by array_position(cast(:codes as text[]), n.code), n.division_seq = 1 desc, d.path, lower(n.valid) desc
"""


def numbers(connection: sa.Connection, on: date) -> tuple[StoredNumber, ...]:
    """All rows, kind by kind: that of the country first, then office by office, the latest first."""
    rows = connection.execute(sa.text(_NUMBERS), {"on": on, "codes": list(NUMBER_KINDS)})
    return tuple(StoredNumber(**row._mapping) for row in rows)


def period_of_the_law(connection: sa.Connection, code: str, on: date) -> tuple[int, str] | None:
    """Days and unit that the country's row gives a clock; None for numbers that are no clock."""
    kind = NUMBER_KINDS.get(code)
    if kind is None or kind.group is not Group.PERIOD:
        return None
    row = connection.execute(
        sa.text(
            "select days, unit from gazetteer.case_period"
            " where kind = :code and division_seq = :root and valid @> cast(:on as date)"
        ),
        {"code": code, "root": ROOT, "on": on},
    ).one()
    return row.days, row.unit


def end_number(work: UnitOfWork, code: str, division_id: UUID, first_day_without: date) -> int | None:
    """End the office's row that holds on that day; its value, None where there is none. Before its first day: never."""
    table = _TABLES[NUMBER_KINDS[code].group]
    value: int | None = work.connection.execute(
        sa.text(
            f"update {table.name} set valid = daterange(lower(valid), cast(:day as date))"
            f" where {table.code} = :code and division_seq = (select seq from boundaries.division where id = :division)"
            f" and division_seq <> :root and valid @> cast(:day as date) returning {table.value}"
        ),
        {"code": code, "division": division_id, "day": first_day_without, "root": ROOT},
    ).scalar_one_or_none()
    return value


def insert_number(work: UnitOfWork, given: NewNumber, unit: str) -> None:
    """Raises Conflict where a later row is entered already."""
    group = NUMBER_KINDS[given.code].group
    table = _TABLES[group]
    more = (", unit", ", :unit") if group is Group.PERIOD else ("", "")
    work.connection.execute(
        sa.text(
            f"insert into {table.name} ({table.code}, division_seq, {table.value}, {table.source}, valid{more[0]})"
            f" select :code, seq, :value, :source, daterange(:first, null){more[1]}"
            "   from boundaries.division where id = :division"
        ),
        {
            "code": given.code,
            "value": given.value,
            "source": given.source,
            "first": given.valid_from,
            "division": given.division_id,
            "unit": unit,
        },
    )
