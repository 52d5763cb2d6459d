"""The application of a naming case at the counter: what is missing or wrong is said, what was written is kept."""

from __future__ import annotations

import re

import pytest

from tests.builders.case_desk import WORDS, Desk, attach, text
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


def test_a_draft_is_changed_against_its_version(desk: Desk) -> None:
    case = desk.opened(names="永福路")
    page = text(desk.clerk.get(f"{case}/edit"))
    assert "永福路" in page
    assert 'name="version" value="0"' in page
    changed = {**WORDS, "names": "永禄路", "version": "0"}
    assert desk.clerk.post(f"{case}/edit", changed).status_code == 302
    assert desk.clerk.post(f"{case}/edit", changed).status_code == 412
    assert "永禄路" in text(desk.clerk.get(case))


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
