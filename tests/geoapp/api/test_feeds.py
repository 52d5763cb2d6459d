"""The feed of changes and the sitemap: well-formed, complete, under the configured address."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from gazetteer import public_feed
from tests.geoapp.api.conftest import BASE_URL

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_feed_tells_the_latest_changes_first(client, places) -> None:
    response = client.get("/feeds/changes.atom")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.data)
    entries = feed.findall(f"{ATOM}entry")
    assert {entry.findtext(f"{ATOM}title") for entry in entries} >= {"苏仙区", "东村", "老街"}
    numbers = [int(entry.findtext(f"{ATOM}id").partition("#")[2]) for entry in entries]
    assert numbers == sorted(numbers, reverse=True)
    for entry in entries:
        assert entry.find(f"{ATOM}link").get("href").startswith(f"{BASE_URL}/place/")
        assert entry.findtext(f"{ATOM}updated").endswith("Z")


def test_the_feed_goes_back_page_by_page(client, places, monkeypatch) -> None:
    monkeypatch.setattr("geoapp.api.feeds.ENTRIES", 3)
    address, seen = "/feeds/changes.atom?before=900000000000", []
    while address:
        feed = ElementTree.fromstring(client.get(address).data)
        seen += [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
        following = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "next"]
        address = following[0].removeprefix(BASE_URL) if following else None
    assert len(seen) == len(set(seen)) == len(places)


@pytest.mark.parametrize("most", [public_feed.PLACES_IN_A_PART, 3])
def test_the_sitemap_lists_every_place_once(client, places, monkeypatch, most) -> None:
    monkeypatch.setattr(public_feed, "PLACES_IN_A_PART", most)
    with client.application.app_context():
        client.application.extensions["answers"]._bodies.clear()
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    files = [location.text for location in index.iter(f"{SITEMAP}loc")]
    assert len(files) == (1 if most > 10 else 4)
    pages = [
        location.text
        for file in files
        for location in ElementTree.fromstring(client.get(file.removeprefix(BASE_URL)).data).iter(f"{SITEMAP}loc")
    ]
    assert sorted(pages) == sorted(f"{BASE_URL}/place/{place}" for place in places.values())


@pytest.mark.parametrize("part", ["1-of-1", "0-of-3", "0-of-0", "5-of-4", "0-of-8192", "0-of-99999999999999999999"])
def test_parts_that_do_not_exist(client, places, part) -> None:
    assert client.get(f"/sitemap/places-{part}.xml").status_code == 404


@pytest.mark.parametrize("address", ["/feeds/changes.atom?before=x", "/sitemap.xml?page=2"])
def test_bad_parameters(client, places, address) -> None:
    assert client.get(address).status_code == 422
