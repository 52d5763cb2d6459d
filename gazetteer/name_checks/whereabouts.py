"""Where a proposed name is to stand: its divisions, from one of them or from a point, and what stands near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from gazetteer.name_checks.parts import specific_of
from gazetteer.naming import Feature, FeatureKind, LocalName
from geocore.coordinates import METRES_PER_DEGREE, distance_text
from geocore.divisions import DivisionRef, division_refs, path_of
from geocore.errors import InvalidInput
from geocore.problems import Problem

NEAR_M: Final = 3_000
_MOST_NEAR: Final = 40
BESIDE_M: Final = 500
"""A point may lie so far beside the drawn area of its division: that is of 2018, on a grid of 1/1024 degree."""

# The smallest published area around the point; where townships have none, that is the county's.
_AROUND = sa.text(
    """
    select d.path from published.division_area a join published.division d on d.seq = a.division_seq
     where st_contains(a.geom, st_setsrid(st_makepoint(:lon, :lat), 4490)) order by d.level desc limit 1
    """
)
# Of the smallest drawn division. The area of a prefecture or province is put together from what is drawn below it: with
# a county missing it tells nothing of a point outside.
_BEYOND = sa.text(
    """
    with drawn as materialized (
        select d.seq, d.level, a.geom from published.division d join published.division_area a on a.division_seq = d.seq
         where d.seq = any (array(select unnest(path) from published.division where seq = :division))
         order by d.level desc limit 1),
    at as (
        select given.number, st_setsrid(st_makepoint(given.lon, given.lat), 4490) as point
          from unnest(cast(:numbers as integer[]), cast(:lons as double precision[]),
                      cast(:lats as double precision[])) as given (number, lon, lat))
    select at.number, far.metres from drawn cross join at
     cross join lateral (select case when st_covers(drawn.geom, at.point) then 0
                                else st_distance(drawn.geom::geography, at.point::geography) end as metres) far
     where far.metres > :most and (drawn.level >= 3 or not exists (
         select from published.division c
          where c.parent_seq = any (array(select drawn.seq union all
                                          select p.seq from published.division p where p.parent_seq = drawn.seq))
            and c.level <= 3 and not c.is_virtual and c.valid @> current_date
            and not exists (select from published.division_area a where a.division_seq = c.seq)))
    """
)
_PATH = sa.text("select path from published.division where seq = :seq")
_IS_DISTRICT = sa.text(
    "select exists (select from published.division where seq = any (:path) and kind = 'municipal_district')"
)
_NEAR = sa.text(
    """
    select n.place_id, n.name, n.category, n.class_code, n.division_path,
           st_distance(n.geom::geography, st_setsrid(st_makepoint(:lon, :lat), 4490)::geography) as distance_m
      from published.name n
     where n.geom && st_expand(st_setsrid(st_makepoint(:lon, :lat), 4490), :degrees) and n.kind = 'standard'
     order by n.geom <-> st_setsrid(st_makepoint(:lon, :lat), 4490) limit :most
    """
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`path` is country first, the smallest known division last; `point` in degrees of EPSG:4490."""

    path: tuple[DivisionRef, ...]
    point: tuple[float, float] | None
    is_in_district: bool = False
    """In a municipal district (市辖区), whose built-up area is that of its city."""

    @property
    def below_country(self) -> tuple[DivisionRef, ...]:
        """The path from the province down, as the naming rules count it."""
        return tuple(ref for ref in self.path if ref.level > 0)

    def at_level(self, level: int) -> DivisionRef | None:
        """The division of this level, or the nearest above where that level has none (东莞 has no counties)."""
        above = [ref for ref in self.below_country if ref.level <= level]
        return above[-1] if above else None


def whereabouts(
    connection: sa.Connection,
    division: int | None = None,
    point: tuple[float, float] | None = None,
    *,
    division_decides: bool = False,
) -> Whereabouts:
    """Raises InvalidInput when neither is given, when the point lies in no known area or outside the division.

    With `division_decides` a point outside the division is kept with it, else only one beside it (`metres_outside`).
    """
    around = None
    if point is not None:
        around = connection.execute(_AROUND, {"lon": point[0], "lat": point[1]}).scalar_one_or_none()
    given = None
    if division is not None:
        given = connection.execute(_PATH, {"seq": division}).scalar_one_or_none()
    if given is None and around is None:
        message = (
            "the point lies in no division whose area is known; name the division as well"
            if point is not None
            else "say where the name is to stand: a division or a point"
        )
        raise InvalidInput(message, [Problem("division", "where", message, hint="--division 431003")])
    if division is not None and given is not None and point is not None and not division_decides:
        far = metres_outside(connection, division, {1: point}).get(1)
        if far is not None:
            raise _outside(far)
    if given is not None and around is not None and not set(around).issubset(given) and not set(given).issubset(around):
        around = None
    path = max((path for path in (given, around) if path is not None), key=len)
    is_in_district = connection.execute(_IS_DISTRICT, {"path": list(path)}).scalar_one()
    return Whereabouts(path_of(division_refs(connection, path), path), point, is_in_district)


def metres_outside(
    connection: sa.Connection, division: int, points: Mapping[int, tuple[float, float]]
) -> dict[int, float]:
    """Of numbered points (degrees, EPSG:4490, lon first) those outside the division, each with its metres from it.

    The drawn area of the division counts, or of the nearest above that has one; where none is drawn nothing is told,
    nor of points beside it (`BESIDE_M`).
    """
    if not points:
        return {}
    lons, lats = zip(*points.values(), strict=True)
    given = {"division": division, "numbers": list(points), "lons": list(lons), "lats": list(lats), "most": BESIDE_M}
    return {row.number: row.metres for row in connection.execute(_BEYOND, given)}


def _outside(metres: float) -> InvalidInput:
    message = f"the point lies {distance_text(metres)} outside the division"
    hint = "check both, lon before lat; a place across a boundary: name the division above both"
    return InvalidInput(message, [Problem("point", "outside_division", message, hint=hint)])


def local_names(connection: sa.Connection, where: Whereabouts) -> tuple[tuple[LocalName, ...], tuple[Feature, ...]]:
    """Names of the surroundings, the containing divisions first, and natural features among them."""
    names = [_of_division(ref) for ref in reversed(where.below_country)]
    features = []
    if where.point is not None:
        near = {"lon": where.point[0], "lat": where.point[1], "degrees": NEAR_M / METRES_PER_DEGREE, "most": _MOST_NEAR}
        for row in connection.execute(_NEAR, near):
            if row.distance_m > NEAR_M:
                continue
            place_id, division = str(row.place_id), where.below_country[-1].name
            if row.class_code.startswith("1"):
                features.append(
                    Feature(
                        name=row.name, kind=FeatureKind.NATURAL, place_id=place_id, division=division,
                        distance_m=round(row.distance_m),
                    )
                )  # fmt: skip
            specific = specific_of(row.name, row.category, row.class_code)
            names.append(
                LocalName(
                    name=row.name, specific=specific, place_id=place_id, division=division,
                    distance_m=round(row.distance_m),
                )
            )  # fmt: skip
    return tuple(names), tuple(features)


def _of_division(ref: DivisionRef) -> LocalName:
    return LocalName(name=ref.name, specific=specific_of(ref.name, "division") or ref.name)
