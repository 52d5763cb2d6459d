"""The row that says who approves a case."""

from __future__ import annotations

import sqlalchemy as sa

from gazetteer.cases.approvers import ApproverRule
from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import Case

_RULE = sa.text(
    """
    select approver_kind, body, law from gazetteer.approver_rule
     where division_seq = any (:path) and coalesce(category, :category) = :category
       and starts_with(:class_code, class_prefix) and valid @> current_date
     order by array_position(cast(:path as integer[]), division_seq) desc, char_length(class_prefix) desc,
              category nulls last limit 1
    """
)


def approver_for(connection: sa.Connection, case: Case) -> ApproverRule:
    """The row of the nearest division, there the one with the closest class; the country has one of each category."""
    asked = {"path": list(case.division_path), "category": case.category, "class_code": case.class_code}
    row = connection.execute(_RULE, asked).one()
    return ApproverRule(ApproverKind(row.approver_kind), row.body, row.law)
