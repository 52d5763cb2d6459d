"""Names at the very position of a proposed one, in the register and in other cases: perhaps two of one feature."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from gazetteer.name_checks.parts import specific_of
from gazetteer.naming import Candidate, CandidateStatus, kind_of
from geocore.coordinates import METRES_PER_DEGREE
from geocore.divisions import division_refs

SPOT_M: Final = 5
"""A point that was copied differs by rounding alone; two streets or houses are not so near each other."""

_OFF_M: Final = 50
"""A public position lies so far from the exact one: half of the widest grid."""

# As the officer sees them. An approved name counts by its case until it is announced; a demo position is invented. The
# public rows lead to the places: row security lets no index on a position be used.
_ON_SPOTS = sa.text(
    """
    with spots as materialized (
        select given.number, st_setsrid(st_makepoint(given.lon, given.lat), 4490) as point
          from unnest(cast(:numbers as integer[]), cast(:lons as double precision[]),
                      cast(:lats as double precision[])) as given (number, lon, lat)),
    under_way as materialized (
        select i.geom, coalesce(d.name, i.candidate_names[1]) as name, c.category, c.class_code, c.division_path
          from gazetteer.naming_case c
          join app.workflow_subject s on s.id = c.id
          join gazetteer.case_item i on i.case_id = c.id
          left join gazetteer.case_decision d on d.item_id = i.id
         where c.category = :category and c.id <> :own_case and c.kind in ('naming', 'pre_naming')
           and s.state in ('submitted', 'correction', 'consulting', 'reviewing', 'deciding', 'announcing')
           and d.outcome is distinct from 'refused' and i.geom is not null)
    select spots.number, found.*
      from spots cross join lateral (
          select n.text as name, p.category, p.class_code, 'current' as status, p.division_path, p.id as place_id
            from published.name near
            join gazetteer.place p on p.id = near.place_id
            join gazetteer.name n on n.place_id = p.id
           where near.geom && st_expand(spots.point, :near) and near.kind = 'standard'
             and st_dwithin(p.geom::geography, spots.point::geography, :metres)
             and p.category = :category and p.position_kind <> 'demo' and upper_inf(p.existence)
             and n.kind = 'standard' and upper_inf(n.valid) and n.status <> 'approved'
           union all
          select u.name, u.category, u.class_code, 'pending', u.division_path, null
            from under_way u
           where u.geom && st_expand(spots.point, :degrees)
             and st_dwithin(u.geom::geography, spots.point::geography, :metres)
      ) found
     where found.name is not null
    """
)


def names_on_spots(
    connection: sa.Connection, points: Mapping[int, tuple[float, float]], category: str, own_case: UUID
) -> dict[int, tuple[Candidate, ...]]:
    """Standard names of the category within `SPOT_M` of numbered points (degrees, EPSG:4490), and those under way.

    Asked as an officer, of whose area they are told; whose case it is nobody learns, as with `names_in_wait`.
    """
    if not points:
        return {}
    lons, lats = zip(*points.values(), strict=True)
    given = {"numbers": list(points), "lons": list(lons), "lats": list(lats), "category": category}
    # Twice: a degree of longitude is shorter, by two fifths at 54 degrees north.
    near, degrees = (2 * metres / METRES_PER_DEGREE for metres in (_OFF_M + SPOT_M, SPOT_M))
    around = {"metres": SPOT_M, "degrees": degrees, "near": near, "own_case": own_case}
    rows = connection.execute(_ON_SPOTS, given | around).all()
    refs = division_refs(connection, (seq for row in rows for seq in row.division_path))
    found: dict[int, tuple[Candidate, ...]] = {}
    for row in rows:
        candidate = Candidate(
            name=row.name,
            specific=specific_of(row.name, row.category, row.class_code),
            status=CandidateStatus(row.status),
            category=kind_of(row.category, row.class_code, row.name).value,
            place_id=None if row.place_id is None else str(row.place_id),
            division="".join(refs[seq].name for seq in row.division_path if seq in refs and refs[seq].level > 0),
        )
        found[row.number] = (*found.get(row.number, ()), candidate)
    return found
