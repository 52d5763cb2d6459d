"""The three reports: their statutory sections, what makes them complete, which of them a case needs."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.errors import Hindered
from gazetteer.cases.model import CaseKind
from gazetteer.cases.services import drafting, handling
from gazetteer.consultations.model import Assessment, ReportKind
from gazetteer.consultations.reports import Report
from gazetteer.consultations.services import public_asking, reporting
from gazetteer.consultations.store import reports as store
from geocore.db import act_as
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import MONDAY, PDF, Office, about, accepted, naming
from tests.builders.consultations import (
    UNITS,
    answered,
    asked_public,
    comment,
    concluded,
    consulting,
    declared,
    review_with,
    under_review,
    unit_id,
)

REVIEWER = "reviewer@suxian"
WRITTEN = Assessment("合法（虚构）", "可行", "可控", "影响小", "无重大风险", "做好解释", -1)


def report(office: Office, case_id: UUID, kind: ReportKind) -> Report:
    case = office.look(case_id)
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[REVIEWER])
        return reporting.report_of(connection, case, kind, MONDAY)


def settle(office: Office, case_id: UUID, kind: ReportKind) -> None:
    seen = report(office, case_id, kind).sha256
    with office.as_(REVIEWER) as work:
        reporting.settle(work, case_id, kind, seen, MONDAY)


def told(office: Office, case_id: UUID, kind: ReportKind) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        settle(office, case_id, kind)
    return [f"{problem.code} {problem.hint or ''}".strip() for problem in refused.value.problems]


def decide(office: Office, case_id: UUID) -> None:
    step = office.step(case_id)
    with office.as_(REVIEWER) as work:
        handling.to_decision(work, step)


def judge(office: Office, case_id: UUID, kind: ReportKind, is_needed: bool = True, reason: str = "影响较大") -> None:
    with office.as_(REVIEWER) as work:
        reporting.judge(work, case_id, kind, is_needed, reason, MONDAY)


def answer_units(office: Office, case_id: UUID) -> None:
    for unit, answer, text in ((UNITS[0], "agree", ""), (UNITS[1], "object", "与门牌不便")):
        with office.as_(REVIEWER) as work:
            handling.record_answer(work, case_id, unit_id(office, case_id, unit), answer, text, MONDAY)


def test_opinions_process_and_range_main_opinions_and_handling(bureau: Office) -> None:
    """实施办法第五条. What the public wrote is told, who wrote it is not."""
    case_id = consulting(bureau)
    consultation_id = asked_public(bureau, case_id)
    comment(bureau, consultation_id, text="保留老地名", author="王五（虚构）", contact="13800000000")
    assert told(bureau, case_id, ReportKind.OPINIONS) == [
        f"unit_unanswered {UNITS[0]}",
        f"unit_unanswered {UNITS[1]}",
        "public_open 2026-03-08",
        "comment_unanswered 1",
    ]
    answer_units(bureau, case_id)
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[REVIEWER])
        (kept,) = public_asking.store.comments_of(connection, case_id)
    with bureau.as_(REVIEWER) as work:
        command = public_asking.DealWith(case_id, kept.id, kept.version, MONDAY)
        public_asking.answer_comment(work, command, "partly", "列为备选")
    with bureau.as_(REVIEWER) as work:
        public_asking.close_public(work, case_id, consultation_id, 0, "已充分听取（虚构）", MONDAY)
    found = report(bureau, case_id, ReportKind.OPINIONS)
    assert found.title == f"关于“{bureau.look(case_id).title}”命名的征求意见报告"
    subject, process, reach, units, public = found.sections
    assert process.paragraphs == (
        "2026年3月2日向2个单位征求意见，收到2个单位答复。",
        "2026年3月2日至2026年3月2日由苏仙区民政局公开征求意见，收到意见1条。提前结束的原因：已充分听取（虚构）。",
    )
    assert reach.paragraphs == (f"有关单位：{UNITS[0]}、{UNITS[1]}。", "社会公众：本网站（虚构）。")
    assert units.rows == ((UNITS[0], "同意", ""), (UNITS[1], "不同意", "与门牌不便"))
    assert public.paragraphs == ("共收到公众意见1条，其中部分采纳1条。",)
    assert public.rows == (("2026年3月2日", "保留老地名（未公开）", "部分采纳", "列为备选"),)
    assert subject.paragraphs[1] == "所在政区：湖南省郴州市苏仙区"
    assert "王五" not in repr(found)
    assert "13800000000" not in repr(found)
    settle(bureau, case_id, ReportKind.OPINIONS)


def test_experts_organisation_scores_risks_advice(bureau: Office) -> None:
    case_id = under_review(bureau)
    assert told(bureau, case_id, ReportKind.EXPERTS)[-1] == "review_open"
    review_with(bureau, case_id, "赵一", "钱二", "孙三")
    declared(bureau, case_id, "孙三", has_conflict=True)
    answered(bureau, case_id, "赵一")
    answered(bureau, case_id, "钱二", necessity=1)
    assert "review_open" in told(bureau, case_id, ReportKind.EXPERTS)
    concluded(bureau, case_id)
    found = report(bureau, case_id, ReportKind.EXPERTS)
    headings = [section.heading for section in found.sections]
    assert headings[1:] == [
        "论证的组织", "必要性、科学性、合理性", "专家意见", "可能存在的风险", "对方案和实施的建议", "论证过程和结论",
    ]  # fmt: skip
    assert found.sections[1].rows[0] == ("孙三", "地名学", "某大学（虚构）", "有，已回避")
    assert found.sections[2].rows[0] == ("必要性", "2.5", "1", "4")
    assert [row[0] for row in found.sections[3].rows] == ["赵一", "钱二"]
    assert found.sections[-1].paragraphs[-1] == "论证结论：同意。"
    settle(bureau, case_id, ReportKind.EXPERTS)


def test_evaluation_six_sections(bureau: Office) -> None:
    case_id = under_review(bureau)
    with bureau.as_(REVIEWER) as work:
        reporting.write_assessment(work, case_id, replace(WRITTEN, feasibility=" ", measures=""))
    assert told(bureau, case_id, ReportKind.EVALUATION) == ["section_missing 可行性", "section_missing 应对措施"]
    with pytest.raises(StaleVersion), bureau.as_(REVIEWER) as work:
        reporting.write_assessment(work, case_id, replace(WRITTEN, version=7))
    with pytest.raises(InvalidInput), bureau.as_(REVIEWER) as work:
        reporting.write_assessment(work, case_id, replace(WRITTEN, version=0, risks="字" * 2001))
    with bureau.as_(REVIEWER) as work:
        reporting.write_assessment(work, case_id, replace(WRITTEN, version=0))
    assert [section.heading for section in report(bureau, case_id, ReportKind.EVALUATION).sections][1:7] == [
        "合法性", "可行性", "可控性", "可能产生的社会影响", "可能存在的风险", "应对措施",
    ]  # fmt: skip
    settle(bureau, case_id, ReportKind.EVALUATION)


def test_a_settled_report_stays_as_it_was(bureau: Office) -> None:
    case_id = under_review(bureau)
    with bureau.as_(REVIEWER) as work:
        reporting.write_assessment(work, case_id, WRITTEN)
    before = report(bureau, case_id, ReportKind.EVALUATION)
    settle(bureau, case_id, ReportKind.EVALUATION)
    with bureau.as_(REVIEWER) as work:
        reporting.write_assessment(work, case_id, replace(WRITTEN, version=0, legality="改写"))
    with pytest.raises(ActionNotAllowed), bureau.as_(REVIEWER) as work:
        reporting.settle(work, case_id, ReportKind.EVALUATION, before.sha256, MONDAY)
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[REVIEWER])
        kept = store.settled_reports(connection, case_id)[ReportKind.EVALUATION]
    assert kept.report == before
    assert kept.sha256 == kept.report.sha256 != report(bureau, case_id, ReportKind.EVALUATION).sha256
    with pytest.raises(sa.exc.DBAPIError), bureau.database.owner.begin() as connection:
        connection.execute(sa.text("update gazetteer.case_report set title = 'x' where case_id = :id"), {"id": case_id})


def test_what_the_reviewer_judged_needed_keeps_the_case_from_its_decision(bureau: Office) -> None:
    case_id = under_review(bureau)
    judge(bureau, case_id, ReportKind.EVALUATION)
    judge(bureau, case_id, ReportKind.EXPERTS)
    with pytest.raises(Hindered) as refused:
        decide(bureau, case_id)
    assert [(one.code, one.hint) for one in refused.value.problems] == [
        ("report_missing", "evaluation"),
        ("report_missing", "experts"),
    ]
    with bureau.as_(REVIEWER) as work:
        reporting.write_assessment(work, case_id, WRITTEN)
    settle(bureau, case_id, ReportKind.EVALUATION)
    with bureau.as_(REVIEWER) as work:
        drafting.attach(work, case_id, drafting.NewDocument("experts", "专家论证报告.pdf", PDF))
    decide(bureau, case_id)


def test_a_judgement_may_be_changed(bureau: Office) -> None:
    case_id = under_review(bureau)
    judge(bureau, case_id, ReportKind.OPINIONS)
    judge(bureau, case_id, ReportKind.OPINIONS, is_needed=False, reason="只涉及一户")
    decide(bureau, case_id)
    with pytest.raises(ActionNotAllowed):
        judge(bureau, case_id, ReportKind.OPINIONS)


def test_a_division_needs_all_three_whatever_is_judged(bureau: Office) -> None:
    """条例第十一条 with 行政区划管理条例; the database says so as well."""
    case_id = accepted(bureau, replace(naming(bureau, "丁丁乡"), category="division", class_code="21400"))
    judge(bureau, case_id, ReportKind.EXPERTS, is_needed=False)
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[REVIEWER])
        assert [one.is_needed for one in store.needs_of(connection, bureau.look(case_id))] == [True, True, True]
    with pytest.raises(Hindered) as refused:
        decide(bureau, case_id)
    assert [one.hint for one in refused.value.problems] == ["evaluation", "experts", "opinions"]


def test_who_may_and_what_is_refused(bureau: Office) -> None:
    case_id = under_review(bureau)
    for who, error in (("clerk@suxian", NotPermitted), ("reviewer@beihu", NotFound)):
        with pytest.raises(error), bureau.as_(who) as work:
            reporting.judge(work, case_id, "experts", True, "x", MONDAY)
        with pytest.raises(error), bureau.as_(who) as work:
            reporting.write_assessment(work, case_id, WRITTEN)
        with pytest.raises(error), bureau.as_(who) as work:
            reporting.settle(work, case_id, ReportKind.OPINIONS, "", MONDAY)
    for kind, reason in (("poem", "x"), ("experts", " "), ("experts", "字" * 1001)):
        with pytest.raises(InvalidInput), bureau.as_(REVIEWER) as work:
            reporting.judge(work, case_id, kind, True, reason, MONDAY)


def test_a_report_on_a_renaming_says_why_by_its_article(bureau: Office) -> None:
    place = bureau.scalar("select place_id from gazetteer.name where text = '五盖山' and kind = 'standard'")
    draft = about(naming(bureau, "新五岭", reading="xīn wǔ lǐng"), CaseKind.RENAMING, place)
    first = report(bureau, accepted(bureau, draft), ReportKind.EVALUATION).sections[0]
    assert "理由：名实不符（《地名管理条例》第九条第二项、第十条）：新建道路（虚构）" in first.paragraphs
