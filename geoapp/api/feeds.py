"""`/feeds/changes.atom` for people who follow the register, `/sitemap.xml` for search engines."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree

from apiflask import APIBlueprint
from flask import Response
from pydantic import Field

from gazetteer.public_feed import NamedChange, latest_changes, place_parts, places_of_part
from geoapp.api.schemas.places import NoParameters
from geoapp.shared.access import public
from geoapp.shared.caching import answers, public_answer
from geoapp.shared.db import public_reading
from geoapp.shared.parsing import Parameters, WholeNumber
from geoapp.shared.presenting import address, link
from geocore.errors import NotFound

bp = APIBlueprint("feeds", __name__, enable_openapi=False)

ATOM, SITEMAP = "http://www.w3.org/2005/Atom", "http://www.sitemaps.org/schemas/sitemap/0.9"
ENTRIES = 100
MOST_PARTS = 2**12
"""160 million places; more is a made-up address."""
_HIGHEST = 10**12


class FeedParameters(Parameters):
    before: WholeNumber = Field(_HIGHEST, description="entries older than this one")


@bp.get("/feeds/changes.atom")
@bp.input(FeedParameters, location="query", arg_name="asked")
@public
def changes(asked: FeedParameters) -> Response:
    """The latest changes, newest first; `next` leads to older ones."""

    def make() -> bytes:
        with public_reading() as connection:
            found = latest_changes(connection, asked.before, ENTRIES)
        return _atom(found, answers().version().changed_at)

    return public_answer(("atom", asked.before), make, "application/atom+xml; charset=utf-8")


def _atom(found: tuple[NamedChange, ...], changed_at: datetime) -> bytes:
    feed = ElementTree.Element("feed", xmlns=ATOM)
    _text(feed, "title", "地名·区划变更")
    _text(feed, "id", address("feeds.changes"))
    _text(feed, "updated", _moment(changed_at))
    ElementTree.SubElement(ElementTree.SubElement(feed, "author"), "name").text = link("/")
    ElementTree.SubElement(feed, "link", rel="self", href=address("feeds.changes"))
    if len(found) == ENTRIES:
        ElementTree.SubElement(feed, "link", rel="next", href=address("feeds.changes", before=found[-1].seq))
    for change in found:
        page = link(f"/{change.entity}/{change.entity_id}")
        entry = ElementTree.SubElement(feed, "entry")
        _text(entry, "title", change.name or str(change.entity_id))
        _text(entry, "id", f"{page}#{change.seq}")
        _text(entry, "updated", _moment(change.at))
        _text(entry, "summary", "已撤下" if change.operation == "remove" else "新增或更新")
        ElementTree.SubElement(entry, "link", href=page)
    return _xml(feed)


@bp.get("/sitemap.xml")
@bp.input(NoParameters, location="query", arg_name="asked")
@public
def sitemap(asked: NoParameters) -> Response:
    """The index of the sitemap's files."""

    def make() -> bytes:
        with public_reading() as connection:
            parts = place_parts(connection)
        index = ElementTree.Element("sitemapindex", xmlns=SITEMAP)
        for part in range(parts):
            _text(ElementTree.SubElement(index, "sitemap"), "loc", address("feeds.places", part=part, parts=parts))
        return _xml(index)

    return public_answer(("sitemap",), make, "application/xml")


@bp.get("/sitemap/places-<int:part>-of-<int:parts>.xml")
@bp.input(NoParameters, location="query", arg_name="asked")
@public
def places(part: int, parts: int, asked: NoParameters) -> Response:
    """One file of the sitemap: pages of places with the day of their last change."""
    if part >= parts or parts > MOST_PARTS or parts & (parts - 1):
        raise NotFound("no such part of the sitemap")

    def make() -> bytes:
        with public_reading() as connection:
            found = places_of_part(connection, part, parts)
        urls = ElementTree.Element("urlset", xmlns=SITEMAP)
        for place_id, changed_at in found:
            url = ElementTree.SubElement(urls, "url")
            _text(url, "loc", link(f"/place/{place_id}"))
            _text(url, "lastmod", changed_at.date().isoformat())
        return _xml(urls)

    return public_answer(("sitemap", part, parts), make, "application/xml")


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: ElementTree.Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="utf-8")
