"""Registered names that may stand against a proposed one: alike by look or sound, in the legal scope or close by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from gazetteer.name_checks.built_up import AreasAround
from gazetteer.name_checks.parts import specific_of
from gazetteer.name_checks.probes import Probes, probes_of
from gazetteer.name_checks.whereabouts import Whereabouts
from gazetteer.naming import EDGE_M, Candidate, CandidateStatus, NameKind, Proposal, Reach, Scope, ScopeKind, kind_of
from gazetteer.search.tokens import category_token, division_token
from geocore.divisions import division_refs

MOST: Final = 400
"""Candidates judged; of more, the important ones."""
_MOST_OUTSIDE: Final = 30
_LEVEL: Final = {ScopeKind.PROVINCE: 1, ScopeKind.CITY: 2, ScopeKind.COUNTY: 3, ScopeKind.BUILT_UP_AREA: 3}
_UPPER_CLASSES: Final = ("21100", "21200", "21300")

_COLUMNS = """
    n.place_id, n.name, n.kind, n.category, n.class_code, n.division_path, n.geom, f.status, f.tones, n.importance,
    not upper_inf(p.existence) and upper(p.existence) <= current_date as is_gone,
    st_distance(n.geom::geography, st_setsrid(st_makepoint(:lon, :lat), 4490)::geography) as distance_m"""
_FROM = """
    from published.name n
    left join published.name_fact f on f.name_id = n.name_id
    left join published.place p on p.id = n.place_id"""
_ALIKE = "(n.name ~ :text or n.pinyin ~ :sound)"
_IN_AREA = sa.text(
    f"select {_COLUMNS}, 'inside' as reach {_FROM} where n.tokens @> cast(:tokens as integer[]) and {_ALIKE}"
    " order by n.importance desc, n.id limit :most"
)
# Names of the division, and those of the areas wherever they are filed; then each as it stands to the areas. A demo
# position is invented, so such a name has none here. 0.004 degrees: see published.built_up_standing.
_IN_BUILT_UP_AREA = sa.text(
    f"""
    select {_COLUMNS},
           case when cast(:main as integer) is null and found.by_division then 'inside' else stands.reach end as reach
      from (select id, bool_or(by_division) as by_division from (
                select n.id, true as by_division from published.name n
                 where n.tokens @> cast(:tokens as integer[]) and {_ALIKE}
                 union all
                select n.id, false from published.built_up_area a
                  join published.name n on n.geom && st_expand(a.geom, 0.004)
                 where a.seq = any (cast(:areas as integer[])) and n.tokens @> cast(:sort as integer[])
                   and not n.tokens @> cast(:tokens as integer[]) and {_ALIKE}
            ) either group by id) found
      join published.name n on n.id = found.id
      left join published.name_fact f on f.name_id = n.name_id
      left join published.place p on p.id = n.place_id
      cross join lateral (
          select published.built_up_standing(case when p.position_kind <> 'demo' then n.geom end,
                                             cast(:main as integer), cast(:near as integer[]), :metres) as reach) stands
     where stands.reach in ('inside', 'straddles')
        or found.by_division and (cast(:main as integer) is null or stands.reach = 'unplaced')
     order by n.importance desc, n.id limit :most
    """
)
# County level and above are the 3,200 most important names of the nation: the index by rank leads straight to them.
_FLOOR = sa.text(
    "select (min(weight) * 1000 - 1)::bigint * 1099511627776 from published.feature_class where code = any (:upper)"
)
_IN_NATION = sa.text(
    f"""
    select {_COLUMNS}, 'inside' as reach {_FROM}
     where n.importance::bigint * 1099511627776 - n.id > cast(:floor as bigint)
       and n.class_code = any (:upper) and {_ALIKE}
     order by n.importance desc, n.id limit :most
    """
)
_SAME_NEAR = sa.text(
    f"select {_COLUMNS}, 'inside' as reach {_FROM} where n.name = :name and n.tokens @> cast(:tokens as integer[])"
    " order by n.importance desc, n.id limit :most"
)
_LEVEL_AROUND: Final = {ScopeKind.CITY: 1, ScopeKind.COUNTY: 2, ScopeKind.BUILT_UP_AREA: 2}
"""Where the law does not reach, the same name still matters to those who mix up the places: one level further up."""


@dataclass(frozen=True, slots=True)
class ScopeOfSearch:
    """The area in which the law compares names, and how it was found."""

    scope: Scope
    division: int | None
    """Sequence number of the division that is searched; None for the nation."""
    main_area: int | None = None
    """The built-up area that is searched instead of the division; there only names without a position count."""
    near_areas: tuple[int, ...] = ()
    """Built-up areas beside the place: what lies in them is compared as well."""
    edge_m: float = EDGE_M
    """So many metres beyond an edge names are compared as well."""


def scope_of_search(kind: ScopeKind, where: Whereabouts, areas: AreasAround | None = None) -> ScopeOfSearch:
    """The area of a scope; `areas` are the built-up areas at the place, for names that these part.

    Where no built-up area (建成区) holds the place the county stands in, for a district its city, as where names are
    claimed (`gazetteer.cases.scope`), and the label says why.
    """
    is_of_city = kind is ScopeKind.BUILT_UP_AREA and where.is_in_district
    level = _LEVEL[ScopeKind.CITY] if is_of_city else _LEVEL.get(kind)
    area = where.at_level(level) if level is not None else None
    if area is None:
        return ScopeOfSearch(Scope(ScopeKind.NATION, "全国"), None)
    names = "".join(ref.name for ref in where.below_country if ref.level <= area.level)
    if kind is not ScopeKind.BUILT_UP_AREA:
        return ScopeOfSearch(Scope(kind, names, area.seq), area.seq)
    near = tuple(one.seq for one in areas.near) if areas else ()
    if areas and areas.main:
        scope = Scope(kind, f"{areas.main.name}（建成区）", None, str(areas.main.id))
        return ScopeOfSearch(scope, area.seq, areas.main.seq, near, areas.edge_m)
    why = areas.why_none if areas else "建成区范围未登记"
    names += f"（{why}，按{'设区的市' if is_of_city else '县级行政区域'}比较）"
    edge_m = areas.edge_m if areas else EDGE_M
    return ScopeOfSearch(Scope(kind, names, area.seq), area.seq, None, near, edge_m)


def candidates(
    connection: sa.Connection, proposal: Proposal, where: Whereabouts, searched: ScopeOfSearch
) -> tuple[Candidate, ...]:
    """Public names that may be alike, first those in the scope, then the very same name around it."""
    probes = probes_of(proposal)
    lon, lat = where.point or (None, None)
    given: dict[str, object] = {"text": probes.text, "sound": probes.sound, "lon": lon, "lat": lat, "most": MOST}
    inside = _rows_inside(connection, proposal, searched, probes, given)
    known = {row.place_id for row in inside}
    outside = [row for row in _rows_around(connection, proposal, where, searched, given) if row.place_id not in known]
    refs = division_refs(connection, (seq for row in (*inside, *outside) for seq in row.division_path))

    def made(rows: Iterable[Any], *, in_scope: bool) -> Iterator[Candidate]:
        for row in rows:
            yield Candidate(
                name=row.name,
                specific=specific_of(row.name, row.category, row.class_code),
                status=_status(row),
                category=kind_of(row.category, row.class_code, row.name).value,
                place_id=str(row.place_id),
                readings=(row.tones,) if row.tones else (),
                division="".join(refs[seq].name for seq in row.division_path if seq in refs and refs[seq].level > 0),
                distance_m=None if row.distance_m is None else round(row.distance_m),
                in_scope=in_scope,
                reach=Reach(row.reach),
            )

    return (*made(inside, in_scope=True), *made(outside, in_scope=False))


def _rows_inside(
    connection: sa.Connection, proposal: Proposal, searched: ScopeOfSearch, probes: Probes, given: dict[str, object]
) -> list[Any]:
    if searched.division is None and proposal.kind is NameKind.UPPER_DIVISION:
        upper = list(_UPPER_CLASSES)
        # As a number in the statement: the planner must see that few names are so important.
        floor = connection.execute(_FLOOR, {"upper": upper}).scalar_one()
        return list(connection.execute(_IN_NATION, {**given, "upper": upper, "floor": floor}))
    tokens = [category_token(_category(proposal))]
    areas = [seq for seq in (searched.main_area, *searched.near_areas) if seq is not None]
    if areas and searched.division is not None:
        asked = {"sort": tokens, "tokens": [*tokens, division_token(searched.division)], "areas": areas}
        around = {"main": searched.main_area, "near": list(searched.near_areas), "metres": searched.edge_m}
        return list(connection.execute(_IN_BUILT_UP_AREA, {**given, **asked, **around}))
    if searched.division is not None:
        tokens.append(division_token(searched.division))
    return list(connection.execute(_IN_AREA, {**given, "tokens": tokens}))


def _rows_around(
    connection: sa.Connection,
    proposal: Proposal,
    where: Whereabouts,
    searched: ScopeOfSearch,
    given: dict[str, object],
) -> list[Any]:
    level = _LEVEL_AROUND.get(searched.scope.kind)
    area = where.at_level(level) if level is not None else None
    if area is None or (area.seq == searched.division and searched.main_area is None):
        return []
    tokens = [category_token(_category(proposal)), division_token(area.seq)]
    asked = {"name": proposal.text, "tokens": tokens, "lon": given["lon"], "lat": given["lat"], "most": _MOST_OUTSIDE}
    return list(connection.execute(_SAME_NEAR, asked))


def _category(proposal: Proposal) -> str:
    """The legal category under which the register files the kind: settlements are 其他."""
    return "other" if proposal.kind is NameKind.SETTLEMENT else proposal.kind.category


def _status(row: Any) -> CandidateStatus:
    if row.is_gone or row.status == "cancelled":
        return CandidateStatus.RETIRED
    return CandidateStatus.FORMER if row.kind == "former" or row.status == "superseded" else CandidateStatus.CURRENT
