"""Rows of the procedure in the database. Nothing is deleted: a row ends (migration 0020)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

import sqlalchemy as sa

from gazetteer.procedure.model import (
    NUMBER_KINDS,
    Group,
    NewNumber,
    NewUnitRule,
    StoredNumber,
    StoredUnitRule,
)
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork, explain_constraint
from geocore.errors import Conflict, NotFound, StaleVersion

Row = TypeVar("Row", StoredNumber, StoredUnitRule)


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
_ROOT: Final = 1
_WHEN: Final = f"""lower({{row}}.valid) as valid_from, upper({{row}}.valid) as valid_to,
       {{row}}.valid @> cast(:on as date) as is_in_force, lower({{row}}.valid) > cast(:on as date) as is_future,
       {division_name("d.id")} as division, case when {{row}}.division_seq = 1 then null else d.id end as division_id"""
_NUMBERS: Final = f"""
with number (code, division_seq, value, unit, source, valid) as (
    select kind, division_seq, days, unit, law, valid from gazetteer.case_period
    union all select key, division_seq, value, '', source, valid from gazetteer.consultation_rule
    union all select to_whom, division_seq, days_left, '', source, valid from gazetteer.escalation_step)
select n.code, n.value, n.unit, n.source, {_WHEN.format(row="n")}
  from number n join boundaries.division d on d.seq = n.division_seq
 where not isempty(n.valid)
 order by array_position(cast(:codes as text[]), n.code), n.division_seq = 1 desc, d.path, lower(n.valid) desc
"""
_UNIT_RULES: Final = f"""
select r.id, r.condition, r.unit, r.reason, coalesce(r.category, '') as category,
       coalesce(r.class_prefix, '') as class_prefix, r.source, {_WHEN.format(row="r")}
  from gazetteer.consultation_unit_rule r join boundaries.division d on d.seq = r.division_seq
 where not isempty(r.valid)
 order by r.division_seq = 1, coalesce(upper(r.valid) <= cast(:on as date), false), d.path, r.position
"""


def numbers(connection: sa.Connection, on: date) -> tuple[StoredNumber, ...]:
    """All rows, kind by kind: that of the country first, then office by office, the latest first."""
    rows = connection.execute(sa.text(_NUMBERS), {"on": on, "codes": list(NUMBER_KINDS)})
    return tuple(_stored(StoredNumber, row) for row in rows)


def unit_rules(connection: sa.Connection, on: date) -> tuple[StoredUnitRule, ...]:
    """All rows: those of offices first, in force before ended; the shipped ones last."""
    return tuple(_stored(StoredUnitRule, row) for row in connection.execute(sa.text(_UNIT_RULES), {"on": on}))


def find_unit_rule(connection: sa.Connection, rule_id: UUID, on: date) -> StoredUnitRule:
    """Raises NotFound."""
    found = next((rule for rule in unit_rules(connection, on) if rule.id == rule_id), None)
    if found is None:
        raise NotFound("no such rule", rule=str(rule_id))
    return found


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
        {"code": code, "root": _ROOT, "on": on},
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
        {"code": code, "division": division_id, "day": first_day_without, "root": _ROOT},
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


def insert_unit_rule(work: UnitOfWork, given: NewUnitRule) -> UUID:
    """Behind the other rows of its office."""
    rule_id: UUID = work.connection.execute(
        sa.text(
            "insert into gazetteer.consultation_unit_rule"
            " (division_seq, category, class_prefix, condition, unit, reason, position, source, valid)"
            " select d.seq, nullif(:category, ''), nullif(:class_prefix, ''), :condition, :unit, :reason,"
            "        1 + coalesce((select max(r.position) from gazetteer.consultation_unit_rule r"
            "                       where r.division_seq = d.seq), 0), :source, daterange(:first, null)"
            "   from boundaries.division d where d.id = :division returning id"
        ),
        {
            "category": given.category,
            "class_prefix": given.class_prefix,
            "condition": given.condition,
            "unit": given.unit,
            "reason": given.reason,
            "source": given.source,
            "first": given.valid_from,
            "division": given.division_id,
        },
    ).scalar_one()
    return rule_id


def end_unit_rule(work: UnitOfWork, rule_id: UUID, first_day_without: date) -> None:
    """Ended before its first day it never held. Raises StaleVersion: it has ended by then."""
    changed = work.connection.execute(
        sa.text(
            "update gazetteer.consultation_unit_rule"
            " set valid = daterange(lower(valid), greatest(lower(valid), cast(:day as date)))"
            " where id = :id and division_seq <> :root and (upper_inf(valid) or upper(valid) > :day)"
        ),
        {"id": rule_id, "day": first_day_without, "root": _ROOT},
    ).rowcount
    if changed != 1:
        raise StaleVersion("this rule has ended already", rule=str(rule_id))


def _stored(made: type[Row], row: Any) -> Row:
    given = dict(row._mapping)
    given["is_in_force"], given["is_future"] = bool(given["is_in_force"]), bool(given["is_future"])
    return made(**given)
