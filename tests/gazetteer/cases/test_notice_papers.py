"""What the notices to the applicant say, and how they are set."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date

import pytest

from gazetteer.cases.clocks import ApproverKind, ClockKind
from gazetteer.cases.model import CaseKind
from gazetteer.cases.notices import (
    AppliedFor,
    Notice,
    NoticeFacts,
    Refusal,
    Told,
    facts_of_file,
    to_hand_over,
)
from gazetteer.cases.paperwork import CasePaper, notice_of, paper_of
from gazetteer.cases.services import deciding, handling
from geocore.documents import HeadForm, pdf_bytes, word_bytes
from tests.builders.cases import (
    MONDAY,
    Office,
    approval,
    before_decision,
    naming,
    street,
    submitted,
)
from tests.builders.notices import REVIEWER, file_of, take, told_of
from tests.gazetteer.cases.test_paperwork import facts_of, pages, words

LONG = (
    "缺少材料：位置图、平面图。图上须标明道路的起点和止点、与相邻道路的关系、比例尺和坐标系，由有资质的单位出具（虚构）"
)
RARE = "㙍䶮𬇙路"


@pytest.fixture(scope="module")
def facts(bureau: Office) -> NoticeFacts:
    """Of a case that was just accepted."""
    case_id = submitted(bureau, naming(bureau, "同济路", "同和路"))
    take(bureau, case_id, handling.accept, "")
    return told_of(bureau, case_id)


def test_the_acceptance_says_number_term_and_how_to_follow(facts: NoticeFacts) -> None:
    paper = notice_of(Notice.ACCEPTANCE, replace(facts, follow_at="https://dm.example/cases"))
    assert paper.name == "苏仙区民政局关于命名“同济路”申请的受理通知书"
    assert (paper.organ, paper.day) == ("苏仙区民政局", MONDAY)
    assert paper.letterhead
    assert (paper.letterhead.mark, paper.letterhead.form) == ("苏仙区民政局", HeadForm.LETTER)
    told = words(paper)
    for expected in (
        "示例建设投资公司（虚构）：", f"受理编号、日期{facts.number}，2026年3月2日", "拟用名称同济路、同和路",
        "湖南省郴州市苏仙区，东起东塔路",
        "自受理的次日起20个工作日，至2026年3月30日（行政许可法第四十二条）", "征求意见和专家论证的时间不计算在内",
        "凭受理编号和查询码，在https://dm.example/cases查询", "查询码＿＿＿＿＿＿＿＿＿＿（由经办人填写）",
    ):  # fmt: skip
        assert expected in told
    assert pages(pdf_bytes(paper)) == 1
    item = replace(
        facts.items[0], names=("白鹭塘镇",), old_name="白露塘镇", position_text="苏仙区东部，镇政府驻白露塘村"
    )
    renaming = replace(
        facts,
        kind=CaseKind.RENAMING,
        items=(item,),
        applicant="白露塘镇人民政府（虚构）",
        follow_at="https://dm.example/cases",
    )
    assert pages(pdf_bytes(notice_of(Notice.ACCEPTANCE, renaming))) == 1


def test_the_term_is_that_of_the_acceptance_whatever_stopped_it_since(bureau: Office, facts: NoticeFacts) -> None:
    case_id = submitted(bureau, naming(bureau, street()))
    take(bureau, case_id, handling.accept, "")
    step = bureau.step(case_id)
    with bureau.as_(REVIEWER) as work:
        handling.start_consulting(work, handling.StartConsulting(step, ("区住建局",)))
    assert told_of(bureau, case_id).terms[ClockKind.DECISION] == facts.terms[ClockKind.DECISION]


def test_a_year_without_holidays_has_no_last_day(facts: NoticeFacts) -> None:
    term = facts.terms[ClockKind.DECISION]
    late = replace(facts, terms={ClockKind.DECISION: replace(term, starts_on=date(2060, 3, 2))})
    assert "次日起20个工作日（行政许可法第四十二条）" in words(notice_of(Notice.ACCEPTANCE, late))


def test_the_code_is_printed_only_where_it_is_told(facts: NoticeFacts) -> None:
    told = words(notice_of(Notice.ACCEPTANCE, replace(facts, code="7F3K9QABCD", receipt="SQ20260301-7F3K9Q")))
    assert "查询码7F3K9QABCD" in told
    assert "凭受理编号或者网上回执号和它的查询码" in told
    assert "＿" not in told
    copy = words(notice_of(Notice.ACCEPTANCE, replace(facts, is_filled_in=False)))
    assert "＿" not in copy
    assert "没有加盖印章" in copy


def test_a_list_is_accepted_with_a_table_of_its_names(facts: NoticeFacts) -> None:
    items = tuple(AppliedFor((f"同{end}路",), None, "东起东塔路") for end in "甲乙丙")
    told = words(notice_of(Notice.ACCEPTANCE, replace(facts, items=items)))
    assert "命名“同甲路”等3个地名申请的受理通知书" in told
    for item in items:
        assert item.title in told


def test_other_kinds_say_what_they_are_about(facts: NoticeFacts) -> None:
    changed = replace(facts, kind=CaseKind.RENAMING, items=(AppliedFor(("望雨台",), "听雨台", "苏仙岭"),))
    told = words(notice_of(Notice.ACCEPTANCE, changed))
    assert "“听雨台”更名为“望雨台”申请" in told
    assert "现有地名听雨台" in told
    ended = replace(facts, kind=CaseKind.RETIREMENT, items=(AppliedFor((), "听雨台", "苏仙岭"),))
    told = words(notice_of(Notice.ACCEPTANCE, ended))
    assert "注销地名“听雨台”申请" in told
    assert "拟用名称" not in told


def test_everything_is_told_at_once_and_numbered(facts: NoticeFacts) -> None:
    paper = notice_of(Notice.CORRECTION, replace(facts, corrections=(Told(MONDAY, "缺申请书\n缺平面图"),)))
    assert paper.name == "苏仙区民政局关于命名“同济路”申请的补正通知书"
    told = words(paper)
    for expected in (
        "第三十二条第一款第四项", "全部内容一次告知如下：1．缺申请书2．缺平面图", "请补正后送交苏仙区民政局",
        "自收到之日起5个工作日内决定是否受理", "送交地点：＿",
    ):  # fmt: skip
        assert expected in told
    assert "此前" not in told
    assert "送交地点" not in words(
        notice_of(Notice.CORRECTION, replace(facts, corrections=(Told(MONDAY, "x"),), is_filled_in=False))
    )


def test_a_second_round_says_why_and_what_was_told_before(facts: NoticeFacts) -> None:
    rounds = (Told(MONDAY, "缺申请书\n缺平面图"), Told(date(2026, 3, 9), "图上没有比例尺", "第一次的图看不清"))
    paper = notice_of(Notice.CORRECTION, replace(facts, corrections=rounds))
    assert paper.day == date(2026, 3, 9)
    told = words(paper)
    first, _, before = told.partition("附：此前告知的补正内容")
    assert "如下：图上没有比例尺以上内容此前没有一次告知的理由：第一次的图看不清" in first
    assert "第一次（2026年3月2日）：1．缺申请书2．缺平面图" in before
    assert "比例尺" not in before
    third = (*rounds, Told(date(2026, 3, 16), "再缺一份", "漏看了"))
    told = words(notice_of(Notice.CORRECTION, replace(facts, corrections=third)))
    assert "第二次（2026年3月9日）：图上没有比例尺当时没有一次告知的理由：第一次的图看不清" in told


def test_thirty_long_points_and_a_long_name_are_set_whole(facts: NoticeFacts) -> None:
    long = AppliedFor(("极长" * 15,), None, "东起东塔路")
    text = "\n".join(f"{number}．{LONG}" for number in range(1, 31))
    paper = notice_of(Notice.CORRECTION, replace(facts, items=(long,), corrections=(Told(MONDAY, text),)))
    told = words(paper)
    assert all(f"{number}．缺少材料" in told for number in range(1, 31))
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf_bytes(paper), capture_output=True, check=True)
    assert "".join(done.stdout.decode().split()).count("由有资质的单位出具") == 30
    assert word_bytes(paper).startswith(b"PK")


def test_rare_characters_are_on_every_notice(facts: NoticeFacts) -> None:
    rare = replace(
        facts,
        items=(AppliedFor((RARE,), None, "x"),),
        corrections=(Told(MONDAY, RARE),),
        declined=Told(MONDAY, RARE),
        refusal=Refusal(MONDAY, "苏仙区人民政府", ApproverKind.LOCAL_GOVERNMENT, RARE),
    )
    for notice in Notice:
        content = pdf_bytes(notice_of(notice, rare))
        done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        assert RARE in done.stdout.decode(), notice


def test_what_is_not_taken_up_has_its_reason_and_the_way_against_it(facts: NoticeFacts) -> None:
    paper = notice_of(Notice.DECLINE, replace(facts, declined=Told(MONDAY, "所在地属于北湖区。")))
    assert paper.name == "苏仙区民政局关于命名“同济路”申请的不予受理通知书"
    told = words(paper)
    for expected in (
        "决定不予受理。理由如下：所在地属于北湖区。", "六十日内向苏仙区人民政府申请行政复议",
        "六个月内直接向人民法院提起行政诉讼", "可以重新申请",
    ):  # fmt: skip
        assert expected in told


def test_a_refusal_is_the_approving_bodys(bureau: Office) -> None:
    case_id = before_decision(bureau, naming(bureau, "同欣路"))
    take(bureau, case_id, deciding.refuse, "1．与规划不符。\n2．当地反对。", who="approver@suxian")
    told = told_of(bureau, case_id)
    assert told.refusal
    assert (told.refusal.body, told.refusal.approver_kind) == ("苏仙区人民政府", "local_government")
    paper = paper_of(CasePaper.REFUSAL_NOTICE, facts_of(bureau, case_id))
    assert paper.name == "苏仙区人民政府关于命名“同欣路”申请的不予批准通知书"
    assert paper.organ == "苏仙区人民政府"
    written = words(paper)
    for expected in (
        f"（受理编号{told.number}）", "经苏仙区人民政府研究，决定不予批准。理由如下：1．与规划不符。2．当地反对。",
        "向郴州市人民政府申请行政复议",
    ):  # fmt: skip
        assert expected in written


def test_a_refusal_by_nobody_in_particular_is_the_authoritys(facts: NoticeFacts) -> None:
    refusal = Refusal(MONDAY, "", ApproverKind.OTHER_DEPARTMENT, "不妥")
    paper = notice_of(Notice.REFUSAL, replace(facts, refusal=refusal))
    assert paper.organ == "苏仙区民政局"
    assert "经研究，决定不予批准" in words(paper)


def test_the_refused_names_of_a_list_have_a_notice_of_their_own(bureau: Office) -> None:
    draft = naming(bureau, "同松路")
    items = tuple(replace(draft.items[0], candidate_names=(name,)) for name in ("同松路", "同柏路", "同杨路"))
    case_id = before_decision(bureau, replace(draft, items=items))
    command = approval(bureau, case_id)
    given = (
        replace(command.items[0], is_approved=False, reason="与在建道路同名"),
        command.items[1],
        replace(command.items[2], is_approved=False, reason="规模不够"),
    )
    with bureau.as_("approver@suxian") as work:
        deciding.approve(work, replace(command, items=given))
    file = file_of(bureau, case_id)
    assert to_hand_over(file) is Notice.REFUSAL
    paper = notice_of(Notice.REFUSAL, facts_of_file(file))
    assert paper.name == "苏仙区人民政府关于命名“同松路”等2个地名申请的不予批准通知书"
    told = words(paper)
    assert "“同松路”等3个地名申请" in told
    assert "其中下列2个名称：序号名称理由1同松路与在建道路同名2同杨路规模不够" in told
    assert "同柏路" not in told
