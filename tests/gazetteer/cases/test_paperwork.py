"""The papers of a case: what each says, on how many pages, and that those of a filing stay as they were sent."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.heard import Heard, PublicComments, ReviewOutcome
from gazetteer.cases.model import CaseKind, CheckReport, Consultation, Opinion
from gazetteer.cases.paper_queries import paper_facts
from gazetteer.cases.paper_words import ANSWERS
from gazetteer.cases.paperwork import CasePaper, PaperFacts, announcement_paper, is_ready, paper_of
from gazetteer.cases.paperwork.facts import official_day
from gazetteer.cases.paperwork.forms import _sexagesimal
from gazetteer.cases.public_announcements import announced_together, announcement
from gazetteer.cases.services import announcing, deciding, drafting, handling
from gazetteer.cases.services.packaging import written_papers
from gazetteer.cases.store.announcements import announcements_of, filings_of, package_of
from gazetteer.consultations.services import public_asking
from gazetteer.consultations.store import public
from geocore.db import act_as
from geocore.documents import Document, pdf_bytes
from geocore.documents.pdf import markup
from geocore.workflow_store import WorkflowEvent
from tests.builders.cases import (
    MONDAY,
    PDF,
    Office,
    about,
    accepted,
    announced,
    approval,
    approved,
    before_decision,
    naming,
    opened,
)
from tests.builders.consultations import answered, asked_public, comment, concluded, review_with, under_review


def facts_of(office: Office, case_id: UUID) -> PaperFacts:
    actor = office.actors["clerk@suxian"]
    with office.database.app.connect() as connection:
        act_as(connection, actor)
        return paper_facts(connection, case_id, actor, MONDAY)


def words(document: Document) -> str:
    """What stands on it, as one line."""
    text = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", markup(document), flags=re.DOTALL)
    return "".join(re.sub(r"<[^>]+>", " ", text).split())


def pages(content: bytes) -> int:
    told = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()
    return int(told.split("Pages:")[1].split()[0])


@pytest.fixture(scope="module")
def decided(bureau: Office) -> PaperFacts:
    return facts_of(bureau, approved(bureau, naming(bureau, "同仁路", "同和路", lon=113.05)))


def test_the_application_has_its_three_parts(decided: PaperFacts) -> None:
    """条例第十一条."""
    paper = paper_of(CasePaper.APPLICATION, decided)
    assert paper.name == "关于命名“同仁路”的申请书"
    assert (paper.organ, paper.day) == ("示例建设投资公司（虚构）", official_day(decided.file.events[0]))
    for expected in ("苏仙区民政局：", "新建道路（虚构）", "东起东塔路", "长度：800米", "取团结之意", "张三"):
        assert expected in words(paper)


def test_the_card_says_what_speaks_against(bureau: Office) -> None:
    case_id = accepted(bureau, naming(bureau, "威尼斯路"))
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        handling.start_consulting(work, handling.StartConsulting(step, ("区住建局", "区交警队")))
    asked = bureau.scalar(
        "select id from gazetteer.case_consultation where case_id = :c and unit = '区住建局'", c=case_id
    )
    with bureau.as_("reviewer@suxian") as work:
        handling.record_answer(work, case_id, asked, "object", "与在建工程重名", bureau.today)
    card = words(paper_of(CasePaper.APPROVAL_FORM, facts_of(bureau, case_id)))
    assert "单位2个：同意0、有条件同意0、不同意1、无意见0、未答复1" in card
    assert "区住建局不同意：与在建工程重名" in card
    assert "【不符】威尼斯路：" in card
    assert "（《地名管理条例》第九条第五项）" in card
    assert "县级以上地方人民政府（苏仙区人民政府）" in card
    assert "□批准" in card


def test_the_card_counts_every_kind_of_answer(decided: PaperFacts) -> None:
    """One of each, and one that waits: the numbers add up to the units that were asked."""
    answers = (*handling.ANSWERS, None)
    asked = tuple(
        Consultation(UUID(int=at), f"第{at}局", True, MONDAY, MONDAY, answer and MONDAY, answer, "须改", 0, "", "")
        for at, answer in enumerate(answers)
    )
    card = words(paper_of(CasePaper.APPROVAL_FORM, replace(decided, file=replace(decided.file, consultations=asked))))
    told = re.search(r"单位(\d+)个：((?:[^\d、]+\d+、?)+)", card)
    assert told
    assert told[1] == str(len(answers))
    counted = re.findall(r"([^\d、]+)(\d+)", told[2])[: len(answers)]
    assert counted == [(word, "1") for word in (*ANSWERS.values(), "未答复")]
    assert set(ANSWERS) == set(handling.ANSWERS)
    assert "第2局不同意：须改" in card
    assert "第1局有条件同意：须改" in card


def test_the_card_tells_of_the_public_and_of_the_experts(bureau: Office) -> None:
    """Comments of the public consultations with how they were handled, and the result of the concluded review."""
    case_id = under_review(bureau)
    consultation = asked_public(bureau, case_id)
    for _ in range(3):
        comment(bureau, consultation)
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["reviewer@suxian"])
        waiting = public.comments_of(connection, case_id)
    for one, outcome in zip(waiting, ("adopted", "partly"), strict=False):
        with bureau.as_("reviewer@suxian") as work:
            deal = public_asking.DealWith(case_id, one.id, one.version, MONDAY)
            public_asking.answer_comment(work, deal, outcome, "有道理（虚构）")
    experts = ("赵一", "钱二", "孙三")
    review_with(bureau, case_id, *experts)
    for expert in experts:
        answered(bureau, case_id, expert)
    concluded(bureau, case_id)
    card = words(paper_of(CasePaper.APPROVAL_FORM, facts_of(bureau, case_id)))
    assert "公开征求意见3条：采纳1、部分采纳1、不采纳0、待答复1" in card
    assert "专家论证（2026年3月2日）：同意，专家3人，平均4.0分（满分5分）" in card


def test_the_card_is_one_page_whatever_was_written(decided: PaperFacts) -> None:
    long = "东起东塔路，西至南塔路；" * 150
    item = replace(
        decided.file.case.items[0], candidate_names=tuple("甲" * 29 + end for end in "路街巷道里"), old_name="乙" * 30,
        reason=long, meaning=long, origin=long, position_text=long, facts={"长度": long}, reason_code="borrowed",
    )  # fmt: skip
    findings = [{"severity": "must_not", "article": "地名管理条例第九条第（七）项", "message": long}] * 9
    opened_at = decided.file.case.opened_at
    file = replace(
        decided.file,
        case=replace(decided.file.case, kind=CaseKind.RENAMING, applicant_unit="单" * 200, items=(item, item)),
        checks=(CheckReport(item.id, "甲" * 30, "1", "1", {"findings": findings}, opened_at, None, {}),),
        consultations=(Consultation(item.id, "局" * 200, True, MONDAY, MONDAY, MONDAY, "object", long, 0, "", ""),) * 5,
        opinions=(Opinion(item.id, MONDAY, long, long, MONDAY),) * 5,
        heard=Heard(PublicComments(9, 999, 250, 250, 250), ReviewOutcome("changes", MONDAY, 99, 4.44)),
        events=(WorkflowEvent(1, "", "to_decision", "", "审" * 40, opened_at, long, {"left_out": long}),),
        decisions={item.id: replace(decided.file.decisions[item.id], reason=long, approving_body="府" * 200)},
    )
    facts = replace(decided, file=file, spellings={item.id: "Jiǎ" * 60})
    assert pages(pdf_bytes(paper_of(CasePaper.APPROVAL_FORM, facts))) == 1


def test_the_reply_names_approver_and_articles(decided: PaperFacts) -> None:
    paper = paper_of(CasePaper.APPROVAL, decided)
    assert paper.name == "苏仙区人民政府关于命名“同仁路”的批复"
    assert (paper.number, paper.organ, paper.day) == ("苏政函〔2026〕12号（虚构）", "苏仙区人民政府", MONDAY)
    assert "同意命名“同仁路”（罗马字母拼写：TóngrénLù）" in words(paper)
    for article in ("第十二条", "第十三条", "第十四条"):
        assert article in words(paper)


def test_the_report_goes_to_the_authority_above(decided: PaperFacts) -> None:
    paper = paper_of(CasePaper.FILING_REPORT, decided)
    assert paper.name == "苏仙区民政局关于命名“同仁路”备案的报告"
    told = words(paper)
    assert "郴州市民政局：" in told
    for expected in ("同仁路", "TóngrénLù", "苏政函〔2026〕12号", "附件：备案登记表、批复、申请书"):
        assert expected in told


def test_the_registration_form_has_the_fields_of_the_national_one(decided: PaperFacts) -> None:
    told = words(paper_of(CasePaper.REGISTRATION_FORM, decided))
    for expected in (
        "标准地名同仁路", "罗马字母拼写TóngrénLù", "使用时间现今", "23514", "湖南省郴州市苏仙区",
        "113°03′00.00″E25°46′48.00″N", "因旁有古桥", "取团结之意", "长度：800米", "批准机关苏仙区人民政府",
        "登记单位苏仙区民政局", "登记时间2026年3月2日",
    ):  # fmt: skip
        assert expected in told


@pytest.mark.parametrize(
    ("degrees", "written"),
    [(113.0412, "113°02′28.32″"), (25.7931, "25°47′35.16″"), (112.99999999, "113°00′00.00″"), (0.5, "0°30′00.00″")],
)
def test_degrees_as_the_form_asks(degrees: float, written: str) -> None:
    assert _sexagesimal(degrees) == written


def test_papers_that_follow_the_decision_wait_for_it(bureau: Office, decided: PaperFacts) -> None:
    draft = facts_of(bureau, opened(bureau, naming(bureau, "同义路")))
    assert [paper for paper in CasePaper if is_ready(paper, draft.file)] == ["application", "approval_form"]
    told = {CasePaper.CORRECTION_NOTICE, CasePaper.DECLINE_NOTICE, CasePaper.REFUSAL_NOTICE}
    ready = [paper for paper in CasePaper if is_ready(paper, decided.file)]
    assert ready == [paper for paper in CasePaper if paper not in told]


def test_a_draft_with_a_reading_that_does_not_fit_still_has_its_papers(bureau: Office) -> None:
    facts = facts_of(bureau, opened(bureau, naming(bureau, "同安路", reading="tóng")))
    assert "Tóng’ānLù" in words(paper_of(CasePaper.APPROVAL_FORM, facts)).replace("'", "’")


def test_several_items_are_one_letter_and_a_form_each(bureau: Office) -> None:
    draft = naming(bureau, "同源路")
    second = replace(draft.items[0], candidate_names=("同庆路",))
    third = replace(draft.items[0], candidate_names=("同余路",))
    case_id = before_decision(bureau, replace(draft, items=(draft.items[0], second, third)))
    command = approval(bureau, case_id)
    items = (*command.items[:2], replace(command.items[2], is_approved=False, reason="与在建道路同名"))
    with bureau.as_("approver@suxian") as work:
        deciding.approve(work, replace(command, items=items))
    facts = facts_of(bureau, case_id)
    reply = words(paper_of(CasePaper.APPROVAL, facts))
    assert "关于命名“同源路”等2个地名的批复" in reply
    assert "3．不同意命名“同余路”。理由：与在建道路同名" in reply
    forms = paper_of(CasePaper.REGISTRATION_FORM, facts)
    assert pages(pdf_bytes(forms)) == 2
    assert "同余路" not in words(forms)


def test_other_kinds_say_what_they_do(bureau: Office, places: dict[str, UUID]) -> None:
    draft = about(naming(bureau, "新五盖山", reading="xīn wǔ gài shān"), CaseKind.RENAMING, places["五盖山"])
    facts = facts_of(bureau, approved(bureau, draft))
    assert paper_of(CasePaper.APPROVAL, facts).name == "苏仙区人民政府关于“五盖山”更名为“新五盖山”的批复"
    assert "曾用名五盖山" in words(paper_of(CasePaper.REGISTRATION_FORM, facts))
    why = "名实不符（《地名管理条例》第九条第二项、第十条）"
    assert f"理由{why}：新建道路" in words(paper_of(CasePaper.APPROVAL_FORM, facts))
    assert f"更名原因：{why}。" in words(paper_of(CasePaper.APPLICATION, facts))


def test_the_card_of_a_retirement_approves_the_end_of_the_name(decided: PaperFacts) -> None:
    retired = replace(decided, file=replace(decided.file, case=replace(decided.file.case, kind=CaseKind.RETIREMENT)))
    assert "批准注销“同仁路”" in words(paper_of(CasePaper.APPROVAL_FORM, retired))
    assert "批准“同仁路”" in words(paper_of(CasePaper.APPROVAL_FORM, decided))


def test_the_announcement_is_what_was_announced(bureau: Office) -> None:
    case_id = announced(bureau, naming(bureau, "同祥路"))
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@suxian"])
        (made,) = announcements_of(connection, case_id)
        paper = announcement_paper(announcement(connection, made.id), "https://dm.example/announcements/1")
    assert paper.name == "苏仙区民政局关于命名“同祥路”的公告"
    assert (paper.number, paper.organ, paper.day) == (made.number, "苏仙区民政局", MONDAY)
    told = words(paper)
    for fact in (
        "同祥路",
        "TóngxiángLù",
        "湖南省郴州市苏仙区",
        "东起东塔路",
        "苏仙区人民政府",
        "2026年3月2日",
        "dm.example",
    ):
        assert fact in told
    assert pages(pdf_bytes(paper)) == 1


@pytest.fixture
def package(bureau: Office) -> Callable[[UUID], zipfile.ZipFile]:
    def opened_package(case_id: UUID) -> zipfile.ZipFile:
        with bureau.database.app.connect() as connection:
            act_as(connection, bureau.actors["clerk@suxian"])
            last = filings_of(connection, case_id)[-1]
            return zipfile.ZipFile(io.BytesIO(package_of(connection, case_id, last.id)))

    return opened_package


def test_what_was_sent_stays_as_it_was_sent(bureau: Office, package: Callable[[UUID], zipfile.ZipFile]) -> None:
    case_id = announced(bureau, naming(bureau, "同福路"))
    with bureau.as_("clerk@suxian") as work:
        announcing.send_filing(work, announcing.SendFiling(case_id, "郴州市民政局", MONDAY))
    with package(case_id) as sent:
        assert sent.namelist() == [
            "01-备案登记表.pdf", "01-备案登记表.json", "02-备案报告.pdf", "03-批复.pdf", "04-申请书.pdf", "05-公告.pdf",
            "05-公告.txt", "manifest.json",
        ]  # fmt: skip
        before = {name: sent.read(name) for name in sent.namelist()}
    assert before["02-备案报告.pdf"].startswith(b"%PDF-")
    manifest = {entry["kind"]: entry for entry in json.loads(before["manifest.json"])}
    assert manifest["filing_report"]["size"] == len(before["02-备案报告.pdf"])
    # A returned filing is sent again on another day, with a report of the office's own: the first stays what it was.
    with bureau.as_("clerk@suxian") as work:
        announcing.return_filing(work, case_id, "报告未盖章", MONDAY)
    own = drafting.NewDocument("filing_report", "报告.pdf", PDF)
    with bureau.as_("clerk@suxian") as work:
        announcing.send_filing(work, announcing.SendFiling(case_id, "郴州市民政局", date(2026, 3, 9), (own,)))
    with package(case_id) as again:
        assert again.read("02-备案报告.pdf") == PDF
        assert again.read("01-备案登记表.pdf") != before["01-备案登记表.pdf"]
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@suxian"])
        first = filings_of(connection, case_id)[0]
        with zipfile.ZipFile(io.BytesIO(package_of(connection, case_id, first.id))) as sent:
            assert {name: sent.read(name) for name in sent.namelist()} == before


def test_all_names_of_a_decision_stand_in_one_announcement(bureau: Office) -> None:
    draft = naming(bureau, "同德路")
    items = tuple(replace(draft.items[0], candidate_names=(name,)) for name in ("同德路", "同善路", "同义路"))
    case_id = announced(bureau, replace(draft, items=items))
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@suxian"])
        made = announcements_of(connection, case_id)
        together = announced_together(connection, made[0].number)
        paper = announcement_paper(announcement(connection, made[1].id), together=together)
        filed = written_papers(connection, case_id, bureau.actors["clerk@suxian"], MONDAY)
    assert {one.number for one in made} == {paper.number}
    assert [(name.id, name.ordinal) for name in together] == [(one.id, at) for at, one in enumerate(made, start=1)]
    assert paper.name == "苏仙区民政局关于命名“同德路”等3个地名的公告"
    told = words(paper)
    assert "命名“同德路”等3个地名，现予公告" in told
    for name in ("同德路", "同善路", "同义路", "TóngshànLù", "苏仙区人民政府", "2026年3月2日"):
        assert name in told
    assert [one.number for one in filed if one.kind == "announcement"] == [paper.number]
    assert pdf_bytes(paper).startswith(b"%PDF")


def test_a_number_belongs_to_one_case(bureau: Office) -> None:
    first, second = (announced(bureau, naming(bureau, name)) for name in ("独号路", "另号路"))
    copied = """
        update gazetteer.announcement a set serial = b.serial, ordinal = 2
          from gazetteer.announcement b where b.case_id = :first and a.case_id = :second"""
    with (
        pytest.raises(sa.exc.IntegrityError, match="ex_announcement_one_case"),
        bureau.database.owner.begin() as connection,
    ):
        connection.execute(sa.text("alter table gazetteer.announcement disable trigger announcement_append_only"))
        connection.execute(sa.text(copied), {"first": first, "second": second})
