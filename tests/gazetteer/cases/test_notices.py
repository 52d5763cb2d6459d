"""Notices to the applicant: when there is one, from which facts, and that the applicant's copy says the same."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from gazetteer.cases.model import CaseKind
from gazetteer.cases.notices import (
    Notice,
    Told,
    facts_of_file,
    notices_of,
    to_hand_over,
)
from gazetteer.cases.paperwork import CasePaper, is_ready, paper_of
from gazetteer.cases.public_announcements import FollowedCase, followed_case
from gazetteer.cases.services import deciding, drafting, handling
from geocore.actor import ANONYMOUS
from geocore.db import act_as
from geocore.errors import InvalidInput, NotFound, NotPermitted
from geocore.official_time import day_of
from tests.builders.cases import (
    Office,
    about,
    approval,
    approved,
    codes,
    naming,
    opened,
    street,
    submitted,
)
from tests.builders.notices import REVIEWER, again_submitted, file_of, take, told_of
from tests.gazetteer.cases.test_paperwork import facts_of, words


def by_number(office: Office, number: str, code: str) -> FollowedCase:
    """As anybody with number and code gets it."""
    with office.database.app.connect() as connection:
        act_as(connection, ANONYMOUS)
        return followed_case(connection, number, code)


def test_a_notice_follows_the_step_that_it_tells_of(bureau: Office) -> None:
    draft = file_of(bureau, opened(bureau, naming(bureau, street())))
    assert notices_of(facts_of_file(draft)) == ()
    assert not any(is_ready(CasePaper(notice), draft) for notice in Notice)

    case_id = submitted(bureau, naming(bureau, street()))
    assert to_hand_over(file_of(bureau, case_id)) is None
    take(bureau, case_id, handling.ask_correction, "缺平面图")
    assert to_hand_over(file_of(bureau, case_id)) is Notice.CORRECTION
    again_submitted(bureau, case_id)
    assert to_hand_over(file_of(bureau, case_id)) is None, "another step was taken"
    take(bureau, case_id, handling.accept, "")
    file = file_of(bureau, case_id)
    assert to_hand_over(file) is Notice.ACCEPTANCE
    assert notices_of(facts_of_file(file)) == (Notice.ACCEPTANCE, Notice.CORRECTION)
    assert [notice for notice in Notice if is_ready(CasePaper(notice), file)] == [
        "acceptance_notice",
        "correction_notice",
    ]
    take(bureau, case_id, handling.to_decision, "拟不同意")
    take(bureau, case_id, deciding.refuse, "与规划不符", who="approver@suxian")
    assert to_hand_over(file_of(bureau, case_id)) is Notice.REFUSAL

    declined = submitted(bureau, naming(bureau, street()))
    take(bureau, declined, handling.decline, "不在本区")
    assert to_hand_over(file_of(bureau, declined)) is Notice.DECLINE
    assert to_hand_over(file_of(bureau, approved(bureau, naming(bureau, street())))) is None, "nothing was refused"


def test_the_applicants_copy_says_the_same(bureau: Office, places: dict[str, UUID]) -> None:
    """Through every step, by number and code: the same facts but for what an officer writes by hand."""
    draft = about(naming(bureau, "新五盖山", reading="xīn wǔ gài shān"), CaseKind.RENAMING, places["五盖山"])
    case_id = submitted(bureau, draft)
    take(bureau, case_id, handling.ask_correction, "缺平面图")
    again_submitted(bureau, case_id)
    take(bureau, case_id, handling.ask_correction, "图上没有比例尺", "第一次的图看不清")
    again_submitted(bureau, case_id)
    told = take(bureau, case_id, handling.accept, "")
    take(bureau, case_id, handling.to_decision, "内部意见")
    take(bureau, case_id, deciding.refuse, "与规划不符", who="approver@suxian")
    seen = by_number(bureau, told.number, told.code).told
    assert seen == replace(told_of(bureau, case_id), is_filled_in=False)
    assert notices_of(seen) == (Notice.ACCEPTANCE, Notice.CORRECTION, Notice.REFUSAL)
    raw = bureau.scalar(
        "select gazetteer.follow_case(:n, :h)::text", n=told.number, h=handling.follow_hash(told.number, told.code)
    )
    assert "与规划不符" in raw
    for hidden in ("内部意见", "张三", "0735-0000000"):
        assert hidden not in raw
    with pytest.raises(NotFound):
        by_number(bureau, told.number, "AAAAAAAAAA")


def test_the_applicant_reads_why_names_of_a_list_were_refused(bureau: Office) -> None:
    draft = naming(bureau, "同桃路")
    items = tuple(replace(draft.items[0], candidate_names=(name,)) for name in ("同桃路", "同李路"))
    case_id = submitted(bureau, replace(draft, items=items))
    told = take(bureau, case_id, handling.accept, "")
    take(bureau, case_id, handling.to_decision, "可")
    command = approval(bureau, case_id)
    given = (command.items[0], replace(command.items[1], is_approved=False, reason="与在建道路同名"))
    with bureau.as_("approver@suxian") as work:
        deciding.approve(work, replace(command, items=given))
    seen = by_number(bureau, told.number, told.code).told
    assert seen == replace(told_of(bureau, case_id), is_filled_in=False)
    assert [item.refused for item in seen.items] == ["", "与在建道路同名"]


def test_nobody_asks_the_database_for_it_without_the_secret(bureau: Office) -> None:
    case_id = submitted(bureau, naming(bureau, street()))
    for who in (REVIEWER, "clerk@beihu"):
        with pytest.raises(NotPermitted):
            bureau.straight(who, "select gazetteer.case_told(:case)", case=case_id)


def test_what_is_told_again_has_its_reason(bureau: Office) -> None:
    case_id = submitted(bureau, naming(bureau, street()))
    take(bureau, case_id, handling.ask_correction, "缺平面图", "多写的理由")
    first = file_of(bureau, case_id).events[-1]
    assert (first.note, list(first.changes or ())) == ("缺平面图", ["about"])
    again_submitted(bureau, case_id)
    for why, code in (
        ("", "again_unexplained"),
        (" ", "again_unexplained"),
        ("字" * 1001, "too_long"),
        ("\0", "too_long"),
    ):
        with pytest.raises(InvalidInput) as refused:
            take(bureau, case_id, handling.ask_correction, "没有比例尺", why)
        assert codes(refused) == {("again", code)}
    with pytest.raises(NotPermitted):
        take(bureau, case_id, handling.ask_correction, "没有比例尺", who="clerk@suxian")
    take(bureau, case_id, handling.ask_correction, "没有比例尺", "第一次的图看不清")
    second = file_of(bureau, case_id).events[-1]
    assert second.note == "没有比例尺\n上次没有告知的理由：第一次的图看不清"
    day = day_of(second.at)
    about_it = (first.changes or {})["about"]
    assert told_of(bureau, case_id).corrections[1] == Told(day, "没有比例尺", "第一次的图看不清", about_it)


def test_a_notice_is_about_what_was_applied_for_then(bureau: Office) -> None:
    """The names are changed for it afterwards, or all taken out meanwhile."""
    case_id = submitted(bureau, naming(bureau, "同初路"))
    take(bureau, case_id, handling.ask_correction, "名称不妥")
    with bureau.as_("clerk@suxian") as work:
        drafting.edit_draft(work, case_id, 0, naming(bureau, "同后路"))
    paper = paper_of(CasePaper.CORRECTION_NOTICE, facts_of(bureau, case_id))
    assert paper.name == "苏仙区民政局关于命名“同初路”申请的补正通知书"
    assert "同后路" not in words(paper)
    with bureau.as_("clerk@suxian") as work:
        drafting.edit_draft(work, case_id, 1, replace(naming(bureau, "同后路"), items=()))
    assert not is_ready(CasePaper.CORRECTION_NOTICE, file_of(bureau, case_id))


def test_the_code_of_a_notice_is_the_one_that_was_told(bureau: Office) -> None:
    case_id = submitted(bureau, naming(bureau, street()))
    told = take(bureau, case_id, handling.accept, "")
    with bureau.as_("clerk@suxian") as work:
        assert handling.write_code(work, case_id, f" {told.code.lower()}") == told.code
    for wrong in ("", "AAAAAAAAAA", "\0"):
        with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
            handling.write_code(work, case_id, wrong)
        assert codes(refused) == {("code", "code_unknown")}
    with pytest.raises(NotFound), bureau.as_("clerk@beihu") as work:
        handling.write_code(work, case_id, told.code)
    draft = opened(bureau, naming(bureau, street()))
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        handling.write_code(work, draft, told.code)
