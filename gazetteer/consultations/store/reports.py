"""Reports of a case: which it needs, what officers wrote for them, and the settled ones."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from gazetteer.cases.model import Case
from gazetteer.consultations.model import Assessment, Need, ReportKind
from gazetteer.consultations.reports import Report, Section
from gazetteer.consultations.tables import case_assessment, case_report, case_report_need
from geocore.db import UnitOfWork
from geocore.errors import StaleVersion


@dataclass(frozen=True, slots=True)
class SettledReport:
    """A report as it was settled (定稿)."""

    id: UUID
    report: Report
    sha256: str
    made_on: date


_RULES = sa.text(
    "select report, string_agg(distinct law, '；') as law from gazetteer.report_rule"
    " where division_seq = any (:path) and coalesce(category, :category) = :category"
    " and coalesce(case_kind, :kind) = :kind and valid @> current_date group by report"
)


def needs_of(connection: sa.Connection, case: Case) -> tuple[Need, ...]:
    """All three kinds: needed by rule, as the reviewer weighed, or not weighed yet."""
    asked = {"path": list(case.division_path), "category": case.category, "kind": str(case.kind)}
    laws = {row.report: row.law for row in connection.execute(_RULES, asked)}
    judged = {
        row.report: row
        for row in connection.execute(
            sa.text("select report, is_needed, reason from gazetteer.case_report_need where case_id = :case"),
            {"case": case.id},
        )
    }
    found = []
    for report in ReportKind:
        row = judged.get(report)
        is_needed = True if report in laws else (row.is_needed if row else None)
        found.append(Need(report, is_needed, laws.get(report, ""), row.reason if row else ""))
    return tuple(found)


def judge_need(work: UnitOfWork, case_id: UUID, report: str, is_needed: bool, reason: str, on: date) -> None:
    values = {"is_needed": is_needed, "reason": reason, "judged_on": on, "judged_by": work.actor.user_id}
    work.connection.execute(
        pg.insert(case_report_need)
        .values(case_id=case_id, report=report, version=0, **values)
        .on_conflict_do_update(
            constraint="pk_case_report_need", set_={**values, "version": case_report_need.c.version + 1}
        )
    )


def assessment_of(connection: sa.Connection, case_id: UUID) -> Assessment:
    """Empty, with version -1, where nothing was written."""
    row = connection.execute(
        sa.text(
            "select legality, feasibility, controllability, effects, risks, measures, version"
            " from gazetteer.case_assessment where case_id = :case"
        ),
        {"case": case_id},
    ).one_or_none()
    return Assessment() if row is None else Assessment(*row)


def write_assessment(work: UnitOfWork, case_id: UUID, assessment: Assessment) -> None:
    """Raises StaleVersion when somebody else wrote in between, Conflict when somebody began at the same moment."""
    values = asdict(assessment)
    seen = values.pop("version")
    if seen < 0:
        work.connection.execute(sa.insert(case_assessment).values(case_id=case_id, version=0, **values))
        return
    changed = work.connection.execute(
        sa.update(case_assessment)
        .where(case_assessment.c.case_id == case_id, case_assessment.c.version == seen)
        .values(**values, version=seen + 1)
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else wrote in the assessment in between", id=str(case_id))


def insert_report(work: UnitOfWork, case_id: UUID, report: Report, on: date) -> UUID:
    report_id = uuid4()
    work.connection.execute(
        sa.insert(case_report).values(
            id=report_id,
            case_id=case_id,
            report=str(report.kind),
            title=report.title,
            sections=report.as_dict(),
            sha256=report.sha256,
            made_on=on,
        )
    )
    return report_id


def settled_reports(connection: sa.Connection, case_id: UUID) -> dict[ReportKind, SettledReport]:
    """The newest settled report of each kind."""
    rows = connection.execute(
        sa.text(
            "select distinct on (report) id, report, title, sections, sha256, made_on from gazetteer.case_report"
            " where case_id = :case order by report, made_at desc, id"
        ),
        {"case": case_id},
    )
    found = {}
    for row in rows:
        kind = ReportKind(row.report)
        sections = tuple(
            Section(one["heading"], tuple(one["paragraphs"]), tuple(one["head"]), tuple(map(tuple, one["rows"])))
            for one in row.sections
        )
        found[kind] = SettledReport(row.id, Report(kind, row.title, sections), row.sha256, row.made_on)
    return found
