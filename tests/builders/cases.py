"""Naming cases on the small register: officers of two districts, and cases brought to a state by the real services."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.check_reports import forbidding
from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import Case, CaseKind, CheckReport, Draft, DraftItem
from gazetteer.cases.services import announcing, deciding, drafting, handling
from gazetteer.cases.services import pre_naming as service
from gazetteer.cases.services.checking import FindingWaiver
from gazetteer.cases.services.steps import CaseStep
from gazetteer.cases.store.cases import find_case
from gazetteer.cases.store.checks import checks_of
from gazetteer.cases.store.clocks import clocks_of
from geoapp.auth.actors import load_actor
from geocore.actor import Actor
from geocore.db import act_as, translated_errors, unit_of_work
from geocore.errors import InvalidInput
from tests.builders.register import add_officer

MONDAY = date(2026, 3, 2)
PDF = b"%PDF-1.4 (invented)"
_NUMBERS = itertools.count(1)
_SPOTS = itertools.count()
_HAN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉亥竹梅兰"
OFFICES = {"suxian": "431003", "beihu": "431002"}


@dataclass
class Office:
    """A database with a drafter, a reviewer and an approver in each of two districts; one fixed day."""

    database: Any
    actors: dict[str, Actor]
    today: date = MONDAY

    def as_(self, who: str) -> Any:
        """A unit of work of `clerk@suxian` and so on."""
        return unit_of_work(self.database.app, self.actors[who])

    def look(self, case_id: UUID, who: str = "clerk@suxian") -> Case:
        with self.database.app.connect() as connection:
            act_as(connection, self.actors[who])
            return find_case(connection, case_id)

    def checks(self, case_id: UUID, who: str = "clerk@suxian") -> tuple[CheckReport, ...]:
        with self.database.app.connect() as connection:
            act_as(connection, self.actors[who])
            return checks_of(connection, case_id)

    def step(self, case_id: UUID, note: str = "依法办理", who: str = "clerk@suxian") -> CaseStep:
        return CaseStep(case_id, self.look(case_id, who).state_version, self.today, note)

    def scalar(self, statement: str, **values: Any) -> Any:
        with self.database.owner.connect() as connection:
            return connection.execute(sa.text(statement), values).scalar_one_or_none()

    def straight(self, who: str, statement: str, **values: Any) -> Any:
        """A statement of the application's role as this person, past every check of the program; rolled back."""
        with self.database.app.connect() as connection, translated_errors():
            act_as(connection, self.actors[who])
            answer = connection.execute(sa.text(statement), values)
            found = answer.all() if answer.returns_rows else answer.rowcount
            connection.rollback()
        return found

    def division(self, code: str) -> UUID:
        found: UUID = self.scalar("select id from published.division where civil_code = :code", code=code)
        return found


def office(database: Any) -> Office:
    """Needs the small register. `everybody@…` has all three roles."""
    with database.owner.begin() as connection:
        people = {
            f"{role}@{name}": add_officer(connection, role, code).id
            for name, code in OFFICES.items()
            for role in ("clerk", "reviewer", "approver")
        }
        people["reader@suxian"] = add_officer(connection, "reader", "431003").id
        people["admin"] = add_officer(connection, "system_admin", "156").id
        people |= {f"everybody@{name}": _everybody(connection, code) for name, code in OFFICES.items()}
    with database.app.connect() as connection:
        return Office(database, {who: load_actor(connection, person) for who, person in people.items()})


def _everybody(connection: Any, code: str) -> UUID:
    """One person with all three roles: only the separation of parts is left to stop them."""
    person = add_officer(connection, "clerk", code)
    for role in ("reviewer", "approver"):
        connection.execute(
            sa.text(
                "insert into app.role_grant (user_id, role, duty, division_id, valid) select :person, :role, '', id,"
                " '[2020-01-01,)' from published.division where civil_code = :code"
            ),
            {"person": person.id, "role": role, "code": code},
        )
    return person.id


def draw_suxian(engine: sa.Engine) -> None:
    """An area for 苏仙区, a box around every place of the tests that lies in it."""
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into published.division_area (division_seq, geom, label_point, accuracy_m, source, as_of)"
            " select seq, st_multi(box), st_pointonsurface(box), 100, '测试', '2018-01-01' from published.division,"
            " st_makeenvelope(112.9, 25.5, 113.4, 26.1, 4490) box where civil_code = '431003' on conflict do nothing"
        )


def naming(office: Office, *names: str, at: str = "suxian", **item: Any) -> Draft:
    """An application for a street name that is complete but for its papers, ten metres beside the one before."""
    values: dict[str, Any] = {
        "lon": round(113.05 + next(_SPOTS) % 300 / 10_000, 4), "lat": 25.78,
        "position_text": "东起东塔路，西至南塔路（虚构）", "reason": "新建道路（虚构）",
        "origin": "因旁有古桥（虚构）", "meaning": "取团结之意（虚构）", "facts": {"长度": "800 米"},
    }  # fmt: skip
    return Draft(
        kind=CaseKind.NAMING,
        category="street",
        class_code="23514",
        division_id=office.division(OFFICES[at]),
        items=(DraftItem(candidate_names=names or ("同心路",), **{**values, **item}),),
        applicant_unit="示例建设投资公司（虚构）",
        contact_person="张三（虚构）",
        contact_phone="0735-0000000",
    )


def about(draft: Draft, kind: CaseKind, place_id: UUID) -> Draft:
    """The same, about a registered place."""
    (item,) = draft.items
    names = item.candidate_names if kind.gives_a_name else ()
    code = "not_matching" if kind is CaseKind.RENAMING else ""
    items = (replace(item, place_id=place_id, candidate_names=names, reason_code=code),)
    return replace(draft, kind=kind, items=items)


def opened(office: Office, draft: Draft, at: str = "suxian") -> UUID:
    """With the papers that its kind needs."""
    with office.as_(f"clerk@{at}") as work:
        case_id = drafting.open_draft(work, draft)
    for kind in ("application", "site_plan", "evidence"):
        with office.as_(f"clerk@{at}") as work:
            drafting.attach(work, case_id, drafting.NewDocument(kind, f"{kind}.pdf", PDF))
    return case_id


def submitted(office: Office, draft: Draft, at: str = "suxian") -> UUID:
    case_id = opened(office, draft, at)
    step = office.step(case_id, who=f"clerk@{at}")
    with office.as_(f"clerk@{at}") as work:
        handling.submit(work, step)
    return case_id


def accepted(office: Office, draft: Draft, at: str = "suxian") -> UUID:
    case_id = submitted(office, draft, at)
    step = office.step(case_id, who=f"clerk@{at}")
    with office.as_(f"reviewer@{at}") as work:
        handling.accept(work, step)
    return case_id


def before_decision(office: Office, draft: Draft, at: str = "suxian") -> UUID:
    case_id = accepted(office, draft, at)
    step = office.step(case_id, who=f"clerk@{at}")
    with office.as_(f"reviewer@{at}") as work:
        handling.to_decision(work, step)
    return case_id


def approval(office: Office, case_id: UUID, at: str = "suxian", **changes: Any) -> deciding.Approve:
    """Every item approved under its first wish, with a reason against all that forbids it in the file."""
    case = office.look(case_id, f"clerk@{at}")
    filed = office.checks(case_id, f"clerk@{at}")
    items = tuple(deciding.ItemDecision(item.id, True, item.wanted_name) for item in case.items)
    given = deciding.Approve(
        CaseStep(case_id, case.state_version, office.today, "同意"),
        items,
        ApproverKind.LOCAL_GOVERNMENT,
        "苏仙区人民政府",
        "苏政函〔2026〕12号（虚构）",
        office.today,
        drafting.NewDocument("approval", "批复.pdf", PDF),
        tuple(
            FindingWaiver(check.id, number, "两处相距较远，当地不会混淆（虚构）")
            for check in filed
            for number, _ in forbidding(check.report)
        ),
    )
    return replace(given, **changes)


def approved(office: Office, draft: Draft, at: str = "suxian", **changes: Any) -> UUID:
    case_id = before_decision(office, draft, at)
    command = approval(office, case_id, at, **changes)
    with office.as_(f"approver@{at}") as work:
        deciding.approve(work, command)
    return case_id


def announced(office: Office, draft: Draft, at: str = "suxian", **changes: Any) -> UUID:
    case_id = approved(office, draft, at, **changes)
    step = office.step(case_id, who=f"clerk@{at}")
    with office.as_(f"clerk@{at}") as work:
        announcing.announce(work, announcing.Announce(step, "苏仙区民政局"))
    return case_id


def offer_pre_naming(office: Office, code: str = "431003", details: str = "months=6;extension_months=3") -> UUID:
    """A row of local rules of that division, in force since 2020; the one that there is already is repealed."""
    with office.database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "update gazetteer.naming_provision p set valid = 'empty' from published.division d"
                " where p.kind = 'pre_naming' and p.division_id = d.id and d.civil_code = :code"
            ),
            {"code": code},
        )
        found: UUID = connection.execute(
            sa.text(
                "insert into gazetteer.naming_provision (kind, subject, division_id, division_path, details, valid,"
                " source) select 'pre_naming', 'pre_naming', id, path, :details, '[2020-01-01,)',"
                " '《示例市地名管理办法》第二十条（虚构）' from published.division"
                " where civil_code = :code returning id"
            ),
            {"code": code, "details": details},
        ).scalar_one()
    return found


def pre_naming(office: Office, *names: str, at: str = "suxian", **item: Any) -> Draft:
    """An application for a pre-naming that is complete but for its papers."""
    return replace(naming(office, *names, at=at, **item), kind=CaseKind.PRE_NAMING)


def formal_naming(office: Office, case_id: UUID, at: str = "suxian") -> UUID:
    """The formal application of a pre-naming, laid before the approver."""
    with office.as_(f"clerk@{at}") as work:
        formal = service.apply_formally(work, case_id, office.today)
    laid_before_the_approver(office, formal, at)
    return formal


def laid_before_the_approver(office: Office, case_id: UUID, at: str = "suxian") -> None:
    """A draft that lies there, with the papers of a naming."""
    for kind in ("application", "site_plan"):
        with office.as_(f"clerk@{at}") as work:
            drafting.attach(work, case_id, drafting.NewDocument(kind, f"{kind}.pdf", PDF))
    for who, step in (("clerk", handling.submit), ("reviewer", handling.accept), ("reviewer", handling.to_decision)):
        seen = office.step(case_id, who=f"clerk@{at}")
        with office.as_(f"{who}@{at}") as work:
            step(work, seen)


def street() -> str:
    """A street name that no other test uses; its characters have one reading."""
    first, second = divmod(next(_NUMBERS), len(_HAN))
    return f"{_HAN[first]}{_HAN[second]}路"


def clocks(office: Office, case_id: UUID) -> dict[str, tuple[date | None, str | None]]:
    with office.database.app.connect() as connection:
        act_as(connection, office.actors["clerk@suxian"])
        return {str(clock.kind): (clock.due_on, clock.outcome) for clock in clocks_of(connection, case_id)}


def codes(refused: pytest.ExceptionInfo[InvalidInput]) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in refused.value.problems}


def public_name(office: Office, text: str) -> Any:
    return office.scalar("select kind || ' ' || (valid)::text from published.name where name = :text", text=text)


def file_case(office: Office, case_id: UUID) -> None:
    paper = drafting.NewDocument("filing_report", "备案报告.pdf", PDF)
    with office.as_("clerk@suxian") as work:
        announcing.send_filing(work, announcing.SendFiling(case_id, "郴州市民政局", office.today, (paper,)))
    step = office.step(case_id)
    with office.as_("clerk@suxian") as work:
        announcing.record_filing(work, announcing.ReceiveFiling(step, "备2026-1", office.today))
