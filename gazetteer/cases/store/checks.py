"""Reports of the naming rules in the file of a case, and the findings that somebody has waived."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.cases.model import CheckReport, Waiver
from gazetteer.cases.tables import case_check, case_waiver
from geocore.db import UnitOfWork

_NEWEST = sa.text(
    """
    select distinct on (k.name) k.id, k.name, k.rules_version, k.data_version, k.report, k.made_at,
           lag(k.report) over (partition by k.name order by k.made_at) as before
      from gazetteer.case_check k
     where k.case_id = :case order by k.name, k.made_at desc
    """
)
_WAIVERS = sa.text(
    """
    select o.check_id, o.finding, o.rule, o.reason, o.made_at, coalesce(a.display_name, '') as made_by
      from gazetteer.case_waiver o
      left join app.user_account a on a.id = o.made_by
     where o.case_id = :case order by o.made_at, o.finding
    """
)


def insert_check(
    work: UnitOfWork, case_id: UUID, name: str, rules_version: str, data_version: str, report: dict[str, Any]
) -> UUID:
    check_id = uuid4()
    work.connection.execute(
        sa.insert(case_check).values(
            id=check_id,
            case_id=case_id,
            name=name,
            rules_version=rules_version,
            data_version=data_version,
            report=report,
        )
    )
    return check_id


def checks_of(connection: sa.Connection, case_id: UUID) -> tuple[CheckReport, ...]:
    """The newest report of each name, with the one before it and what was waived in it."""
    waivers = [(row.check_id, Waiver(*row[1:])) for row in connection.execute(_WAIVERS, {"case": case_id})]
    return tuple(
        CheckReport(**row._mapping, waivers={given.finding: given for check_id, given in waivers if check_id == row.id})
        for row in connection.execute(_NEWEST, {"case": case_id})
    )


def insert_waiver(work: UnitOfWork, case_id: UUID, check_id: UUID, finding: int, rule: str, reason: str) -> None:
    """Row security asks whether the person may waive here."""
    work.connection.execute(
        sa.insert(case_waiver).values(check_id=check_id, finding=finding, case_id=case_id, rule=rule, reason=reason)
    )
