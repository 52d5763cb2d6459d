"""Example calls about protected names, origins and the reserve, for `test_unsafe_routes`."""

from __future__ import annotations

from tests.architecture.unsafe_examples import Call, Example
from tests.builders.accounts import add_place
from tests.builders.site import Browser, Site

AREA = "苏仙区"
PROPOSAL = {"grade": "county", "criteria": ["historic_value"], "reason": "x", "plan": "x"}
RESERVED = {"category": "street", "division": AREA, "origin": "x"}


def clerk_and_place(site: Site) -> tuple[Browser, str]:
    with site.database.owner.begin() as connection:
        place = add_place(connection, AREA, "古村")["place"]
    return site.signed_in(("clerk", AREA))[0], str(place)


def propose(site: Site) -> Call:
    browser, place = clerk_and_place(site)
    return Call(browser, "/work/heritage/propose", {**PROPOSAL, "place": place})


def take(site: Site) -> Call:
    browser, place = clerk_and_place(site)
    entry = browser.post("/work/heritage/propose", {**PROPOSAL, "place": place}).location
    data = {"state_version": "0", "document": "x"}
    return Call(site.signed_in(("approver", AREA))[0], f"{entry}/steps/list", data)


def vanished(site: Site) -> Call:
    browser, place = clerk_and_place(site)
    words = {"place": place, "category": "other", "vanished": "x", "reason": "x", "evidence": "x", "source": "x"}
    return Call(browser, "/work/heritage/vanished", words)


def origin(site: Site) -> Call:
    browser, place = clerk_and_place(site)
    words = {"text": "x", "source": "x", "confidence": "low", "replaces": ""}
    return Call(browser, f"/work/heritage/places/{place}/origin", words)


def reserve(site: Site) -> Call:
    browser, _place = clerk_and_place(site)
    return Call(browser, "/work/heritage/reserve", {**RESERVED, "name": "甲路"})


def release(site: Site) -> Call:
    browser, _place = clerk_and_place(site)
    browser.post("/work/heritage/reserve", {**RESERVED, "name": "乙路"})
    held = site.scalar("select id from gazetteer.reserved_name where name = '乙路' and released_on is null")
    return Call(browser, f"/work/heritage/reserve/{held}/release", {"release_reason": "x"})


def marker(site: Site) -> tuple[Browser, str]:
    """The clerk who has just recorded the text of a marker, and its id."""
    browser, place = clerk_and_place(site)
    browser.post(f"/work/heritage/places/{place}/marker-text", {"text": "x"})
    made = site.scalar("select id from gazetteer.marker_text where place_id = :place", place=place)
    return browser, str(made)


def add_marker(site: Site) -> Call:
    browser, place = clerk_and_place(site)
    return Call(browser, f"/work/heritage/places/{place}/marker-text", {"text": "x"})


def approve_marker(site: Site) -> Call:
    _browser, made = marker(site)
    return Call(site.signed_in(("approver", AREA))[0], f"/work/heritage/marker-texts/{made}/approve")


def end_marker(site: Site) -> Call:
    browser, made = marker(site)
    return Call(browser, f"/work/heritage/marker-texts/{made}/end", {"reason": "x"})


TOLD = {"told_on": "2026-01-02", "interviewer": "x", "language": "x", "transcript": "x", "may_publish": "y"}


def add_history(site: Site) -> Call:
    browser, place = clerk_and_place(site)
    return Call(browser, f"/work/heritage/places/{place}/oral-history", TOLD)


def ended_history(site: Site, what: str) -> Call:
    browser, place = clerk_and_place(site)
    browser.post(f"/work/heritage/places/{place}/oral-history", TOLD)
    made = site.scalar("select id from gazetteer.oral_history where place_id = :place", place=place)
    return Call(browser, f"/work/heritage/oral-histories/{made}/{what}", {"reason": "x"})


EXAMPLES: dict[str, Example] = {
    "heritage.origin": origin,
    "heritage.propose": propose,
    "heritage.release": release,
    "heritage.reserve": reserve,
    "heritage.take": take,
    "heritage.vanished": vanished,
    "memories.add_history": add_history,
    "memories.add_marker": add_marker,
    "memories.approve_marker": approve_marker,
    "memories.end_consent": lambda site: ended_history(site, "consent"),
    "memories.end_history": lambda site: ended_history(site, "end"),
    "memories.end_marker": end_marker,
}
