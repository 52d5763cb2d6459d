"""Before the approver: what was not asked and not weighed has its reason in the file."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from gazetteer.cases.paper_queries import paper_facts
from gazetteer.cases.paperwork import CasePaper, paper_of
from gazetteer.cases.queries import CaseFile, case_file
from gazetteer.cases.services import handling
from gazetteer.consultations.left_out import LeftOut, left_out
from gazetteer.consultations.model import Need, ReportKind
from gazetteer.consultations.services import laying, reporting
from gazetteer.consultations.services.asking import suggestions
from gazetteer.consultations.suggestions import Suggestion
from geocore.db import act_as
from geocore.documents.pdf import markup
from geocore.errors import InvalidInput, StaleVersion
from tests.builders.cases import MONDAY, Office, accepted, codes, naming
from tests.builders.consultations import consulted, under_review, unit_id

REVIEWER = "reviewer@suxian"
UNITS = (Suggestion("苏仙区公安局", "门牌"), Suggestion("北湖区民政局", "相邻"))


def need(report: ReportKind, is_needed: bool | None, law: str = "") -> Need:
    return Need(report, is_needed, law, "")


def test_units_that_were_not_asked_and_reports_that_were_not_weighed() -> None:
    needs = (need(ReportKind.EVALUATION, None), need(ReportKind.EXPERTS, False), need(ReportKind.OPINIONS, True, "x"))
    found = left_out(UNITS, ("苏仙区公安局", "苏仙区文旅局"), needs)
    assert found == LeftOut(("北湖区民政局",), (ReportKind.EVALUATION,))
    assert found.words == "未征求意见：北湖区民政局；未判断是否需要：综合评估报告"


def test_nothing_is_asked_for_where_no_unit_is_suggested_and_all_is_weighed() -> None:
    assert not left_out((), (), tuple(need(report, False) for report in ReportKind))
    assert left_out((), (), (need(ReportKind.EXPERTS, None),)).words == "未判断是否需要：专家论证报告"


def lay(office: Office, case_id: UUID, why: str = "") -> None:
    step = office.step(case_id, "拟同意")
    with office.as_(REVIEWER) as work:
        laying.to_decision(work, step, why)


def weigh(office: Office, case_id: UUID) -> None:
    for report in ReportKind:
        with office.as_(REVIEWER) as work:
            reporting.judge(work, case_id, report, False, "影响很小（虚构）", MONDAY)


def file_of(office: Office, case_id: UUID) -> CaseFile:
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[REVIEWER])
        return case_file(connection, case_id, office.actors[REVIEWER])


def test_nobody_asked_and_nothing_weighed_takes_a_reason(bureau: Office) -> None:
    case_id = under_review(bureau)
    for why in ("", " "):
        with pytest.raises(InvalidInput) as refused:
            lay(bureau, case_id, why)
        assert codes(refused) == {("left_out", "left_out_unexplained")}
        assert "苏仙区住房和城乡建设局" in (refused.value.problems[0].hint or "")
        assert "综合评估报告" in (refused.value.problems[0].hint or "")
    with pytest.raises(InvalidInput):
        lay(bureau, case_id, "字" * 1001)
    with pytest.raises(StaleVersion), bureau.as_(REVIEWER) as work:
        laying.to_decision(work, replace(bureau.step(case_id), state_version=0), "小巷，只涉及三户（虚构）")
    lay(bureau, case_id, "小巷，只涉及三户（虚构）")
    laid = file_of(bureau, case_id).last_step("to_decision")
    assert laid is not None
    assert (laid.note or "").startswith("拟同意\n未征求意见：苏仙区住房和城乡建设局、")
    assert (laid.note or "").endswith("综合评估报告、专家论证报告、征求意见报告。理由：小巷，只涉及三户（虚构）")
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[REVIEWER])
        form = paper_of(CasePaper.APPROVAL_FORM, paper_facts(connection, case_id, bureau.actors[REVIEWER], MONDAY))
    assert "未征求意见：苏仙区住房和城乡建设局" in markup(form)


def test_a_case_that_left_nothing_out_is_asked_nothing(bureau: Office) -> None:
    case_id = under_review(bureau)
    weigh(bureau, case_id)
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[REVIEWER])
        units = tuple(one.unit for one in suggestions(connection, bureau.look(case_id), MONDAY))
    ask_and_answer(bureau, case_id, units)
    lay(bureau, case_id)
    laid = file_of(bureau, case_id).last_step("to_decision")
    assert laid is not None
    assert laid.note == "拟同意"


def ask_and_answer(office: Office, case_id: UUID, units: tuple[str, ...]) -> None:
    consulted(office, case_id, units)
    for unit in units:
        with office.as_(REVIEWER) as work:
            handling.record_answer(work, case_id, unit_id(office, case_id, unit), "agree", "", office.today)
    step = office.step(case_id)
    with office.as_(REVIEWER) as work:
        handling.finish_consulting(work, step)


def test_one_unit_of_several_was_asked(bureau: Office) -> None:
    case_id = accepted(bureau, naming(bureau, "半问路"))
    weigh(bureau, case_id)
    ask_and_answer(bureau, case_id, ("苏仙区公安局",))
    with pytest.raises(InvalidInput) as refused:
        lay(bureau, case_id)
    told = refused.value.problems[0].hint or ""
    assert "苏仙区公安局" not in told
    assert "苏仙区自然资源局" in told
