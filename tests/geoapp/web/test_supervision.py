"""The pages of supervision: a report by anybody, its handling by pages, and who sees the informant."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser
from tests.builders.supervision import INFORMANT, PHOTO, SECRET, jpeg, png

WORDS = {
    "used_name": "白鹭塘大道（虚构）", "place_words": "东塔路口（虚构）", "division": "苏仙区",
    "text": "应为白露塘 ${7*7} <script>（虚构）", "person": INFORMANT[0], "contact": INFORMANT[1],
}  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def send(browser: Browser, **changes: Any) -> Any:
    data = {**WORDS, "photo": (io.BytesIO(PHOTO.content), "标牌.jpg"), **changes}
    return browser.post("/report-use", data, content_type="multipart/form-data")


@pytest.fixture
def people(register: RegisteredSite) -> dict[str, Browser]:
    return {role: register.officer(role, "431003") for role in ("clerk", "reviewer", "approver")}


def reported(register: RegisteredSite) -> str:
    """The address of the case of a report just sent."""
    visitor = register.browser()
    assert send(visitor).status_code == 302
    receipt = re.findall(r"JB\d{8}-\w{6}", text(visitor.get("/report-use/received")))[0]
    found = register.scalar("select id from gazetteer.supervision_case where receipt = :receipt", receipt=receipt)
    return f"/work/supervision/{found}"


def take(browser: Browser, case: str, action: str, **data: Any) -> Any:
    path = f"{case}/steps/{action}"
    page = text(browser.get(path))
    version = re.findall(r'name="state_version" value="(\d+)"', page)
    if not version:
        return browser.get(path)
    acts = re.findall(r'<option[^>]*value="([0-9a-f-]{36})"[^>]*>[^<]*第三十七条', page)
    return browser.post(path, {"state_version": version[0], **({"act": acts[0]} if acts else {}), **data})


def test_a_report_to_its_register(register: RegisteredSite, people: dict[str, Browser]) -> None:
    case = reported(register)
    clerk, reviewer, approver = people["clerk"], people["reviewer"], people["approver"]
    page = text(clerk.get(case))
    assert "应为白露塘 ${7*7} &lt;script&gt;" in page
    assert INFORMANT[1] not in page
    for version in ("7", "abc", "9" * 6000):  # stale, or none at all
        assert take(clerk, case, "take_up", state_version=version).status_code == 412
    assert take(clerk, case, "take_up").status_code == 302
    assert INFORMANT[1] in text(clerk.get(case))
    for other in (reviewer, approver):
        page = text(other.get(case))
        assert not any(told in page for told in INFORMANT)
        assert "依法保密，只有接办人看得到" in page
    assert take(reviewer, case, "verify", note="x").status_code == 409
    assert take(clerk, case, "verify", note="").status_code == 422
    assert take(clerk, case, "verify", note="属实").status_code == 302
    late = take(clerk, case, "order_rectification", note="改正", rectify_by="2020-01-01")
    assert late.status_code == 422
    assert "请填以后的日期" in text(late)
    assert take(clerk, case, "order_rectification", note="改正", rectify_by="2099-01-01").status_code == 302
    assert "2,000" not in text(clerk.get(case))
    assert "2000–10000 元" in text(clerk.get(case))
    assert take(clerk, case, "interview", note="已约谈").status_code == 302
    assert take(clerk, case, "decide").status_code == 409
    words = {"sanction": "fine", "party": "某公司（虚构）", "document": "苏民罚〔2026〕1号", "note": "逾期未改"}
    dear = take(approver, case, "decide", amount="10001", **words)
    assert dear.status_code == 422
    assert "罚款应在 2000–10000 元之间" in text(dear)
    assert take(approver, case, "decide", amount="3000", **words).status_code == 302
    assert take(clerk, case, "close").status_code == 302
    book = text(reviewer.get("/work/supervision/register"))
    assert "苏民罚〔2026〕1号" in book
    assert "3,000" in book
    assert not any(told in book for told in INFORMANT)
    assert "苏民罚" not in text(reviewer.get("/work/supervision/register?year=2001"))


def test_photographs_are_downloads_without_what_the_camera_told(
    register: RegisteredSite, people: dict[str, Browser]
) -> None:
    case = reported(register)
    link = re.findall(rf"{case}/photos/[0-9a-f-]{{36}}", text(people["clerk"].get(case)))[0]
    answer = people["clerk"].get(link)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.get_data() == jpeg()
    assert SECRET not in answer.get_data()
    assert register.officer("clerk", "431002").get(link).status_code == 404
    take(people["clerk"], case, "take_up")
    for content, status in ((jpeg(), 302), (b"%PDF-1.4", 422)):
        data = {"stage": "rectified", "photo": (io.BytesIO(content), "x.jpg")}
        sent = people["clerk"].post(f"{case}/photos", data, content_type="multipart/form-data")
        assert sent.status_code == status


def test_handing_over_takes_the_informant_along(register: RegisteredSite, people: dict[str, Browser]) -> None:
    case = reported(register)
    take(people["clerk"], case, "take_up")
    page = text(people["clerk"].get(case))
    people_offered = re.findall(r'<option value="([0-9a-f-]{36})"', page)
    assert people_offered
    assert people["clerk"].post(f"{case}/handler", {"handler": "x"}).status_code == 422
    assert people["clerk"].post(f"{case}/handler", {"handler": people_offered[0]}).status_code == 302
    assert INFORMANT[1] not in text(people["clerk"].get(case))


def test_what_the_public_form_refuses(register: RegisteredSite) -> None:
    for changes, words in (
        ({"used_name": ""}, "请填写这一项"),
        ({"division": "没有"}, "请写明所在的县"),
        ({"division": "", "lon": "200"}, "请填写十进制度数"),
        ({"division": "", "lon": "1_13.05", "lat": "25.78"}, "请填写十进制度数"),
        ({"contact": ""}, "只有姓名无法联系"),
        ({"photo": (io.BytesIO(b"%PDF-1.4"), "a.jpg")}, "请上传 JPG 或 PNG 照片"),
        ({"photo": (io.BytesIO(jpeg()[:-2]), "a.jpg")}, "照片文件不完整"),
        ({"photo": (io.BytesIO(png(width=30_000, height=30_000)), "a.png")}, "照片超过二亿五千万像素"),
    ):
        answer = send(register.browser(), **changes)
        assert answer.status_code == 422
        assert words in text(answer), words
    busy = register.browser()
    assert [send(busy).status_code for _ in range(6)] == [302] * 5 + [429]


def test_from_a_place_the_office_is_known(register: RegisteredSite, people: dict[str, Browser]) -> None:
    place = register.places["白露塘村"]
    assert f"/report-use?place={place}" in register.page(f"/place/{place}")
    assert "白露塘村" in register.page(f"/report-use?place={place}")
    assert send(register.browser(), place=str(place), division="").status_code == 302
    found = people["clerk"].post(
        "/work/supervision/new",
        {**WORDS, "place": str(place), "division": "", "channel": "inspection"},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    assert "检查发现" in text(found)


def test_other_offices_find_nothing(register: RegisteredSite) -> None:
    case = reported(register)
    neighbour = register.officer("clerk", "431002")
    for path in (case, f"{case}/steps/take_up"):
        assert neighbour.get(path).status_code == 404
    assert case not in text(neighbour.get("/work/supervision?tab=all"))
    assert register.officer("steward", "431003").get(case).status_code == 403
