"""WB1 for officers: what an applicant writes stays text on every page of the case, in its table and in its report."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from typing import Any

import pytest
from openpyxl import Workbook

from tests.builders.case_desk import Desk, text
from tests.builders.registered import RegisteredSite
from tests.geoapp.maps.hostile import PAYLOADS
from tests.geoapp.web.test_case_items import send

HEAD = ["拟用名称", "位置描述", "经度", "纬度", "含义", "来历", "理由"]


class Active(HTMLParser):
    """Everything on a page that a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and not given.get("nonce"):
            self.found.append(f"<script {attrs}>")
        if tag in ("iframe", "object", "embed", "base"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith(("javascript:", "data:text")):
                self.found.append(f"{tag} {name}={value}")


def active(page: str) -> list[str]:
    parser = Active()
    parser.feed(page)
    return parser.found


def test_the_parser_sees_what_runs() -> None:
    page = "<img src=x onerror=1><script>1</script><a href=' JavaScript:1'>a</a>"
    assert len(active(page)) == 3


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    return Desk(register)


def hostile_table() -> bytes:
    book = Workbook()
    texts = [payload.replace("\0", "") for payload in PAYLOADS]
    texts = [payload for payload in dict.fromkeys(texts) if payload.isprintable()]
    book.active.append([*HEAD, *texts[:5]])
    for number, payload in enumerate(texts):
        # The number last: what a payload begins with matters, and no name stands twice in a list.
        name = f"{''.join(payload.split())[:27]}{number:03}"
        cells: list[Any] = [name, payload, 113.0 + number / 1e4, 25.7, payload, payload]
        for value in (*cells, payload, *texts[:5]):
            assert value is not None
        book.active.append([*cells, payload, *texts[:5]])
        for cell in book.active[book.active.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_nothing_of_an_application_runs(desk: Desk) -> None:
    payload = "<img src=x onerror=hit(1)>"
    fields = ("reason", "meaning", "origin", "position_text", "applicant_unit", "contact_person", "contact_phone")
    case = desk.opened(**dict.fromkeys(fields, payload), facts=f"{payload}：{payload}", names="和风路")
    sent = send(desk, case, hostile_table())
    assert sent.status_code == 302, text(sent)[-3000:]
    desk.take(desk.clerk, case, "submit")
    pages = [case, f"{case}/edit", f"{case}/items", "/work/cases?tab=unit", f"{case}/steps/withdraw"]
    for address in pages:
        shown = text(desk.clerk.get(address))
        assert active(shown) == [], address
    assert "&lt;img src=x onerror=hit(1)&gt;" in text(desk.clerk.get(case))


def test_a_table_that_is_refused_tells_its_cells_as_text(desk: Desk) -> None:
    case = desk.opened()
    content = "拟用名称,现有地名,经度,纬度\n和风路,<svg/onload=hit(1)>,<script>hit(1)</script>,x\n".encode()
    answer = send(desk, case, content, "<script>.csv")
    assert answer.status_code == 422
    assert active(text(answer)) == []


@pytest.mark.parametrize("name", ["<img src=x onerror=hit(1)>", "{{7*7}}${7*7}", "'\"><script>hit(1)</script>"])
def test_nothing_of_a_checked_name_runs(register: RegisteredSite, name: str) -> None:
    browser = register.browser()
    query = {"name": name, "category": "street", "division": "431003", "wants_ideas": "1"}
    shown = browser.client.get("/check", query_string=query).get_data(as_text=True)
    assert active(shown) == []
    assert "49" not in shown.split("专名")[1][:200]
