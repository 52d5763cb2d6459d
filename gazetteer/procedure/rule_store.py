"""Rows that say whom to ask, who approves, which reports, criteria and reminders there are, in the database.

Nothing is deleted: a row ends (migrations 0020, 0026, 0028).
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gazetteer.procedure.model import (
    NewApproverRule,
    NewCriterion,
    NewReminderRule,
    NewReportRule,
    NewUnitRule,
    RuleTable,
    StoredRule,
)
from gazetteer.procedure.store import ROOT, WHEN
from geocore.db import UnitOfWork, explain_constraint
from geocore.errors import Conflict, NotFound, StaleVersion

explain_constraint(
    "ex_approver_rule_one", Conflict("a row says who approves such names in these days already; end that one first")
)

explain_constraint("ex_report_rule_one", Conflict("a row asks for this report of such cases in these days already"))
explain_constraint("ex_expert_criterion_one", Conflict("a row has this criterion in these days already"))
explain_constraint("ex_reminder_rule_once", Conflict("a row reminds of this on that day already"))


class _Table(NamedTuple):
    """Where rules of a kind stand, and what their columns are."""

    name: str
    words: str
    source: str = "r.law"
    order: str = "coalesce(r.category, '')"
    category: str = "coalesce(r.category, '')"
    class_prefix: str = "''"


_TABLES: Final = {
    RuleTable.UNITS: _Table(
        "gazetteer.consultation_unit_rule",
        "array[r.unit, r.condition, r.reason]",
        source="r.source",
        order="r.position",
        class_prefix="coalesce(r.class_prefix, '')",
    ),
    RuleTable.APPROVERS: _Table(
        "gazetteer.approver_rule",
        "array[r.approver_kind, r.body]",
        order="coalesce(r.category, ''), r.class_prefix",
        class_prefix="r.class_prefix",
    ),
    RuleTable.REPORTS: _Table("gazetteer.report_rule", "array[r.report, coalesce(r.case_kind, '')]"),
    RuleTable.CRITERIA: _Table(
        "gazetteer.expert_criterion",
        "array[r.label_zh, r.label_en]",
        source="r.source",
        order="r.position",
        category="''",
    ),
    RuleTable.REMINDERS: _Table(
        "gazetteer.reminder_rule",
        "array[r.matter, r.days_left::text]",
        source="r.source",
        order="r.matter, r.days_left desc",
        category="''",
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


def insert_report_rule(work: UnitOfWork, given: NewReportRule) -> UUID:
    """Raises Conflict where another row asks for it of such cases there."""
    rule_id: UUID = work.connection.execute(
        sa.text(
            "insert into gazetteer.report_rule (division_seq, report, category, case_kind, law, valid)"
            " select d.seq, :report, nullif(:category, ''), nullif(:case_kind, ''), :law, daterange(:first, null)"
            "   from boundaries.division d where d.id = :division returning id"
        ),
        {
            "report": given.report,
            "category": given.category,
            "case_kind": given.case_kind,
            "law": given.source,
            "first": given.valid_from,
            "division": given.division_id,
        },
    ).scalar_one()
    return rule_id


def insert_criterion(work: UnitOfWork, given: NewCriterion, new_code: str) -> UUID:
    """Behind the others of its office. One of the same name anywhere lends its code, so that scores stay comparable.

    Raises Conflict where the office has it already.
    """
    rule_id: UUID = work.connection.execute(
        sa.text(
            "insert into gazetteer.expert_criterion (division_seq, code, label_zh, label_en, position, source, valid)"
            " select d.seq, coalesce((select c.code from gazetteer.expert_criterion c where c.label_zh = :label_zh"
            "                          order by c.division_seq = 1 desc, c.code limit 1), :code), :label_zh, :label_en,"
            "        1 + coalesce((select max(c.position) from gazetteer.expert_criterion c"
            "                       where c.division_seq = d.seq), 0), :source, daterange(:first, null)"
            "   from boundaries.division d where d.id = :division returning id"
        ),
        {
            "code": new_code,
            "label_zh": given.label_zh,
            "label_en": given.label_en or given.label_zh,
            "source": given.source,
            "first": given.valid_from,
            "division": given.division_id,
        },
    ).scalar_one()
    return rule_id


def insert_reminder_rule(work: UnitOfWork, given: NewReminderRule) -> UUID:
    """Raises Conflict where the office has it already."""
    rule_id: UUID = work.connection.execute(
        sa.text(
            "insert into gazetteer.reminder_rule (division_seq, matter, days_left, source, valid)"
            " select d.seq, :matter, :days, :source, daterange(:first, null)"
            "   from boundaries.division d where d.id = :division returning id"
        ),
        {
            "matter": given.matter,
            "days": given.days_left,
            "source": given.source,
            "first": given.valid_from,
            "division": given.division_id,
        },
    ).scalar_one()
    return rule_id


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
