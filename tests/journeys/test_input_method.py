"""Chinese input methods on the real site: nothing is asked or sent while a person composes (user-journeys A2.7)."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page, Route
from playwright.sync_api import Error as PlaywrightError

from tests.journeys.conftest import Journey
from tests.static.browser import PATIENCE_MS

pytestmark = pytest.mark.browser

PAUSE_MS = 260
"""A little more than the pause after which the box asks."""
SYLLABLES = ("bai", "lu", "tang", "dong", "cun", "su", "xian", "qi", "yun", "shan")
HAN = "白露塘东村苏仙栖云山"


class Typist:
    """A person with an input method, and what the page does meanwhile."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.left: list[str] = []
        page.on("request", lambda request: self._note(request.url, request.is_navigation_request()))
        page.goto("/search")
        self.left.clear()
        self.box = page.locator("#q")
        self.box.focus()
        self.protocol: CDPSession = page.context.new_cdp_session(page)

    def _note(self, address: str, is_navigation: bool) -> None:
        if "/api/v1/suggest" in address:
            self.asked.append(address)
        elif is_navigation:
            self.left.append(address)

    def compose(self, text: str) -> None:
        self.protocol.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )

    def commit(self, text: str) -> None:
        self.protocol.send("Input.insertText", {"text": text})

    def wait_for_a_question(self) -> None:
        """On a busy machine it comes later than after the pause."""
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while not self.asked and time.monotonic() < deadline:
            self.page.wait_for_timeout(20)

    def process_key(self, code: str) -> None:
        """A key that the input method takes for itself: keyCode 229."""
        key = {"key": "Process", "code": code, "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229}
        for kind in ("rawKeyDown", "keyUp"):
            self.protocol.send("Input.dispatchKeyEvent", {"type": kind, **key})


@pytest.fixture
def typist(journey: Journey) -> Iterator[Typist]:
    context = journey.visitor()
    yield Typist(context.new_page())
    context.close()


def test_generated_sequences_ask_once_and_send_nothing(typist: Typist, is_long: bool) -> None:
    """Random compositions with candidate keys, changes of mind and corrections: one question each, no submission."""
    draw = random.Random(20260301)
    for number in range(500 if is_long else 20):
        typist.box.fill("")
        typist.page.wait_for_timeout(PAUSE_MS)
        typist.asked.clear()
        written = ""
        for syllable in draw.choices(SYLLABLES, k=draw.randint(1, 4)):
            written += syllable
            typist.compose(written)
            if draw.random() < 0.5:
                typist.process_key(draw.choice(["Enter", "ArrowDown", "Space", "Digit1", "Escape"]))
            if draw.random() < 0.2:
                typist.page.wait_for_timeout(PAUSE_MS)
        assert typist.asked == [], number
        typist.commit("".join(draw.choices(HAN, k=draw.randint(1, 3))))
        typist.wait_for_a_question()
        typist.page.wait_for_timeout(PAUSE_MS + 60)
        assert len(typist.asked) == 1, number
        assert typist.left == [], number


def test_late_answers_are_dropped(typist: Typist) -> None:
    """The answer to 白 comes after that to 白露塘: the list stays with what stands in the box."""
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if not held:
            held.append(route)
        else:
            route.continue_()

    typist.page.route("**/api/v1/suggest*", hold_the_first)
    typist.commit("东")
    for _ in range(100):
        if held:
            break
        typist.page.wait_for_timeout(100)
    assert len(held) == 1
    typist.box.fill("白露塘镇")
    typist.page.get_by_role("option").filter(has_text="白露塘镇").first.wait_for()
    rows = typist.page.get_by_role("option").all_inner_texts()
    try:
        held[0].fulfill(json={"items": [{"place_id": "x", "name": "东村", "division": "", "class_name": ""}]})
    except PlaywrightError as error:  # the page may have aborted the question already, which is as good
        assert "abort" in str(error).lower() or "handled" in str(error).lower()
    typist.page.wait_for_timeout(PAUSE_MS)
    assert typist.page.get_by_role("option").all_inner_texts() == rows
