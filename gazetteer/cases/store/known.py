"""What the register knows of places that applications are about. Row security decides which places are seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.known import KnownPlace
from gazetteer.name_checks import metres_outside

# Which words tell where a name comes from: those in the record of the name, else the surest published statement.
_ORIGIN = """
coalesce(nullif(btrim({name}.origin), ''), (
    select btrim(o.text) from published.origin_statement o where o.place_id = {name}.place_id
     order by o.is_contested, array_position(array['high', 'medium', 'low'], o.confidence), o.id limit 1
    ), '') as origin"""
_POSITION = """
coalesce((select a.position from published.announcement a where a.place_id = {name}.place_id
           order by a.announced_on desc, a.corrects is null, a.id limit 1), '') as position_text"""
_KNOWN = sa.text(
    f"""
    select distinct on (p.id) p.id, n.text as name, p.division_path,
           case when p.position_kind <> 'demo' then st_x(p.geom) end as lon,
           case when p.position_kind <> 'demo' then st_y(p.geom) end as lat,
           btrim(coalesce(n.meaning, '')) as meaning, {_ORIGIN.format(name="n")}, {_POSITION.format(name="n")}
      from gazetteer.place p join gazetteer.name n on n.place_id = p.id
     where p.id = any (:places) and n.kind = 'standard' and upper_inf(n.valid) and n.status <> 'approved'
     order by p.id, n.recorded_at desc, n.id
    """
)
_PUBLISHED = sa.text(
    f"""
    select n.name, btrim(coalesce(f.meaning, '')) as meaning, {_ORIGIN.format(name="f")}, {_POSITION.format(name="f")}
      from published.name n join published.name_fact f on f.name_id = n.name_id
     where n.place_id = :place and n.kind = 'standard' and upper_inf(n.valid)
     order by lower(n.valid) desc nulls last, n.name_id limit 1
    """
)


def known_places(connection: sa.Connection, places: Iterable[UUID | None]) -> Mapping[UUID, KnownPlace]:
    """By place; one outside the person's area, or without a standard name, is missing.

    Invented positions are none, and one that lies outside its own division is not passed on either.
    """
    wanted = [place for place in places if place is not None]
    if not wanted:
        return {}
    rows = connection.execute(_KNOWN, {"places": wanted}).all()
    by_division: defaultdict[int, dict[int, tuple[float, float]]] = defaultdict(dict)
    for number, row in enumerate(rows):
        if row.lon is not None:
            by_division[row.division_path[-1]][number] = (row.lon, row.lat)
    inside: dict[int, tuple[float, float]] = {}
    for division, points in by_division.items():
        outside = metres_outside(connection, division, points)
        inside |= {number: point for number, point in points.items() if number not in outside}
    found = {}
    for number, row in enumerate(rows):
        lon, lat = inside.get(number, (None, None))
        found[row.id] = KnownPlace(row.id, row.name, lon, lat, row.position_text, row.meaning, row.origin)
    return found


def published_place(connection: sa.Connection, place_id: UUID) -> KnownPlace | None:
    """What everybody may read of it. Public positions are snapped to a grid, so there is none."""
    row = connection.execute(_PUBLISHED, {"place": place_id}).one_or_none()
    if row is None:
        return None
    return KnownPlace(place_id, row.name, None, None, row.position_text, row.meaning, row.origin)
