"""Example calls of supervision, for `test_unsafe_routes`."""

from __future__ import annotations

import io

from tests.architecture.unsafe_examples import Call, Example
from tests.builders.site import Browser, Site
from tests.builders.supervision import jpeg

AREA = "苏仙区"
WORDS = {"used_name": "x", "place_words": "x", "division": AREA, "text": "写错了名称", "channel": "inspection"}


def taken_up(site: Site) -> tuple[Browser, str]:
    browser, _person = site.signed_in(("clerk", AREA))
    address = str(browser.post("/work/supervision/new", WORDS).location)
    assert browser.post(f"{address}/steps/take_up", {"state_version": "0"}).status_code == 302
    return browser, address


def report_use(site: Site) -> Call:
    return Call(site.browser(), "/report-use", WORDS)


def new_report(site: Site) -> Call:
    return Call(site.signed_in(("clerk", AREA))[0], "/work/supervision/new", WORDS)


def take(site: Site) -> Call:
    browser, address = taken_up(site)
    return Call(browser, f"{address}/steps/verify", {"state_version": "1", "note": "x"})


def hand_over(site: Site) -> Call:
    browser, address = taken_up(site)
    return Call(browser, f"{address}/handler", {"handler": str(site.person(("reviewer", AREA)).id)})


def add_photo(site: Site) -> Call:
    browser, address = taken_up(site)
    return Call(browser, f"{address}/photos", {"stage": "found", "photo": (io.BytesIO(jpeg()), "x.jpg")})


EXAMPLES: dict[str, Example] = {
    "supervision.add_photo": add_photo,
    "supervision.hand_over": hand_over,
    "supervision.new": new_report,
    "supervision.take": take,
    "use_reports.report": report_use,
}
