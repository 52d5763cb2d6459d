"""Every page, in both languages, light and dark: no barrier, no sideways scrolling, nothing from outside, no fault."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import Journey
from tests.static.barriers import barriers, small_targets
from tests.static.browser import Record, watch

pytestmark = pytest.mark.browser


def public_pages(journey: Journey) -> list[str]:
    place, invented = journey.place("白露塘镇"), journey.place("栖云山")
    return [
        "/",
        "/search",
        "/search?q=东村",
        "/search?q=白鹿塘&division=431003&when=current",
        "/search?q=白露塘大水库",
        "/search?q=%00",
        f"/place/{place}",
        f"/place/{invented}?as_of=2020-01-01",
        "/place/00000000-0000-0000-0000-000000000000",
        "/divisions",
        "/division/431003",
        "/division/431003?category=street",
        "/division/999999",
        "/map?division=431003",
        "/check?name=白鹭塘村&category=committee&division=431003",
        "/announcements",
        "/consultations",
        "/campaigns",
        "/cases",
        "/receipts",
        "/apply",
        f"/apply?kind=renaming&place={place}",
        f"/place/{invented}/certificate",
        "/verify",
        "/verify/ABCD-EFGH-JKMN-PQRS",
        f"/report-error?place={place}",
        "/protected",
        "/report-use",
        "/accessibility",
        "/sources",
        "/no-such-page",
        "/login",
    ]


def work_pages(journey: Journey) -> list[str]:
    batch = journey.scalar("select id from app.import_batch where kind = 'names' order by started_at limit 1")
    return [
        "/work",
        "/work/cases",
        "/work/due",
        "/work/applications",
        "/work/campaigns",
        "/work/supervision",
        "/work/heritage",
        f"/work/heritage/places/{journey.place('朝阳台')}",
        f"/work/heritage/places/{journey.place('朝阳台')}/oral-history",
        "/work/imports",
        "/work/jobs",
        f"/work/imports/{batch}",
        "/work/readings?q=六",
        "/work/rules",
        "/work/rules?kind=word",
        "/work/procedure",
        "/work/procedure/approvers",
        "/work/procedure/reports",
        "/work/procedure/criteria",
        "/work/procedure/reminders",
        "/work/procedure/follow_ups",
        "/work/areas",
        "/work/rules?kind=pre_naming",
        f"/work/places/{journey.place('朝阳台')}/reading",
    ]


LANGUAGES = ("en", "zh_Hans_CN")
NARROW = [("en", 320), ("zh_Hans_CN", 360), ("zh_Hans_CN", 320), ("en", 360)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The short run leaves out what another case of it nearly proves: it sees each page in one language."""
    is_long = metafunc.config.getoption("--long")
    if "turn" in metafunc.fixturenames:
        metafunc.parametrize("turn", (0, 1) if is_long else (0,))
    if "width" in metafunc.fixturenames:
        metafunc.parametrize(("language", "width"), NARROW if is_long else NARROW[:1])


def in_language(context: BrowserContext, language: str) -> Page:
    page = context.new_page()
    page.goto(f"/language/{language}?next=/accessibility")
    return page


def faults(page: Page, path: str) -> list[Any]:
    """Broken rules of axe, every panel open, in the light and then in the dark, where only colours can differ."""
    page.emulate_media(color_scheme="light")
    page.goto(path)
    if page.locator("[data-map]").count():
        page.locator("[data-map][data-ready]").wait_for(timeout=30_000)
    found = barriers(page)
    page.emulate_media(color_scheme="dark")
    return [*found, *barriers(page, colours_only=True)]


def without_faults(context: BrowserContext, paths: list[str], turn: int = 0) -> Record:
    """Every second page in the one language, the others in the other; what went on meanwhile."""
    page = context.new_page()
    record = watch(page)
    found = {}
    for nth, language in enumerate(LANGUAGES, start=turn):
        page.goto(f"/language/{language}?next=/accessibility")
        found.update({path: faults(page, path) for path in paths[nth % 2 :: 2]})
    assert {path: broken for path, broken in found.items() if broken} == {}
    assert record.outside == []
    return record


def test_public_pages(journey: Journey, turn: int) -> None:
    context = journey.visitor(reduced_motion="reduce")
    record = without_faults(context, public_pages(journey), turn)
    assert [error for error in record.errors if "Failed to load resource" not in error] == []
    context.close()


def test_officers_pages(journey: Journey, turn: int) -> None:
    context = journey.officer("reviewer", "156", reduced_motion="reduce")
    assert without_faults(context, work_pages(journey), turn).errors == []
    context.close()


@pytest.mark.parametrize(
    ("role", "theirs", "own"),
    [
        ("steward", "/work/(heritage|imports|readings)", ["/work/imports/names/new", "/work/imports/divisions/new"]),
        ("rule_keeper", "/work/(rules|procedure)", []),
        ("editor", "/work/areas", []),
    ],
)
def test_buttons_of_other_officers(journey: Journey, role: str, theirs: str, own: list[str]) -> None:
    """What a reviewer's pages do not have: those that these officers work at."""
    context = journey.officer(role, "156", reduced_motion="reduce")
    without_faults(context, [*(path for path in work_pages(journey) if re.match(theirs, path)), *own])
    context.close()


def test_whole_on_a_narrow_screen(journey: Journey, width: int, language: str) -> None:
    visitor = journey.visitor(viewport={"width": width, "height": 740})
    officer = journey.officer("reviewer", "156", viewport={"width": width, "height": 740})
    wide, small = {}, {}
    for context, paths in ((visitor, public_pages(journey)), (officer, work_pages(journey))):
        page = in_language(context, language)
        for path in paths:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details:not(.menu)').forEach((item) => { item.open = true; })")
            wide[path] = page.evaluate("document.documentElement.scrollWidth")
            small[path] = small_targets(page)
        context.close()
    assert {path: pixels for path, pixels in wide.items() if pixels > width} == {}
    assert {path: targets for path, targets in small.items() if targets} == {}


@pytest.mark.parametrize("language", ["en"])  # the longer words
def test_whole_in_large_text_and_high_contrast(journey: Journey, language: str) -> None:
    """大字 at 360 pixels comes near 200 % zoom on a telephone."""
    context = journey.visitor(viewport={"width": 360, "height": 740})
    page = in_language(context, language)
    page.goto("/display?text=large&contrast=high&next=/")
    wide = {}
    for path in public_pages(journey):
        page.goto(path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: pixels for path, pixels in wide.items() if pixels > 360} == {}
    for path in ("/", "/search?q=东村", f"/place/{journey.place('栖云山')}"):
        assert faults(page, path) == [], path
    context.close()


def test_every_map_has_its_words(journey: Journey) -> None:
    """A map is never the only way: what is drawn stands in a list as well."""
    context = journey.visitor()
    page = context.new_page()
    page.goto("/search?q=东村")
    assert page.locator(".result[data-lon]").count() == page.locator(".result").count() == 20
    for path in (f"/place/{journey.place('栖云山')}", "/division/431003", "/map"):
        page.goto(path)
        assert page.locator(".map-figure").count() == page.locator(".map-twin").count() == 1, path
    context.close()


def test_no_map_without_its_number(journey: Journey) -> None:
    settings = journey.app.config["SETTINGS"]
    journey.app.config["SETTINGS"] = type(settings)(
        **{name: getattr(settings, name) for name in settings.__slots__} | {"map_review_number": ""}
    )
    context = journey.visitor()
    page = context.new_page()
    record = watch(page)
    try:
        for path in public_pages(journey):
            if not path.startswith(("/search", "/place", "/division", "/map", "/check")):
                continue
            page.goto(path)
            assert page.locator("canvas, [data-map]").count() == 0, path
        assert [address for address in record.requests if "/tiles/" in address] == []
    finally:
        journey.app.config["SETTINGS"] = settings
        context.close()
