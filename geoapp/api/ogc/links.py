"""Links of OGC answers: absolute, under the configured address, with `rel` and `type` (Part 1, requirements 4, 27)."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from geoapp.shared.presenting import link as public_link

JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"

Link = dict[str, str]


def href(path: str, arguments: Mapping[str, str] | None = None) -> str:
    """The address of a path below `/ogc` with its query string."""
    query = urlencode(sorted(arguments.items())) if arguments else ""
    return public_link(f"/ogc{path}") + (f"?{query}" if query else "")


def link(rel: str, path: str, media_type: str, title: str, arguments: Mapping[str, str] | None = None) -> Link:
    return {"rel": rel, "href": href(path, arguments), "type": media_type, "title": title}


def self_and_alternate(path: str, shown: str, arguments: Mapping[str, str] | None = None) -> list[Link]:
    """This answer and the same in the other form; `shown` is the media type of this one."""
    given = {name: value for name, value in (arguments or {}).items() if name != "f"}
    machine = JSON if shown == HTML else shown
    if path.endswith("/items") or "/items/" in path:
        machine = GEOJSON
    other = machine if shown == HTML else HTML
    return [
        link("self", path, shown, "this document", {**given, "f": "html" if shown == HTML else "json"}),
        link("alternate", path, other, "this document in another form",
             {**given, "f": "json" if shown == HTML else "html"}),
    ]  # fmt: skip
