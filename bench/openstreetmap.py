"""Rows of the bench as an OpenStreetMap file, which is what osm2pgsql reads.

Every row becomes a node with its name and kind of place; counties get a boundary beside it, a square round their
middle, because the positions of the bench are made and no real boundary would hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import quoteattr

from bench.national import Division, Name

PROVINCE, PREFECTURE, COUNTY, TOWN = 1, 2, 3, 4
_PLACE = {PROVINCE: "state", PREFECTURE: "city", COUNTY: "county", TOWN: "town"}
_VILLAGE, _QUARTER = "village", "neighbourhood"
_COUNTY_BOUNDARY = {"boundary": "administrative", "admin_level": "6"}
_HALF_A_COUNTY = 0.2
"""Degrees: most villages of a county of the bench lie no further from its middle."""


def write_osm(file: Path, names: Iterable[Name], counties: Sequence[Division]) -> int:
    """Number of places in the written file: names and boundaries."""
    with file.open("w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="bench">\n')
        node = 0
        for node, name in enumerate(names, 1):
            _node(out, node, name.lon, name.lat, {"name": name.name, "place": _kind(name)})
        # osm2pgsql wants nodes before ways, and each by rising number.
        first_corner = node + 1
        for number, county in enumerate(counties):
            for corner, (east, north) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1))):
                lon, lat = county.lon + east * _HALF_A_COUNTY, county.lat + north * _HALF_A_COUNTY
                _node(out, first_corner + 4 * number + corner, lon, lat, {})
        for number, county in enumerate(counties):
            _square(out, number + 1, first_corner + 4 * number, {"name": county.name, **_COUNTY_BOUNDARY})
        out.write("</osm>\n")
    return node + len(counties)


def _kind(name: Name) -> str:
    if name.category == "division":
        # Its path begins with the country.
        return _PLACE[len(name.path) - 1]
    return _QUARTER if name.name.endswith("社区") else _VILLAGE


def _node(out: TextIO, number: int, lon: float, lat: float, tags: dict[str, str]) -> None:
    out.write(f'<node id="{number}" version="1" lon="{lon:.6f}" lat="{lat:.6f}">{_tags(tags)}</node>\n')


def _square(out: TextIO, number: int, first: int, tags: dict[str, str]) -> None:
    corners = "".join(f'<nd ref="{corner}"/>' for corner in (*range(first, first + 4), first))
    out.write(f'<way id="{number}" version="1">{corners}{_tags(tags)}</way>\n')


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
