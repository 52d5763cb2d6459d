"""Pages of marker texts and oral histories: from the retirement and from the place to the public page, and back."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from tests.builders.memories import MP3
from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser

TOLD = {
    "speaker": "王五 <b>（虚构）", "born_year": "1941", "told_on": "2026-01-15",
    "told_at": "村口（虚构）", "interviewer": "赵六（虚构）",
    "language": "郴州官话", "transcript": "桥边有柳 ${7*7} <script>（虚构）", "may_publish": "y", "may_play": "y",
}  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.fixture(scope="module")
def people(module_register: RegisteredSite) -> dict[str, Browser]:
    return {role: module_register.officer(role, "431003") for role in ("clerk", "approver", "reader")}


def tell(browser: Browser, place: str, sound: bytes | None = MP3, **changes: Any) -> Any:
    data = {key: value for key, value in {**TOLD, **changes}.items() if value is not None}
    if sound is not None:
        data["recording"] = (io.BytesIO(sound), "讲述.mp3")
    return browser.post(f"/work/heritage/places/{place}/oral-history", data, content_type="multipart/form-data")


def test_a_text_from_the_place_to_its_public_page(register: RegisteredSite, people: dict[str, Browser]) -> None:
    place = str(register.places["东村"])
    clerk, approver = people["clerk"], people["approver"]
    assert f"/work/heritage/places/{place}" in text(clerk.get(f"/place/{place}"))
    add = f"/work/heritage/places/{place}/marker-text"
    assert clerk.post(add, {"text": ""}).status_code == 422
    assert clerk.post(add, {"text": "柳塘 <i>遗址（虚构）", "case": "nonsense"}).status_code == 422
    made = clerk.post(add, {"text": "柳塘 <i>遗址（虚构）", "whereabouts": "桥东头"})
    assert made.location == f"/work/heritage/places/{place}"
    page = text(clerk.get(made.location))
    assert "柳塘 &lt;i&gt;遗址" in page
    assert "/approve" not in page
    approve, end = (
        re.findall(rf'action="(/work/heritage/marker-texts/[0-9a-f-]+/{what})"', text(approver.get(made.location)))[0]
        for what in ("approve", "end")
    )
    assert clerk.post(approve).status_code == 403
    assert people["reader"].post(end, {"reason": "x"}).status_code == 403
    assert 'id="memories"' not in register.page(f"/place/{place}")
    assert approver.post(approve).status_code == 302
    public = register.page(f"/place/{place}")
    assert "柳塘 &lt;i&gt;遗址" in public
    assert clerk.post(end, {"reason": ""}).status_code == 422
    assert clerk.post(end, {"reason": "移走（虚构）"}).status_code == 302
    assert 'id="memories"' not in register.page(f"/place/{place}")
    assert "已停用：移走（虚构）" in text(people["reader"].get(made.location))


def test_what_is_told_is_read_and_heard_while_the_speaker_agrees(
    register: RegisteredSite, people: dict[str, Browser]
) -> None:
    place = str(register.places["五盖山"])
    clerk = people["clerk"]
    made = tell(clerk, place)
    assert made.status_code == 302
    public = register.page(f"/place/{place}")
    assert "王五 &lt;b&gt;" in public
    assert "桥边有柳 ${7*7} &lt;script&gt;" in public
    assert "赵六" not in public
    (sound,) = set(re.findall(rf'src="(/place/{place}/oral-histories/[0-9a-f-]+/recording)"', public))
    answer = register.browser().get(sound)
    assert (answer.status_code, answer.get_data()) == (200, MP3)
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    part = register.browser().get(sound, headers={"Range": "bytes=0-2"})
    assert (part.status_code, part.get_data()) == (206, b"ID3")
    assert register.browser().get(sound.replace(place, str(register.places["白露塘村"]))).status_code == 404

    page = text(clerk.get(made.location))
    (consent,) = re.findall(r'action="(/work/heritage/oral-histories/[0-9a-f-]+/consent)"', page)
    inside = consent.replace("/consent", "/recording")
    assert clerk.post(consent, {"reason": ""}).status_code == 422
    assert register.officer("clerk", "431002").post(consent, {"reason": "x"}).status_code == 404
    assert clerk.post(consent, {"reason": "来电（虚构）"}).status_code == 302
    assert 'id="memories"' not in register.page(f"/place/{place}")
    assert register.browser().get(sound).status_code == 404
    assert "同意已撤回，不公开" in text(clerk.get(made.location))
    assert clerk.get(inside).get_data() == MP3
    assert people["approver"].get(inside).get_data() == MP3
    assert people["reader"].get(inside).status_code == 404
    assert register.officer("clerk", "431002").get(inside).status_code == 404
    assert clerk.post(consent.replace("/consent", "/end"), {"reason": "重录（虚构）"}).status_code == 302
    assert "已停用：重录（虚构）" in text(clerk.get(made.location))


def test_without_consent_a_reader_of_the_register_is_told_why_not(
    register: RegisteredSite, people: dict[str, Browser]
) -> None:
    place = str(register.places["朝阳村"])
    made = tell(people["clerk"], place, may_publish=None, may_play=None, transcript="不公开的话（虚构）")
    assert "不公开的话（虚构）" in text(people["approver"].get(made.location))
    page = text(people["reader"].get(made.location))
    assert "不公开的话（虚构）" not in page
    assert "由本辖区地名保护人员保管" in page
    assert "不公开的话" not in register.page(f"/place/{place}")
    assert register.officer("clerk", "431002").get(made.location).status_code == 404


@pytest.mark.parametrize(
    ("sound", "changes", "words"),
    [
        (b"<script>", {}, "请上传 MP3、M4A 或 WAV 录音"),
        (MP3, {"born_year": "1066"}, "请填 1850 年以后"),
        (MP3, {"told_on": "2999-01-01"}, "讲述日期不能晚于今天"),
        (MP3, {"told_on": "昨天"}, "请按 年-月-日 填写"),
        (MP3, {"may_publish": None}, "公开录音要同时同意公开文字"),
        (MP3, {"case": "00000000-0000-0000-0000-000000000000"}, "这个案件不是注销这处地名的"),
    ],
)
def test_what_is_wrong_stands_on_the_form(
    register: RegisteredSite, people: dict[str, Browser], sound: bytes, changes: dict[str, Any], words: str
) -> None:
    answer = tell(people["clerk"], str(register.places["白露塘村"]), sound, **changes)
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_retirement_leads_to_both_forms_and_back(register: RegisteredSite, people: dict[str, Browser]) -> None:
    place = str(register.places["白露塘村"])
    clerk = people["clerk"]
    words = {"kind": "retirement", "category": "committee", "division": "白露塘镇", "channel": "office", "place": place}
    case = clerk.post("/work/cases/new", words).location
    number = case.rpartition("/")[2]
    page = text(clerk.get(case))
    for what in ("marker-text", "oral-history"):
        assert f"/work/heritage/places/{place}/{what}?case={number}" in page
    made = clerk.post(f"/work/heritage/places/{place}/marker-text", {"text": "村址（虚构）", "case": number})
    assert made.location == f"{case}#memories"
    assert tell(clerk, place, None, case=number).location == f"{case}#memories"
    page = text(clerk.get(case))
    assert "村址（虚构）" in page
    assert "口述史 1 件" in page
    renaming = clerk.post("/work/cases/new", {**words, "kind": "renaming", "names": "甲村"}).location
    assert 'id="memories"' not in text(clerk.get(renaming))
