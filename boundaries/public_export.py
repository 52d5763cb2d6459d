"""All published divisions of a day, for files that leave the register: `published` only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

AT_ONCE = 500
"""Rows in memory at a time: a province's shape has a hundred thousand points."""

# A division is what its history says of the day, else what it is now; so are its code and those above it.
_NAMED = "coalesce({0}h.name, {0}d.name)"
_CODED = (
    "coalesce((select f.code from published.division_former_code f where f.division_seq = {0}d.seq"
    " and f.system = 'statistical' and f.valid @> cast(:on as date)), {0}d.code)"
)
_HISTORY = (
    "left join published.division_history {0}h on {0}h.division_seq = {0}d.seq and {0}h.valid @> cast(:on as date)"
)
_ROWS = sa.text(
    f"""
    select d.id, d.level, {_NAMED.format("")} as name,
           case when h.name is null or h.name = d.name then d.spelling else '' end as spelling,
           coalesce(h.kind_name, d.kind_name) as kind_name, {_CODED.format("")} as code,
           coalesce((select f.code from published.division_former_code f where f.division_seq = d.seq
                      and f.system = 'civil' and f.valid @> cast(:on as date)), d.civil_code) as civil_code,
           case when h.name is null then d.seat end as seat, d.is_virtual, coalesce(h.source, d.source) as source,
           lower(coalesce(h.valid, d.valid)) as valid_from, upper(coalesce(h.valid, d.valid)) as valid_to,
           above.names as above, above.codes[array_upper(above.codes, 1)] as parent_code,
           st_x(a.label_point) as lon, st_y(a.label_point) as lat, a.accuracy_m, a.as_of,
           case when cast(:shapes as boolean) then st_asbinary(a.geom) end as shape
      from published.division d
      {_HISTORY.format("")}
      left join published.division_area a on a.division_seq = d.seq
      left join lateral (
           select array_agg({_NAMED.format("u")} order by ud.level) as names,
                  array_agg({_CODED.format("u")} order by ud.level) as codes
             from published.division ud {_HISTORY.format("u")}
            where ud.seq = any (d.path) and ud.seq <> d.seq and ud.level > 0) above on true
     where d.level > 0 and (d.valid @> cast(:on as date) or h.valid is not null)
       and (cast(:level as smallint) is null or d.level = cast(:level as smallint))
       and (cast(:within as integer) is null or cast(:within as integer) = any (d.path))
     order by d.code
    """
)


@dataclass(frozen=True, slots=True)
class ExportedDivision:
    """A division on a day. `level` 1 province … 5 village; `above`: the divisions that hold it, province first.

    `code`: statistical, 12 digits; `civil_code`: of the administrative division. `lon`, `lat`: a point inside, and
    `shape`: the area, EPSG:4490 degrees; both as of `area_as_of`, the day of their source, not of the export.
    """

    id: UUID
    level: int
    name: str
    spelling: str
    kind_name: str
    code: str | None
    civil_code: str | None
    seat: str | None
    is_virtual: bool
    source: str
    valid_from: date | None
    valid_to: date | None
    above: tuple[str, ...]
    parent_code: str | None
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    area_as_of: date | None
    shape: BaseGeometry | None


def exported_divisions(
    connection: sa.Connection, on: date, *, level: int | None = None, within: int | None = None, shapes: bool = True
) -> Iterator[ExportedDivision]:
    """Divisions of one statement's snapshot by code, so that each follows the one that holds it.

    `within`: sequence number of a division, itself and everything below; `shapes`: whether areas are read as well.
    """
    asked = {"on": on, "level": level, "within": within, "shapes": shapes}
    for row in connection.execution_options(stream_results=True, yield_per=AT_ONCE).execute(_ROWS, asked):
        given = dict(row._mapping)
        given["above"] = tuple(given["above"] or ())
        given["area_as_of"] = given.pop("as_of")
        given["shape"] = None if given["shape"] is None else shapely.from_wkb(bytes(given["shape"]))
        yield ExportedDivision(**given)
