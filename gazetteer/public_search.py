"""Search results with what is needed to read them: status, class, division names, kind of position.

`gazetteer.search` finds and orders; this adds the published facts of each place found. The keys of
`FoundPlace.as_dict` and `FoundPage.as_dict` are the contract of `geoapp names search --json` and `/api/v1/search`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from gazetteer.public_model import POSITION_NOTES
from gazetteer.search import SearchItem, SearchQuery, search
from geocore.coordinates import shown_degrees
from geocore.db import read_prepared
from geocore.divisions import DivisionRef, division_refs, path_of
from geocore.paging import Page

_FACTS = """
    select asked.place_id, p.position_kind, coalesce(f.status, '') as status, coalesce(c.name_zh, '') as class_name
      from unnest(%(places)s::uuid[], %(names)s::uuid[]) asked (place_id, name_id)
      join published.place p on p.id = asked.place_id
      left join published.name_fact f on f.name_id = asked.name_id
      left join published.feature_class c on c.code = p.class_code
"""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """One place found. `match` tells why (exact, prefix, inner, pinyin …, former, alias …), `matched` the name met.

    `lon`, `lat`: EPSG:4490 degrees, snapped to the public grid.
    """

    place_id: UUID
    name_id: UUID
    name: str
    spelling: str
    kind: str
    status: str
    category: str
    class_code: str
    class_name: str
    division_path: tuple[DivisionRef, ...]
    match: str
    matched: str
    score: float
    lon: float | None
    lat: float | None
    position_kind: str

    @property
    def division(self) -> str:
        """The divisions from province down, as people write them: 湖南省郴州市苏仙区."""
        return "".join(ref.name for ref in self.division_path if ref.level > 0)

    def as_dict(self) -> dict[str, Any]:
        return {
            "place_id": self.place_id,
            "name_id": self.name_id,
            "name": self.name,
            "spelling": self.spelling,
            "status": self.status,
            "category": self.category,
            "division": self.division,
            "match": self.match,
            "score": self.score,
            "lon": shown_degrees(self.lon),
            "lat": shown_degrees(self.lat),
            "class_code": self.class_code,
            "class_name": self.class_name,
            "kind": self.kind,
            "matched": self.matched,
            "position_kind": self.position_kind,
            "position_note": POSITION_NOTES.get(self.position_kind),
            "division_path": [
                {"id": ref.id, "name": ref.name, "level": ref.level, "code": ref.code} for ref in self.division_path
            ],
        }


@dataclass(frozen=True, slots=True)
class FoundPage(Page[FoundPlace]):
    """`total` is exact up to 1,000 and "1000+" beyond; `read_as` and `read_divisions` say how the text was taken."""

    read_as: str = ""
    read_divisions: tuple[DivisionRef, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "items": [item.as_dict() for item in self.items],
            "total": self.total,
            "next": self.next,
            "read_as": self.read_as,
            "read_divisions": [{"id": r.id, "name": r.name, "level": r.level, "code": r.code}
                               for r in self.read_divisions],
        }  # fmt: skip


RefsOf = Callable[[sa.Connection, Iterable[int]], Mapping[int, DivisionRef]]


def find_places(connection: sa.Connection, query: SearchQuery, *, refs_of: RefsOf = division_refs) -> FoundPage:
    """A page of places, best first. Raises as `gazetteer.search.search` does.

    `refs_of`: where the names of divisions come from; a server remembers them.
    """
    page = search(connection, query)
    found = _with_facts(connection, page.items, page.divisions, refs_of)
    return FoundPage(found[0], page.next, page.total, page.read_as, found[1])


def _with_facts(
    connection: sa.Connection, items: Sequence[SearchItem], read_divisions: tuple[int, ...], refs_of: RefsOf
) -> tuple[tuple[FoundPlace, ...], tuple[DivisionRef, ...]]:
    refs = refs_of(connection, (*read_divisions, *(seq for item in items for seq in item.division_path)))
    facts = _facts(connection, items)
    found = tuple(
        FoundPlace(
            place_id=item.place_id,
            name_id=item.name_id,
            name=item.name,
            spelling=item.spelling,
            kind=item.kind,
            status=facts[item.place_id].status,
            category=item.category,
            class_code=item.class_code,
            class_name=facts[item.place_id].class_name,
            division_path=path_of(refs, item.division_path),
            match=item.why,
            matched=item.matched,
            score=item.score,
            lon=item.lon,
            lat=item.lat,
            position_kind=facts[item.place_id].position_kind,
        )
        for item in items
        if item.place_id in facts
    )
    return found, path_of(refs, read_divisions)


class _Facts(NamedTuple):
    place_id: UUID
    position_kind: str
    status: str
    class_name: str


def _facts(connection: sa.Connection, items: Sequence[SearchItem]) -> dict[UUID, _Facts]:
    if not items:
        return {}
    # As array literals: the driver takes longer to find out what a list holds than the database to answer.
    asked = {
        "places": f"{{{','.join(item.place_id.hex for item in items)}}}",
        "names": f"{{{','.join(item.name_id.hex for item in items)}}}",
    }
    return {row[0]: _Facts._make(row) for row in read_prepared(connection, _FACTS, asked)}
