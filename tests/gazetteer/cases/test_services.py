"""A case from the first word to the receipt of its filing, and what each step before the decision refuses."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from openpyxl import Workbook

from gazetteer.cases.errors import NameTaken
from gazetteer.cases.model import CaseKind
from gazetteer.cases.services import announcing, deciding, drafting, handling, steps
from geocore.documents import document_of_sections, word_bytes
from geocore.errors import ActionNotAllowed, Conflict, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import (
    PDF,
    Office,
    about,
    accepted,
    announced,
    approval,
    approved,
    before_decision,
    clocks,
    codes,
    file_case,
    naming,
    opened,
    public_name,
    street,
    submitted,
)


def test_a_whole_case(bureau: Office) -> None:
    """J2: nothing public before the announcement, everything with it; each clock starts and ends where the law says."""
    name = street()
    case_id = submitted(bureau, naming(bureau, name, "备用路"))
    assert clocks(bureau, case_id) == {"acceptance": (date(2026, 3, 9), None)}
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        told = handling.accept(work, step)
    assert told.number.startswith("431003-2026-")
    assert clocks(bureau, case_id)["decision"] == (date(2026, 3, 30), None)
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        handling.to_decision(work, step)
    command = approval(bureau, case_id)
    with bureau.as_("approver@suxian") as work:
        deciding.approve(work, command)
    assert public_name(bureau, name) is None
    assert clocks(bureau, case_id)["filing"] == (date(2026, 3, 17), None)
    assert clocks(bureau, case_id)["announcement"] == (date(2026, 3, 17), None)
    step = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        announcing.announce(work, announcing.Announce(step, "苏仙区民政局"))
    assert public_name(bureau, name) == "standard [2026-03-02,)"
    assert clocks(bureau, case_id)["announcement"][1] == "met"
    body = bureau.scalar("select body from published.announcement where standard_name = :name", name=name)
    for words in (name, "湖南省郴州市苏仙区", "东起东塔路", "苏仙区人民政府", "2026年3月2日", "苏政函〔2026〕12号"):
        assert words in body
    file_case(bureau, case_id)
    assert bureau.look(case_id).state == "filed"
    assert clocks(bureau, case_id)["filing"][1] == "met"


def test_each_change_leaves_one_audit_record(bureau: Office) -> None:
    case_id = announced(bureau, naming(bureau, street()))
    actions = bureau.scalar(
        "select string_agg(action, ' ' order by seq) from app.audit_event where object_id = :id", id=str(case_id)
    )
    assert actions == (
        "case.open case.attach case.attach case.attach case.submit case.accept case.to_decision case.approve"
        " case.announce"
    )
    told = bureau.scalar("select string_agg(changes::text, '') from app.audit_event where object_id = :id",
                         id=str(case_id))  # fmt: skip
    assert "张三" not in told


def test_an_incomplete_application_is_told_everything_at_once(bureau: Office) -> None:
    draft = naming(bureau)
    draft = replace(draft, applicant_unit="", items=(replace(draft.items[0], candidate_names=("朝阳路", "朝阳路"),
                    lon=None, lat=None, reason="", position_text="", meaning=""),))  # fmt: skip
    with bureau.as_("clerk@suxian") as work:
        case_id = drafting.open_draft(work, draft)
    with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
        handling.submit(work, bureau.step(case_id))
    assert codes(refused) == {
        ("applicant_unit", "applicant_missing"), ("names", "name_twice"), ("reason", "reason_missing"),
        ("position_text", "position_text_missing"), ("lon", "position_missing"), ("meaning", "meaning_missing"),
        ("reading", "reading_uncertain"), ("documents", "document_missing"),
    }  # fmt: skip
    assert bureau.look(case_id).state == "draft"


def test_a_given_reading_is_checked_and_then_announced(bureau: Office) -> None:
    with pytest.raises(InvalidInput) as refused:
        submitted(bureau, naming(bureau, "朝晖路", reading="cháo"))
    assert codes(refused) == {("reading", "not_one_each")}
    announced(bureau, naming(bureau, "朝晖路", reading="zhāo huī lù"))
    spelling = bureau.scalar("select romanisation from published.announcement where standard_name = '朝晖路'")
    assert spelling == "Zhāohuī Lù"


def test_two_writers_of_one_draft(bureau: Office) -> None:
    """WF2."""
    case_id = opened(bureau, naming(bureau, street()))
    with bureau.as_("clerk@suxian") as work:
        drafting.edit_draft(work, case_id, 0, naming(bureau, "甲路"))
    with pytest.raises(StaleVersion), bureau.as_("clerk@suxian") as work:
        drafting.edit_draft(work, case_id, 0, naming(bureau, "乙路"))
    assert bureau.look(case_id).title == "甲路"


def test_an_application_stands_still_once_submitted(bureau: Office) -> None:
    case_id = submitted(bureau, naming(bureau, street()))
    with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:
        drafting.edit_draft(work, case_id, 0, naming(bureau, "乙路"))
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        handling.ask_correction(work, replace(step, note="缺平面图"))
    with bureau.as_("clerk@suxian") as work:
        drafting.edit_draft(work, case_id, 0, naming(bureau, street()))
    step = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        handling.submit(work, step)
    assert bureau.look(case_id).state == "submitted"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "document_empty"),
        ("a.pdf", b"MZ not a pdf", "document_type"),
        ("a.exe", PDF, "document_type"),
        ("清单.xlsx", b"PK\x03\x04 some archive PK\x05\x06", "document_type"),
        ("说明.docx", b"PK\x03\x04 word/document.xml, cut off", "document_type"),
        ("a.pdf", b"%PDF-" + bytes(drafting.LARGEST_DOCUMENT), "document_too_large"),
    ],
)
def test_papers_that_are_not_taken(bureau: Office, name: str, content: bytes, code: str) -> None:
    case_id = opened(bureau, naming(bureau, street()))
    with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
        drafting.attach(work, case_id, drafting.NewDocument("other", name, content))
    assert codes(refused) == {("file", code)}


def test_papers_of_office_programs_are_taken() -> None:
    workbook, ofd = io.BytesIO(), io.BytesIO()
    Workbook().save(workbook)
    with zipfile.ZipFile(ofd, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
    letter = document_of_sections("批复", "区人民政府", date(2026, 3, 2), ())
    files = {"a.xlsx": workbook.getvalue(), "a.ofd": ofd.getvalue(), "a.docx": word_bytes(letter)}
    for name, content in files.items():
        assert drafting.judged(drafting.NewDocument("other", name, content))[1] == [], name


def test_consultation_stops_the_clock_and_must_be_answered(bureau: Office) -> None:
    case_id = accepted(bureau, naming(bureau, street()))
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        handling.start_consulting(work, handling.StartConsulting(step, ("区住建局", "区交警队")))
    assert clocks(bureau, case_id)["decision"] == (None, None)
    with pytest.raises(ActionNotAllowed), bureau.as_("reviewer@suxian") as work:
        handling.finish_consulting(work, bureau.step(case_id))
    for unit in ("区住建局", "区交警队"):
        asked = bureau.scalar(
            "select id from gazetteer.case_consultation where case_id = :c and unit = :u", c=case_id, u=unit
        )
        with bureau.as_("reviewer@suxian") as work:
            handling.record_answer(work, case_id, asked, "agree", "", bureau.today)
        with pytest.raises(StaleVersion), bureau.as_("reviewer@suxian") as work:
            handling.record_answer(work, case_id, asked, "object", "改主意", bureau.today)
    step = replace(bureau.step(case_id), today=date(2026, 3, 12))
    with bureau.as_("reviewer@suxian") as work:
        handling.finish_consulting(work, step)
    assert clocks(bureau, case_id)["decision"] == (date(2026, 4, 9), None)


def test_an_unhandled_opinion_keeps_the_case_from_decision(bureau: Office) -> None:
    case_id = accepted(bureau, naming(bureau, street()))
    with bureau.as_("reviewer@suxian") as work:
        opinion = handling.record_opinion(work, case_id, "建议用老地名", "", bureau.today)
    with pytest.raises(ActionNotAllowed), bureau.as_("reviewer@suxian") as work:
        handling.to_decision(work, bureau.step(case_id))
    with pytest.raises(ActionNotAllowed, match="not handled"), bureau.as_("reviewer@suxian") as work:
        steps.take(work, bureau.look(case_id), "to_decision", note="绕过服务")
    for words, who, error in (
        (" ", "reviewer@suxian", InvalidInput),
        ("理" * 2001, "reviewer@suxian", InvalidInput),
        ("采纳", "clerk@suxian", NotPermitted),
        ("采纳", "reviewer@beihu", NotFound),
    ):
        with pytest.raises(error), bureau.as_(who) as work:
            handling.handle_opinion(work, case_id, opinion, words, bureau.today)
    with bureau.as_("reviewer@suxian") as work:
        handling.handle_opinion(work, case_id, opinion, "已采纳（虚构）", bureau.today)
    with pytest.raises(StaleVersion), bureau.as_("reviewer@suxian") as work:
        handling.handle_opinion(work, case_id, opinion, "再一次", bureau.today)
    with bureau.as_("reviewer@suxian") as work:
        handling.to_decision(work, bureau.step(case_id))
    assert bureau.look(case_id).state == "deciding"


def test_decisions_that_are_refused(bureau: Office) -> None:
    case_id = before_decision(bureau, naming(bureau, street()))
    good = approval(bureau, case_id)
    item = good.items[0]
    for command, problem in (
        (replace(good, approving_body=" "), ("approving_body", "required")),
        (replace(good, approved_on=date(2026, 3, 3)), ("approved_on", "approved_in_future")),
        (replace(good, approved_on=date(2026, 3, 1)), ("approved_on", "approved_before_acceptance")),
        (replace(good, items=(replace(item, name="别的路"),)), ("name", "name_not_proposed")),
        (replace(good, items=()), ("items", "items_differ")),
        (replace(good, items=(replace(item, is_approved=False, reason="不妥"),)), ("items", "nothing_approved")),
    ):
        with pytest.raises(InvalidInput) as refused, bureau.as_("approver@suxian") as work:
            deciding.approve(work, command)
        assert problem in codes(refused)
    assert bureau.look(case_id).state == "deciding"


def test_a_second_application_for_one_place_is_told_of_the_first(bureau: Office, places: dict[str, UUID]) -> None:
    submitted(bureau, about(naming(bureau, "五峰山"), CaseKind.RENAMING, places["五盖山"]))
    with pytest.raises(InvalidInput) as refused:
        submitted(bureau, about(naming(bureau, "六峰山"), CaseKind.RENAMING, places["五盖山"]))
    assert [(problem.code, problem.hint) for problem in refused.value.problems] == [
        ("place_in_other_case", "submitted")
    ]


def test_two_changes_of_one_name(bureau: Office, places: dict[str, UUID]) -> None:
    """Two that got past the rule together, as two submissions of one moment would."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("gazetteer.cases.store.cases.other_cases_about", lambda connection, case: {})
        first = about(naming(bureau, "东新村"), CaseKind.RENAMING, places["东村"])
        second = before_decision(bureau, about(naming(bureau, "东旧村"), CaseKind.RENAMING, places["东村"]))
        approved(bureau, first)
    command = approval(bureau, second)
    with pytest.raises(Conflict), bureau.as_("approver@suxian") as work:
        deciding.approve(work, command)


def test_the_same_name_in_one_built_up_area(bureau: Office) -> None:
    """WF10 in sequence: both districts lie in the city; the marks and the width of characters do not matter."""
    name = street()
    approved(bureau, naming(bureau, name))
    case_id = before_decision(bureau, naming(bureau, name, at="beihu"), at="beihu")
    command = approval(bureau, case_id, "beihu")
    with pytest.raises(NameTaken), bureau.as_("approver@beihu") as work:
        deciding.approve(work, command)
    assert bureau.look(case_id, "clerk@beihu").state == "deciding"


def test_numbers_have_no_gap(bureau: Office) -> None:
    """WF9: a failed acceptance gives its number back."""
    first = submitted(bureau, naming(bureau, street()))
    step = bureau.step(first)
    with pytest.raises(RuntimeError), bureau.as_("reviewer@suxian") as work:
        handling.accept(work, step)
        raise RuntimeError
    for case_id in (first, submitted(bureau, naming(bureau, street()))):
        step = bureau.step(case_id)
        with bureau.as_("reviewer@suxian") as work:
            handling.accept(work, step)
    assert bureau.scalar("select count(*) = max(serial) from gazetteer.case_number where office_seq = ("
                         "select seq from published.division where civil_code = '431003')")  # fmt: skip


def test_a_place_of_another_district_is_not_there(bureau: Office, places: dict[str, UUID]) -> None:
    with pytest.raises(NotFound), bureau.as_("clerk@suxian") as work:
        drafting.open_draft(work, about(naming(bureau, "甲村"), CaseKind.RENAMING, places["东村@北湖"]))


def test_a_check_report_is_kept_as_it_came(bureau: Office) -> None:
    case_id = opened(bureau, naming(bureau, street()))
    report = {"findings": [{"rule": "same_name", "severity": "note"}]}
    with bureau.as_("clerk@suxian") as work:
        handling.store_report(work, case_id, "甲路", "2026.1", "17", report)
    assert bureau.scalar("select report from gazetteer.case_check where case_id = :id", id=case_id) == report


def test_every_wish_is_checked_when_handed_in_and_again_for_the_decision(bureau: Office) -> None:
    taken = "古塔南路"
    announced(bureau, naming(bureau, taken, lon=113.07))
    case_id = submitted(bureau, naming(bureau, "古塔北路", taken, lon=113.06))
    first = bureau.scalar(
        "select report from gazetteer.case_check where case_id = :id and name = :name", id=case_id, name=taken
    )
    assert "duplicate.same" in {finding["rule"] for finding in first["findings"]}
    assert bureau.scalar("select count(*) from gazetteer.case_check where case_id = :id", id=case_id) == 2
    for handle in (handling.accept, handling.to_decision):
        step = bureau.step(case_id)
        with bureau.as_("reviewer@suxian") as work:
            handle(work, step)
    assert bureau.scalar("select count(*) from gazetteer.case_check where case_id = :id", id=case_id) == 4
