"""WB1, WB2: texts that try to be script stay text in lists, suggestions, records, on the map and in its card."""

from __future__ import annotations

import pytest

from tests.builders.register import SUXIAN, Place, add_places, console_work
from tests.geoapp.maps.hostile import PAYLOADS
from tests.journeys.conftest import Journey
from tests.static.browser import watch

pytestmark = pytest.mark.browser

MARK = "敌意测试"
HOOK = "window.hits = []; window.hit = (number) => { window.hits.push(number); };"


def test_nothing_runs(journey: Journey, is_long: bool) -> None:
    texts = [text.replace("\0", "") for text in PAYLOADS]
    names = list(dict.fromkeys(f"{MARK}{text}"[:100].strip() for text in texts))
    places = tuple(
        Place(name, SUXIAN, category="other", class_code="22200", lon=113.3 + number / 2000, lat=25.7,
              origin=name, meaning=name, aliases=(name,))
        for number, name in enumerate(names)
    )  # fmt: skip
    with console_work(journey.database.app) as work:
        add_places(work, places, "hostile.tgz")
    context = journey.visitor()
    context.add_init_script(HOOK)
    page = context.new_page()
    record = watch(page)

    address: str | None = f"/search?q={MARK}"
    seen = 0
    while address:
        page.goto(address)
        page.locator("[data-map][data-ready]").wait_for(timeout=30_000)
        seen += page.locator(".result").count()
        assert page.evaluate("window.hits") == []
        following = page.get_by_role("link", name="下一页")
        address = following.get_attribute("href") if following.count() else None
    assert seen == len(names)

    page.locator("#q").clear()
    page.locator("#q").press_sequentially(MARK)
    page.get_by_role("option").first.wait_for()
    assert page.evaluate("window.hits") == []
    for place_id in journey.places_of("hostile.tgz")[: 30 if is_long else 10]:
        page.goto(f"/place/{place_id}")
        assert page.evaluate("window.hits") == []
    page.goto("/map#14.0/25.7000/113.3300")
    page.locator("[data-map][data-ready]").wait_for(timeout=30_000)
    page.locator("[data-map-twin] a").first.wait_for()
    page.mouse.move(640, 500)
    assert page.evaluate("window.hits") == []
    assert record.outside == []
    assert [error for error in record.errors if "503" not in error] == []
    context.close()
