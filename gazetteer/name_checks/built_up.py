"""Built-up areas (建成区) at a place on a day: the one that holds it, and those whose edge is near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from gazetteer.name_checks.whereabouts import Whereabouts

# Of two areas that touch in the point, the elder one holds it, as `gazetteer.built_up_area_at` has it.
_AROUND = sa.text(
    """
    select a.seq, a.id, a.name, st_intersects(a.geom, here.point) as holds
      from (select st_setsrid(st_makepoint(:lon, :lat), 4490) as point) here
      join published.built_up_area a on a.geom && st_expand(here.point, 0.004) and a.valid @> cast(:day as date)
     where published.near_built_up_area(a.geom, here.point, :metres)
     order by holds desc, a.seq
    """
)
_ANY_IN = sa.text(
    "select exists (select from published.built_up_area"
    " where division_path && cast(:path as integer[]) and valid @> cast(:day as date))"
)
_CITY: Final = 2


@dataclass(frozen=True, slots=True)
class BuiltUpArea:
    """`seq` is the small number by which names are claimed."""

    seq: int
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class AreasAround:
    """`main` holds the place; where none does, `why_none` says why, for the label of the scope. `edge_m`: how near, in
    metres, the edges of `near` are, and those of names that are compared as well.
    """

    main: BuiltUpArea | None
    near: tuple[BuiltUpArea, ...]
    why_none: str
    edge_m: float


def areas_around(connection: sa.Connection, where: Whereabouts, day: date, edge_m: float) -> AreasAround:
    """The built-up areas of a day at the point of a place, or within so many metres of it; none without a point."""
    found = []
    if where.point is not None:
        here = {"lon": where.point[0], "lat": where.point[1], "day": day, "metres": edge_m}
        found = list(connection.execute(_AROUND, here))
    areas = [BuiltUpArea(row.seq, row.id, row.name) for row in found]
    if found and found[0].holds:
        return AreasAround(areas[0], tuple(areas[1:]), "", edge_m)
    return AreasAround(None, tuple(areas), _why_none(connection, where, day), edge_m)


def _why_none(connection: sa.Connection, where: Whereabouts, day: date) -> str:
    around = [ref.seq for ref in where.below_country if ref.level >= _CITY]
    if not connection.execute(_ANY_IN, {"path": around, "day": day}).scalar_one():
        return "建成区范围未登记"
    return "没有给出位置" if where.point is None else "位置在已登记的建成区以外"
