"""The published divisions seen as a whole. Schema `published` only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from boundaries.public_model import DivisionArea
from boundaries.public_queries import AREA_DIGITS

_CHILD_AREAS = sa.text(
    """
    select d.id, d.name, st_asgeojson(st_multi(st_simplifypreservetopology(a.geom, :tolerance)), :digits, 0) as geojson,
           a.accuracy_m, a.source, a.as_of
      from published.division d join published.division_area a on a.division_seq = d.seq
     where d.parent_seq = :seq order by d.code, d.seq
    """
)

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """Where a published shape comes from, as of which day, and how exact it is."""

    source: str
    as_of: date
    accuracy_m: float


def area_facts(connection: sa.Connection, seq: int) -> AreaFacts | None:
    """None where no shape is published."""
    row = connection.execute(
        sa.text("select source, as_of, accuracy_m from published.division_area where division_seq = :seq"), {"seq": seq}
    ).one_or_none()
    return None if row is None else AreaFacts(*row)


def level_counts(connection: sa.Connection) -> dict[int, int]:
    """How many divisions are in force today by level, 1 province … 5 village; statistical stand-ins not counted."""
    rows = connection.exec_driver_sql(
        "select level, count(*) from published.division"
        " where level > 0 and not is_virtual and valid @> current_date group by level order by level"
    )
    return {row[0]: row[1] for row in rows}


def published_bounds(connection: sa.Connection) -> Bounds | None:
    """West, south, east, north (EPSG:4490 degrees) of all published areas; None when there is none."""
    row = connection.exec_driver_sql(
        "select st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box)"
        " from (select st_extent(geom) as box from published.division_area) as whole where box is not null"
    ).one_or_none()
    return None if row is None else (row[0], row[1], row[2], row[3])


def child_areas(connection: sa.Connection, seq: int, tolerance: float) -> tuple[DivisionArea, ...]:
    """The published shapes of the divisions directly below, simplified one by one by `tolerance` degrees.

    Neighbours may then gap or overlap by as much: for pictures, not for measuring.
    """
    rows = connection.execute(_CHILD_AREAS, {"seq": seq, "tolerance": tolerance, "digits": AREA_DIGITS})
    return tuple(DivisionArea(*row) for row in rows)
