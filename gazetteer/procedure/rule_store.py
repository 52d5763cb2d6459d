"""Rows that say whom to ask and who approves, in the database. Nothing is deleted: a row ends (migration 0020)."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from gazetteer.procedure.model import NewApproverRule, NewUnitRule, RuleTable, StoredRule
from gazetteer.procedure.store import ROOT, WHEN
from geocore.db import UnitOfWork, explain_constraint
from geocore.errors import Conflict, NotFound, StaleVersion

explain_constraint(
    "ex_approver_rule_one", Conflict("a row says who approves such names in these days already; end that one first")
)

_NAMES: Final = {RuleTable.UNITS: "gazetteer.consultation_unit_rule", RuleTable.APPROVERS: "gazetteer.approver_rule"}
_WORDS: Final = {
    RuleTable.UNITS: ("array[r.unit, r.condition, r.reason]", "r.source", "r.position"),
    RuleTable.APPROVERS: ("array[r.approver_kind, r.body]", "r.law", "coalesce(r.category, ''), r.class_prefix"),
}
_RULES: Final = """
select r.id, coalesce(r.category, '') as category, coalesce(r.class_prefix, '') as class_prefix, {words} as words,
       {source} as source, {when}
  from {table} r join boundaries.division d on d.seq = r.division_seq
 where not isempty(r.valid)
 order by r.division_seq = 1, coalesce(upper(r.valid) <= cast(:on as date), false), d.path, {order}
"""


def rules(connection: sa.Connection, table: RuleTable, on: date) -> tuple[StoredRule, ...]:
    """All rows: those of offices first, in force before ended; the shipped ones last."""
    words, source, order = _WORDS[table]
    when = WHEN.format(row="r")
    statement = _RULES.format(words=words, source=source, order=order, when=when, table=_NAMES[table])
    found = connection.execute(sa.text(statement), {"on": on}).mappings()
    return tuple(StoredRule(**{**row, "words": tuple(row["words"])}) for row in found)


def find_rule(connection: sa.Connection, table: RuleTable, rule_id: UUID, on: date) -> StoredRule:
    """Raises NotFound."""
    found = next((rule for rule in rules(connection, table, on) if rule.id == rule_id), None)
    if found is None:
        raise NotFound("no such rule", rule=str(rule_id))
    return found


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


def insert_approver_rule(work: UnitOfWork, given: NewApproverRule) -> UUID:
    """Raises Conflict where another row says it of such names there."""
    rule_id: UUID = work.connection.execute(
        sa.text(
            "insert into gazetteer.approver_rule"
            " (division_seq, category, class_prefix, approver_kind, body, law, valid)"
            " select d.seq, nullif(:category, ''), :class_prefix, :kind, :body, :law, daterange(:first, null)"
            "   from boundaries.division d where d.id = :division returning id"
        ),
        {
            "category": given.category,
            "class_prefix": given.class_prefix,
            "kind": given.approver_kind,
            "body": given.body,
            "law": given.source,
            "first": given.valid_from,
            "division": given.division_id,
        },
    ).scalar_one()
    return rule_id


def end_rule(work: UnitOfWork, table: RuleTable, rule_id: UUID, first_day_without: date) -> None:
    """Ended before its first day it never held. Raises StaleVersion: it has ended by then."""
    changed = work.connection.execute(
        sa.text(
            f"update {_NAMES[table]} set valid = daterange(lower(valid), greatest(lower(valid), cast(:day as date)))"
            " where id = :id and division_seq <> :root and (upper_inf(valid) or upper(valid) > :day)"
        ),
        {"id": rule_id, "day": first_day_without, "root": ROOT},
    ).rowcount
    if changed != 1:
        raise StaleVersion("this rule has ended already", rule=str(rule_id))
