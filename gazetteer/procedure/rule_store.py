"""Rows that say whom to ask, who approves, which reports, criteria, reminders and tasks there are, in the database.

Nothing is deleted: a row ends (migrations 0020, 0026, 0028, 0032).
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gazetteer.procedure.model import NewRule, RuleTable, StoredRule
from gazetteer.procedure.store import ROOT, WHEN
from geocore.db import UnitOfWork, explain_constraint
from geocore.errors import Conflict, NotFound, StaleVersion

explain_constraint(
    "ex_approver_rule_one", Conflict("a row says who approves such names in these days already; end that one first")
)

explain_constraint("ex_report_rule_one", Conflict("a row asks for this report of such cases in these days already"))
explain_constraint("ex_expert_criterion_one", Conflict("a row has this criterion in these days already"))
explain_constraint("ex_follow_up_rule_one", Conflict("a row gives this unit this task in these days already"))
explain_constraint("ex_reminder_rule_once", Conflict("a row reminds of this on that day already"))


class _Table(NamedTuple):
    """Where rules of a kind stand, and what their columns are; those that are `nullable` hold no empty text."""

    name: str
    columns: tuple[str, ...]
    words: str
    nullable: tuple[str, ...] = ("category", "case_kind")
    source: str = "r.law"
    order: str = "coalesce(r.category, '')"
    category: str = "coalesce(r.category, '')"
    class_prefix: str = "''"


_TABLES: Final = {
    RuleTable.UNITS: _Table(
        "gazetteer.consultation_unit_rule",
        ("category", "class_prefix", "condition", "unit", "reason"),
        "array[r.unit, r.condition, r.reason]",
        nullable=("category", "class_prefix"),
        source="r.source",
        order="r.position",
        class_prefix="coalesce(r.class_prefix, '')",
    ),
    RuleTable.APPROVERS: _Table(
        "gazetteer.approver_rule",
        ("category", "class_prefix", "approver_kind", "body"),
        "array[r.approver_kind, r.body]",
        order="coalesce(r.category, ''), r.class_prefix",
        class_prefix="r.class_prefix",
    ),
    RuleTable.REPORTS: _Table(
        "gazetteer.report_rule", ("report", "category", "case_kind"), "array[r.report, coalesce(r.case_kind, '')]"
    ),
    RuleTable.CRITERIA: _Table(
        "gazetteer.expert_criterion",
        ("label_zh", "label_en"),
        "array[r.label_zh, r.label_en]",
        source="r.source",
        order="r.position",
        category="''",
    ),
    RuleTable.REMINDERS: _Table(
        "gazetteer.reminder_rule",
        ("matter", "days_left"),
        "array[r.matter, r.days_left::text]",
        source="r.source",
        order="r.matter, r.days_left desc",
        category="''",
    ),
    RuleTable.FOLLOW_UPS: _Table(
        "gazetteer.follow_up_rule",
        ("case_kind", "category", "class_prefix", "unit", "task", "days"),
        "array[r.unit, r.task, r.days::text, coalesce(r.case_kind, '')]",
        nullable=("category", "class_prefix", "case_kind"),
        source="r.source",
        order="r.position",
        class_prefix="coalesce(r.class_prefix, '')",
    ),
}
_RULES: Final = """
select r.id, {table.category} as category, {table.class_prefix} as class_prefix, {table.words} as words,
       {table.source} as source, {when}
  from {table.name} r join boundaries.division d on d.seq = r.division_seq
 where not isempty(r.valid)
 order by r.division_seq = 1, coalesce(upper(r.valid) <= cast(:on as date), false), d.path, {table.order}, r.id
"""


def rules(connection: sa.Connection, table: RuleTable, on: date) -> tuple[StoredRule, ...]:
    """All rows: those of offices first, in force before ended; the shipped ones last."""
    statement = _RULES.format(table=_TABLES[table], when=WHEN.format(row="r"))
    found = connection.execute(sa.text(statement), {"on": on}).mappings()
    return tuple(StoredRule(**{**row, "words": tuple(row["words"])}) for row in found)


def find_rule(connection: sa.Connection, table: RuleTable, rule_id: UUID, on: date) -> StoredRule:
    """Raises NotFound."""
    found = next((rule for rule in rules(connection, table, on) if rule.id == rule_id), None)
    if found is None:
        raise NotFound("no such rule", rule=str(rule_id))
    return found


def insert_rule(work: UnitOfWork, table: RuleTable, given: NewRule, **more: str) -> UUID:
    """From its first day on, behind the others of its office; `more` are columns that nobody enters.

    Raises Conflict where a row of the office says it in those days already.
    """
    stands = _TABLES[table]
    values: dict[str, object] = {name: getattr(given, name) for name in stands.columns} | more
    shown = {name: f"nullif(:{name}, '')" if name in stands.nullable else f":{name}" for name in values}
    shown |= {stands.source.removeprefix("r."): ":source", "valid": "daterange(:valid_from, null)"}
    if stands.order == "r.position":
        shown["position"] = (
            f"1 + coalesce((select max(r.position) from {stands.name} r where r.division_seq = d.seq), 0)"
        )
    rule_id: UUID = work.connection.execute(
        sa.text(
            f"insert into {stands.name} (division_seq, {', '.join(shown)}) select d.seq, {', '.join(shown.values())}"
            "   from boundaries.division d where d.id = :division returning id"
        ),
        {**values, "source": given.source, "valid_from": given.valid_from, "division": given.division_id},
    ).scalar_one()
    return rule_id


def code_of_criterion(connection: sa.Connection, label: str) -> str | None:
    """One of the same name anywhere lends its code, the nation's first, so that scores stay comparable."""
    code: str | None = connection.execute(
        sa.text(
            "select code from gazetteer.expert_criterion where label_zh = :label"
            " order by division_seq = :root desc, code limit 1"
        ),
        {"label": label, "root": ROOT},
    ).scalar()
    return code


def end_rule(work: UnitOfWork, table: RuleTable, rule_id: UUID, first_day_without: date) -> None:
    """Ended before its first day it never held. Raises StaleVersion: it has ended by then."""
    changed = work.connection.execute(
        sa.text(
            f"update {_TABLES[table].name}"
            " set valid = daterange(lower(valid), greatest(lower(valid), cast(:day as date)))"
            " where id = :id and division_seq <> :root and (upper_inf(valid) or upper(valid) > :day)"
        ),
        {"id": rule_id, "day": first_day_without, "root": ROOT},
    ).rowcount
    if changed != 1:
        raise StaleVersion("this rule has ended already", rule=str(rule_id))
