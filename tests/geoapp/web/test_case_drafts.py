"""The application of a naming case at the counter: what is missing or wrong is said, what was written is kept."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from tests.builders.case_desk import WORDS, Desk, attach, seen_in, text
from tests.builders.cases import PDF
from tests.builders.registered import RegisteredSite


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    return Desk(register)


def test_what_is_missing_is_said_before_and_at_submission(desk: Desk) -> None:
    answer = desk.clerk.post("/work/cases/new", {**WORDS, "names": "朝阳路", "reason": "", "lon": ""})
    case = answer.location
    page = text(desk.clerk.get(case))
    refused = desk.take(desk.clerk, case, "submit")
    assert refused.status_code == 422
    for words in ("请写明理由", "请填写经纬度", "“朝”有几种读音", "缺少材料：申请书", "缺少材料：位置图、平面图"):
        assert words in page
        assert words in text(refused)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"division": "北湖区"}, "本辖区内没有这个政区"),
        ({"lon": "东经113度"}, "十进制度数"),
        ({"lon": "25.78", "lat": "113.05"}, "经度和纬度是否颠倒"),
        ({"names": "一\n二\n三\n四\n五\n六"}, "最多五个备选名称"),
        ({"names": "路" * 31}, "名称最多三十个字"),
        ({"reason": "因\0为"}, "控制字符"),
        ({"reason": "因" * 2001}, "最多 2000 个字"),
        ({"class_code": "13400"}, "这个分类不属于所选类别"),
        ({"kind": "renaming", "place": "没有这个地名"}, "本辖区内没有这个地名"),
        ({"ended_on": "昨天"}, "年-月-日"),
    ],
)
def test_bad_drafts_are_explained_and_kept(desk: Desk, changes: dict[str, str], words: str) -> None:
    head = desk.register.audit_head()
    answer = desk.clerk.post("/work/cases/new", WORDS | changes)
    assert answer.status_code == 422
    assert words in text(answer)
    assert WORDS["meaning"] in text(answer)
    assert desk.register.audit_head() == head


def test_each_wanted_name_is_told_what_stands_against_it(desk: Desk) -> None:
    """Names under way in other cases too; nothing of it goes into the file before the application is handed in."""
    other = desk.opened(names="永和路")
    assert desk.take(desk.clerk, other, "submit").status_code == 302
    case = desk.opened(names="永和路\n雷锋路")
    page = text(desk.clerk.get(f"{case}/edit"))
    reports = page.partition('id="reports"')[2]
    assert reports.index("永和路") < reports.index("办理中") < reports.index("雷锋路")
    ideas = re.findall(r'href="(/check\?[^"]*wants_ideas=1#ideas)"', reports)
    assert ideas
    assert "可以换用的名称" in desk.register.page(unescape(ideas[0]).partition("#")[0])
    assert "还没有检查记录" in text(desk.clerk.get(case))


def test_each_wanted_name_shows_its_two_parts_and_its_draft_spelling(desk: Desk) -> None:
    case = desk.opened(names="毛泽东大道\n单行路")
    reports = text(desk.clerk.get(f"{case}/edit")).partition('id="reports"')[2]
    first, _, second = reports.partition("单行路</span>")
    for words in ('<dd lang="zh-Hans">毛泽东</dd>', '<dd lang="zh-Hans">大道</dd>', "Máozédōng Dàdào"):
        assert words in first
    assert "读音待核定" not in first
    for words in ('<dd lang="zh-Hans">单行</dd>', '<dd lang="zh-Hans">路</dd>', "读音待核定", "多音字：单、行"):
        assert words in second


def test_a_draft_is_changed_field_by_field_against_what_the_page_saw(desk: Desk) -> None:
    case = desk.opened(names="永福路")
    page = text(desk.clerk.get(f"{case}/edit"))
    assert "永福路" in page
    seen = seen_in(page)
    assert desk.clerk.post(f"{case}/edit", {**seen, "names": "永禄路"}).status_code == 302
    assert desk.clerk.post(f"{case}/edit", {**seen, "names": "永禄路"}).status_code == 302, (
        "the same words are no conflict"
    )
    assert desk.clerk.post(f"{case}/edit", {**seen, "meaning": "另一项"}).status_code == 302
    refused = desk.clerk.post(f"{case}/edit", {**seen, "names": "永寿巷", "reason": "没有丢失"})
    assert refused.status_code == 412
    for words in ("永寿巷", "永禄路", "没有丢失", "在另一个窗口里已经改成"):
        assert words in text(refused)
    assert "永禄路" in text(desk.clerk.get(case))
    assert "没有丢失" not in text(desk.clerk.get(case)), "all of a request is written, or none"
    again = {**seen_in(text(refused)), "names": "永寿巷", "reason": "没有丢失"}
    assert desk.clerk.post(f"{case}/edit", again).status_code == 302
    assert "永寿巷" in text(desk.clerk.get(case))


def test_a_new_application_about_a_place_is_filled_at_once(desk: Desk) -> None:
    place = desk.register.places["苏仙区"]
    link = f"/work/cases/new?kind=renaming&place={place}"
    assert link.replace("&", "&amp;") in text(desk.clerk.get(f"/place/{place}"))
    assert "/work/cases/new" not in desk.register.page(f"/place/{place}"), "for officers who draft there"
    page = text(desk.clerk.get(link))
    for words in ('value="113.030000"', 'value="25.790000"', "原名“苏仙区”", "登记的现有地名", 'value="苏仙区"'):
        assert words in page
    assert re.search(r'<option selected value="21300">', page)
    assert re.search(r'<option value="duplicate">重名或同音（《地名管理条例》第九条第七项、第八项）', page)
    assert "登记的现有地名" not in text(desk.clerk.get("/work/cases/new"))
    elsewhere = desk.register.places["东村@北湖"]
    assert "登记的现有地名" not in text(desk.clerk.get(f"/work/cases/new?kind=renaming&place={elsewhere}"))
    assert "苏耽成仙之地" in text(desk.clerk.get(f"/work/cases/new?kind=correction&place={place}"))


def test_without_a_kind_the_address_of_a_place_begins_a_renaming(desk: Desk) -> None:
    page = text(desk.clerk.get(f"/work/cases/new?place={desk.register.places['苏仙区']}"))
    assert "原名“苏仙区”" in page
    assert re.search(r'<input checked[^>]*value="renaming"', page)


def test_the_first_save_of_the_button_fills_the_form(desk: Desk) -> None:
    given = {
        **WORDS, "kind": "renaming", "place": "苏仙区", "names": "新仙区", "lon": "", "lat": "", "origin": "",
        "position_text": "我写的",
    }  # fmt: skip
    case = desk.clerk.post("/work/cases/new", given).location
    page = text(desk.clerk.get(f"{case}/edit"))
    for words in ("113.030000", "原名“苏仙区”", "我写的", "登记的现有地名"):
        assert words in page


def test_a_script_is_told_what_the_register_filled_in(desk: Desk) -> None:
    page = text(desk.clerk.get("/work/cases/new"))
    draft = str(uuid4())
    sent = {**WORDS, **seen_in(page), "draft_id": draft, "names": "望星区", "lon": "", "lat": "", "origin": ""}
    at = by_script(desk, "/work/cases/new", **sent).json["at"]
    seen = seen_in(text(desk.clerk.get(at)))
    told = by_script(desk, at, kind="renaming", place="苏仙区", **seen).json
    assert told["values"]["lon"] == "113.030000"
    assert told["values"]["origin"].startswith("原名“苏仙区”")
    assert told["values"]["position_text"] == WORDS["position_text"]
    assert set(told["values"]) <= set(told["versions"])


def test_the_reason_of_a_renaming_is_chosen_from_the_list(desk: Desk) -> None:
    place = str(desk.register.places["五盖山"])
    case = desk.opened(kind="renaming", place=place, names="五峰山", category="natural", reason_code="")
    assert "请选择更名原因（条例第十条、第九条）" in text(desk.take(desk.clerk, case, "submit"))
    seen = seen_in(text(desk.clerk.get(f"{case}/edit")))
    told = by_script(desk, f"{case}/edit", reason_code="nonsense", **seen).json
    assert "今天不能选这个原因" in told["problems"]["reason_code"]
    mark = {"seen-reason_code": told["versions"]["reason_code"]}
    assert by_script(desk, f"{case}/edit", reason_code="natural_change", **mark).json["problems"] == {}
    assert "自然变化（《地名管理条例》第十条）" in text(desk.clerk.get(case))
    assert "自然变化" in text(desk.clerk.get(f"{case}/steps/submit"))


def by_script(desk: Desk, path: str, **data: str) -> Any:
    return desk.clerk.post(path, data, headers={"Accept": "application/json"})


def test_a_script_opens_the_draft_with_the_first_words(desk: Desk) -> None:
    page = text(desk.clerk.get("/work/cases/new"))
    draft = str(uuid4())
    sent = {**WORDS, **seen_in(page), "draft_id": draft, "names": "望月路", "lon": "11x", "division": "不存在县"}
    answer = by_script(desk, "/work/cases/new", **sent)
    assert answer.status_code == 200
    at = answer.json["at"]
    assert at == f"/work/cases/{draft}/edit"
    assert set(answer.json["problems"]) == {"lon", "division"}
    page = text(desk.clerk.get(at))
    for words in ('value="11x"', 'value="不存在县"', "望月路", "十进制度数", "本辖区内没有这个政区"):
        assert words in page
    lost_answer = by_script(desk, "/work/cases/new", **{**sent, "names": "望月路\n望日路"})
    assert lost_answer.json["at"] == at
    assert "望日路" in text(desk.clerk.get(at))


def test_what_cannot_be_read_keeps_the_case_from_its_submission(desk: Desk) -> None:
    case = desk.opened(names="永乐路")
    seen = seen_in(text(desk.clerk.get(f"{case}/edit")))
    answer = by_script(desk, f"{case}/edit", lat="25.7八", **{"seen-lat": seen["seen-lat"]})
    assert answer.status_code == 200
    assert "十进制度数" in answer.json["problems"]["lat"]
    refused = desk.take(desk.clerk, case, "submit")
    assert refused.status_code == 422
    assert "“25.7八”读不懂或者不完整" in text(refused)
    mended = by_script(desk, f"{case}/edit", lat="25.78", **{"seen-lat": answer.json["versions"]["lat"]})
    assert mended.json["problems"] == {}
    assert desk.take(desk.clerk, case, "submit").status_code == 302
    late = by_script(desk, f"{case}/edit", lat="25.79", **{"seen-lat": mended.json["versions"]["lat"]})
    assert late.status_code == 409
    assert desk.clerk.get(f"{case}/edit").location == case


def test_a_script_is_told_what_another_window_wrote_and_what_cannot_be_kept(desk: Desk) -> None:
    case = desk.opened(names="永泰路")
    seen = seen_in(text(desk.clerk.get(f"{case}/edit")))
    first = by_script(desk, f"{case}/edit", reason="第一个窗口", **seen)
    second = by_script(desk, f"{case}/edit", reason="第二个窗口", **seen)
    assert second.status_code == 412
    there = second.json["elsewhere"]["reason"]
    assert there == {"value": "第一个窗口", "version": first.json["versions"]["reason"]}
    chosen = by_script(desk, f"{case}/edit", reason="第二个窗口", **{"seen-reason": there["version"]})
    assert chosen.status_code == 200
    refused = by_script(desk, f"{case}/edit", reason="因\0为", **{"seen-reason": there["version"]})
    assert refused.status_code == 422
    assert "控制字符" in refused.json["problems"]["reason"]


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [(b"", "空.pdf", "文件是空的"), (b"MZ", "程序.exe", "只接收"), (b"<script>", "页.pdf", "内容要与扩展名相符")],
)
def test_papers_that_are_not_taken(desk: Desk, content: bytes, name: str, words: str) -> None:
    case = desk.opened(names="永寿路")
    answer = attach(desk.clerk, case, "other", content, name)
    assert answer.status_code == 422
    assert words in text(answer)


def test_papers_come_back_as_they_were_sent_to_handlers_only(desk: Desk) -> None:
    case = desk.opened(names="永昌路")
    found = re.search(rf"{case}/documents/[0-9a-f-]{{36}}", text(desk.clerk.get(case)))
    assert found
    answer = desk.reviewer.get(found[0])
    assert answer.get_data() == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert desk.register.officer("reviewer", "431002").get(found[0]).status_code == 404
    assert desk.register.officer("reader", "431003").get(found[0]).status_code == 403
    assert desk.register.browser().get(found[0]).status_code == 302
