"""The search box with a real input method: Chromium's debugging protocol makes true composition events."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Route

from tests.static.browser import PATIENCE_MS, served
from tests.static.sample_app import PLACES, create_sample_app

AFTER_ANY_PAUSE_MS = 450


class Box:
    """The box of the home page, its requests, and the input method."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.questions: list[str] = []
        page.on(
            "request", lambda request: self.questions.append(request.url) if "/api/v1/suggest" in request.url else None
        )
        page.goto(address)
        self.input = page.get_by_role("combobox")
        self.rows = page.get_by_role("option")
        self.protocol: CDPSession = page.context.new_cdp_session(page)
        self.input.focus()

    def compose(self, text: str) -> None:
        self.protocol.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": 0})

    def commit(self, text: str) -> None:
        self.protocol.send("Input.insertText", {"text": text})

    def enter_for_the_candidate_window(self) -> None:
        key = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229}
        self.protocol.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
        self.protocol.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})

    def wait(self) -> None:
        self.page.wait_for_timeout(AFTER_ANY_PAUSE_MS)

    def wait_for_any(self, asked: list[Route]) -> None:
        """For a question that the test holds back."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while not asked and time.monotonic() < deadline:
            self.page.wait_for_timeout(10)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(create_sample_app()) as running:
        yield running


@pytest.fixture
def box(browser: Browser, address: str) -> Iterator[Box]:
    page = browser.new_page()
    yield Box(page, address)
    page.close()


pytestmark = pytest.mark.browser


def test_no_question_while_composing_and_one_after(box: Box) -> None:
    for step in ("b", "ba", "bai", "bai'l", "bai'lu"):
        box.compose(step)
    box.wait()
    assert box.questions == []

    box.commit("白露")
    box.rows.first.wait_for()
    box.wait()
    assert len(box.questions) == 1
    assert box.input.input_value() == "白露"


def test_enter_in_the_candidate_window_sends_nothing(box: Box) -> None:
    address = box.page.url
    box.compose("bailu")
    box.enter_for_the_candidate_window()
    box.commit("白露")
    box.rows.first.wait_for()
    assert box.page.url == address


def test_a_row_is_chosen_by_keyboard_and_spoken(box: Box) -> None:
    box.page.keyboard.type("白露塘")
    box.rows.first.wait_for()
    assert box.rows.count() == len(PLACES)
    assert box.input.get_attribute("aria-expanded") == "true"

    box.page.keyboard.press("ArrowDown")
    box.page.keyboard.press("ArrowDown")
    assert box.input.get_attribute("aria-activedescendant") == box.rows.nth(1).get_attribute("id")
    spoken = box.page.locator("form.search-box [role=status]").inner_text()
    assert spoken.startswith("3 条候选，第 2 条 白露塘村")

    box.page.keyboard.press("Enter")
    box.page.wait_for_url(f"**/place/{PLACES[1].place_id}")


def test_enter_without_a_row_searches_for_what_was_typed(box: Box) -> None:
    box.page.keyboard.type("白露塘")
    box.rows.first.wait_for()
    box.page.keyboard.press("Enter")
    box.page.wait_for_url("**/search?q=*")


def test_escape_closes_the_list_and_keeps_the_words(box: Box) -> None:
    box.page.keyboard.type("白露塘")
    box.rows.first.wait_for()
    box.page.keyboard.press("Escape")
    assert box.rows.count() == 0
    assert box.input.input_value() == "白露塘"


def test_a_pressed_row_opens_its_place(box: Box) -> None:
    box.page.keyboard.type("白露塘")
    box.rows.nth(2).click()
    box.page.wait_for_url(f"**/place/{PLACES[2].place_id}")


def test_the_list_stands_still_under_a_finger(box: Box) -> None:
    box.page.keyboard.type("白")
    box.rows.first.wait_for()
    answer = {"items": [{"place_id": "new", "name": "另一地", "spelling": "", "match": "exact", "matched": "另一地"}]}
    asked: list[Route] = []
    box.page.route("**/suggest*", lambda route: asked.append(route))
    box.page.keyboard.type("露")
    position = box.rows.nth(1).bounding_box()
    assert position
    box.page.mouse.move(position["x"] + 5, position["y"] + 5)
    box.page.mouse.down()
    box.wait_for_any(asked)
    asked[0].fulfill(json=answer)
    box.page.unroute("**/suggest*")
    box.wait()
    assert box.rows.count() == len(PLACES)
    box.page.mouse.up()
    box.page.wait_for_url(f"**/place/{PLACES[1].place_id}")


def test_a_late_answer_is_dropped(box: Box) -> None:
    held: list[Route] = []
    box.page.route("**/suggest?q=%E7%99%BD", lambda route: held.append(route))
    box.page.keyboard.type("白")
    box.wait_for_any(held)
    box.page.keyboard.type("露")
    box.rows.first.wait_for()
    assert len(held) == 1
    late = {"items": [{"place_id": "late", "name": "迟到", "spelling": "", "match": "exact", "matched": "迟到"}]}
    held[0].fulfill(json=late)
    box.wait()
    assert "迟到" not in box.page.locator("[role=listbox]").inner_text()


def test_a_failing_server_leaves_the_box_usable(box: Box) -> None:
    problem = {"code": "unavailable", "detail": "busy"}
    box.page.route(
        "**/suggest*", lambda route: route.fulfill(status=503, json=problem, content_type="application/problem+json")
    )
    box.page.keyboard.type("白露塘")
    box.page.get_by_text("暂时给不出候选，可直接查询").wait_for(state="attached")
    box.page.keyboard.press("Enter")
    box.page.wait_for_url("**/search?q=*")


def test_names_from_the_server_are_text(box: Box) -> None:
    hostile = "<img src=x onerror=\"document.title='run'\">${1}"
    row = {"place_id": "../admin", "name": hostile, "spelling": hostile, "division": hostile, "class_name": hostile}
    box.page.route("**/suggest*", lambda route: route.fulfill(json={"items": [{**row, "matched": hostile}] * 30}))
    box.page.keyboard.type("img")
    box.rows.first.wait_for()
    assert box.rows.count() == 10
    assert box.rows.first.locator(".name").inner_text() == hostile
    assert box.page.locator("[role=listbox] img").count() == 0
    box.rows.first.click()
    box.page.wait_for_url("**/place/..%2Fadmin")
