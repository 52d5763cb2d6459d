"""The pages of expert review and of the three reports."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import pytest

from tests.builders.case_desk import Desk, text
from tests.builders.registered import RegisteredSite
from tests.geoapp.web.test_consultations import SCRIPT, accepted, deal, opened_public

SCORES = {"score-necessity": "4", "score-science": "5", "score-reason": "3"}


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    return Desk(register)


def opened(desk: Desk, name: str, *experts: str) -> str:
    """The address of a case's expert page, with a review open and these on the docket."""
    page = f"{accepted(desk, name)}/experts"
    question = {"question": "是否必要、科学、合理？", "method": "meeting"}
    assert desk.reviewer.post(f"{page}/open", question).status_code == 302
    for expert in experts:
        person = {"name": expert, "field": "地名学", "unit": "某大学（虚构）"}
        assert send(desk, page, "docket", **person).status_code == 302
    return page


def send(desk: Desk, page: str, what: str, number: int = 0, **data: str) -> Any:
    """Send the form of the page whose address ends like this, with the version that it holds."""
    shown = text(desk.reviewer.get(page))
    path = re.findall(rf'action="({page}/[\w/-]*{what})"', shown)[number]
    version = shown.partition(f'action="{path}"')[2].partition('name="version" value="')[2].partition('"')[0]
    return desk.reviewer.post(path, {"version": version, **data})


def conclude(desk: Desk, page: str, **changes: str) -> Any:
    words = {
        "held_on": desk.register.clock.today.isoformat(), "minutes": "到会二人（虚构）", "risks": "无",
        "advice": "立标志", "result": "support",
    }  # fmt: skip
    return send(desk, page, "conclude", **{**words, **changes})


def test_docket_conflict_of_interest_scores_result_report(desk: Desk) -> None:
    page = opened(desk, "和泰路", "赵一", f"钱二{SCRIPT[:20]}")
    assert "办结：已暂停" in text(desk.reviewer.get(page.removesuffix("/experts")))
    assert send(desk, page, "declare", 1, has_conflict="yes").status_code == 422
    assert send(desk, page, "declare", 1, has_conflict="yes", conflict_text="参与方案编制").status_code == 302
    assert send(desk, page, "declare", 0, has_conflict="no").status_code == 302
    missing = send(desk, page, "opinion", **{**SCORES, "score-reason": "9"}, opinion="名称合理（虚构）")
    assert missing.status_code == 422
    assert "请给“合理性”打 1 到 5 分" in text(missing)
    assert "名称合理（虚构）" in text(missing)
    refused = conclude(desk, page)
    assert refused.status_code == 422
    assert "还没有打分和意见：赵一" in text(refused)
    assert send(desk, page, "opinion", **SCORES, opinion=f"名称合理{SCRIPT}").status_code == 302
    assert conclude(desk, page, risks="").status_code == 422
    assert conclude(desk, page).status_code == 302
    shown = text(desk.clerk.get(page))
    for words in ("有，已回避", "参与方案编制", "名称合理&lt;script&gt;", "到会二人（虚构）"):
        assert words in shown
    assert "<script>alert" not in shown
    report = text(desk.clerk.get(page.replace("/experts", "/reports/experts")))
    for words in ("关于“和泰路”命名的专家论证报告", "必要性、科学性、合理性", "4.0", "论证结论：同意。"):
        assert words in report
    assert "<script>alert" not in report


def test_experts_who_may_and_what_is_explained(desk: Desk) -> None:
    page = f"{accepted(desk, '和睦里路')}/experts"
    assert "本案没有专家论证" in text(desk.clerk.get(page))
    assert desk.clerk.post(f"{page}/open", {}).status_code == 403
    refused = desk.reviewer.post(f"{page}/open", {"question": "好？", "method": "meeting"})
    assert refused.status_code == 422
    assert "请写 5 到 1000 个字" in text(refused)
    desk.reviewer.post(f"{page}/open", {"question": "是否合理、必要？", "method": "letter"})
    assert send(desk, page, "docket", name="", field="x", unit="x").status_code == 422
    assert send(desk, page, "docket", name="赵一", field="x", unit="x").status_code == 302
    twice = send(desk, page, "docket", name="赵一", field="x", unit="x")
    assert twice.status_code == 422
    assert "已在名单上" in text(twice)
    assert send(desk, page, "declare", has_conflict="perhaps").status_code == 422
    assert desk.register.officer("reviewer", "431002").get(page).status_code == 404


def test_reports_needed_written_settled(desk: Desk) -> None:
    case = accepted(desk, "和润路")
    page = f"{case}/reports"
    assert text(desk.reviewer.get(page)).count("未判断") == 3
    assert desk.reviewer.post(f"{page}/evaluation/need", {"reason": "影响较大"}).status_code == 422
    assert desk.reviewer.post(f"{page}/evaluation/need", {"is_needed": "yes", "reason": " "}).status_code == 422
    assert desk.reviewer.post(f"{page}/evaluation/need", {"is_needed": "yes", "reason": "影响较大"}).status_code == 302
    refused = desk.take(desk.reviewer, case, "to_decision", note="符合条例")
    assert refused.status_code == 422
    assert "缺少应当有的报告：综合评估报告" in text(refused)
    parts = ("legality", "feasibility", "controllability", "effects", "risks")
    form = text(desk.reviewer.get(f"{page}/assessment/edit"))
    assert 'name="version" value="-1"' in form
    sent = {"version": "-1", **{part: f"{part}{SCRIPT}" for part in parts}}
    assert desk.reviewer.post(f"{page}/assessment/edit", sent).status_code == 302
    assert desk.reviewer.post(f"{page}/assessment/edit", {**sent, "risks": "字" * 2001}).status_code == 422
    shown = text(desk.reviewer.get(f"{page}/evaluation"))
    assert "<script>alert" not in shown
    seen = re.findall(r'name="seen" value="(\w+)"', shown)[0]
    incomplete = desk.reviewer.post(f"{page}/evaluation/settle", {"seen": seen})
    assert incomplete.status_code == 422
    assert "这一部分还是空的：应对措施" in text(incomplete)
    again = {**sent, "version": "0", "measures": "做好解释（虚构）"}
    assert desk.reviewer.post(f"{page}/assessment/edit", again).status_code == 302
    assert desk.reviewer.post(f"{page}/assessment/edit", again).status_code == 412
    assert desk.reviewer.post(f"{page}/evaluation/settle", {"seen": seen}).status_code == 409
    seen = re.findall(r'name="seen" value="(\w+)"', text(desk.reviewer.get(f"{page}/evaluation")))[0]
    assert desk.reviewer.post(f"{page}/evaluation/settle", {"seen": seen}).status_code == 302
    assert "做好解释（虚构）" in text(desk.clerk.get(f"{page}/evaluation?settled=1"))
    desk.reviewer.post(f"{page}/assessment/edit", {**again, "version": "1", "measures": "改写"})
    assert "案卷已有变化" in text(desk.reviewer.get(page))
    settled = docx.Document(io.BytesIO(desk.clerk.get(f"{page}/evaluation.docx?settled=1").data))
    words = "".join(paragraph.text for paragraph in settled.paragraphs)
    assert "做好解释（虚构）" in words
    assert "苏仙区民政局" in words
    assert "改写" not in words
    now = docx.Document(io.BytesIO(desk.clerk.get(f"{page}/evaluation.docx").data))
    assert "改写" in "".join(paragraph.text for paragraph in now.paragraphs)
    assert desk.clerk.get(f"{page}/evaluation.pdf").data.startswith(b"%PDF-")
    assert desk.register.officer("clerk", "431002").get(f"{page}/evaluation.pdf").status_code == 404
    assert desk.take(desk.reviewer, case, "to_decision", note="符合条例").status_code == 302
    assert desk.reviewer.get(f"{page}/poem").status_code == 404
    assert desk.clerk.post(f"{page}/evaluation/settle", {}).status_code == 403


def test_the_approver_reads_what_was_said(desk: Desk) -> None:
    """J2 S6: objections and conditions in words, the others in numbers, the reviewer's opinion, experts, the public."""
    case, public = opened_public(desk, "和昌路")
    units = ("苏仙区公安局", "苏仙区住建局", "北湖区民政局", "苏仙区文旅局")
    answers = (
        ("agree", "好"),
        ("conditions", f"须保留旧牌{SCRIPT}"),
        ("object", "与北湖区道路混淆（虚构）"),
        ("none", ""),
    )
    asked = desk.take(desk.reviewer, case, "start_consulting", units="\n".join(units), question="好？", days="7")
    assert asked.status_code == 302
    for unit, (answer, words) in zip(units, answers, strict=True):
        part = text(desk.reviewer.get(case)).partition(f">{unit}")[2]
        path = re.findall(rf'action="({case}/consultations/[0-9a-f-]{{36}})"', part)[0]
        assert desk.reviewer.post(path, {"answer": answer, "text": words}).status_code == 302
    assert desk.register.browser().post(public, {"text": "很好的名字"}).status_code == 302
    assert deal(desk, case, "answer", handling="adopted", answer="谢谢").status_code == 302
    overview = text(desk.reviewer.get(f"{case}/consultations"))
    close = re.findall(rf"{case}/public/[0-9a-f-]{{36}}/close", overview)[0]
    assert desk.reviewer.post(close, {"version": "0", "note": "申请已变更（虚构）"}).status_code == 302
    page = f"{case}/experts"
    question = {"question": "是否必要、科学、合理？", "method": "meeting"}
    assert desk.reviewer.post(f"{page}/open", question).status_code == 302
    for expert in ("赵一", "钱二", "孙三"):
        assert send(desk, page, "docket", name=expert, field="地名学", unit="某大学（虚构）").status_code == 302
    for number in range(3):
        assert send(desk, page, "declare", number, has_conflict="no").status_code == 302
        assert send(desk, page, "opinion", number, **SCORES, opinion="名称合理（虚构）").status_code == 302
    assert conclude(desk, page).status_code == 302
    assert desk.take(desk.reviewer, case, "finish_consulting").status_code == 302
    assert desk.take(desk.reviewer, case, "to_decision", note="拟同意").status_code == 302
    for step in ("approve", "send_back", "refuse"):
        said = text(desk.approver.get(f"{case}/steps/{step}")).partition('id="said"')[2].partition("</section>")[0]
        for words in (
            "拟同意", "北湖区民政局</strong>：与北湖区道路混淆（虚构）", "须保留旧牌&lt;script&gt;", "单位（4 个）",
            "同意 1、有条件同意 1、不同意 1、无意见 1、未答复 0", "收到 1 条，采纳 1 条",
            "同意，专家 3 人，平均 4.0 分", f'href="{case}/consultations"',
        ):  # fmt: skip
            assert words in said, words
        assert said.index("与北湖区道路混淆") < said.index("须保留旧牌")
        assert "<script>alert" not in said
    assert 'id="said"' not in text(desk.clerk.get(case))


def test_the_reason_for_what_was_left_out_is_asked_on_the_page(desk: Desk) -> None:
    case = accepted(desk, "和源路")
    page = text(desk.reviewer.get(f"{case}/steps/to_decision"))
    assert 'name="left_out"' in page
    for words in ("按规则建议征求而没有征求的单位：苏仙区住房和城乡建设局、", "没有判断是否需要：综合评估报告、"):
        assert words in page
    refused = desk.take(desk.reviewer, case, "to_decision", note="拟同意", left_out="")
    assert refused.status_code == 422
    assert "请填写这一项" in text(refused)
    laid = desk.take(desk.reviewer, case, "to_decision", note="拟同意", left_out=f"只涉及三户{SCRIPT}")
    assert laid.status_code == 302
    said = text(desk.approver.get(f"{case}/steps/approve")).partition('id="said"')[2].partition("</section>")[0]
    assert "未征求意见：苏仙区住房和城乡建设局" in said
    assert "理由：只涉及三户&lt;script&gt;" in said
