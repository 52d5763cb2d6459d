"""Where a case lies: its divisions, its office, and divisions by the words of a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.model import PathDivision
from gazetteer.public_model import PlacePosition
from gazetteer.store.division_names import division_name
from geocore.errors import InvalidInput, NotFound
from geocore.problems import Problem

_COUNTY = 3
_CODE = re.compile("[0-9]{6,12}")
_ADDRESS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_HOLDERS = sa.text(
    "select distinct division_id from boundaries.public_division_code"
    " where code = any (:codes) and valid @> current_date"
)
_FOUND = """
select id, seq, level, name, kind from boundaries.public_division
 where {by} and path && cast(:regions as integer[]) and valid @> current_date"""
# Together in one condition, neither index would be used.
_CALLED = sa.text(
    f"{_FOUND.format(by='name = :words')} union {_FOUND.format(by='id = any (:ids)')} order by level limit 5"
)


def division_steps(connection: sa.Connection, path: Sequence[int]) -> tuple[PathDivision, ...]:
    """The divisions of a path as they are today, country first."""
    rows = connection.execute(
        sa.text(
            "select id, seq, level, name, kind from boundaries.public_division"
            " where seq = any (:path) and valid @> current_date order by level"
        ),
        {"path": list(path)},
    )
    return tuple(PathDivision(*row) for row in rows)


def office_of(steps: Sequence[PathDivision]) -> PathDivision:
    """The office that keeps the numbers: the county level, or what stands above it."""
    return [step for step in steps if step.level <= _COUNTY][-1]


def office_code(connection: sa.Connection, office: PathDivision) -> str:
    """Six digits, civil before statistical; the country is 100000."""
    found = connection.execute(
        sa.text(
            "select left(code, 6) from boundaries.public_division_code"
            " where division_id = :id and valid @> current_date order by system limit 1"
        ),
        {"id": office.id},
    ).scalar_one_or_none()
    return str(found or "100000")


def place_facts(connection: sa.Connection, place_id: UUID) -> tuple[str, str, UUID]:
    """Category, class and division of a place. Raises NotFound, also outside one's area."""
    row = connection.execute(
        sa.text("select category, class_code, division_id from gazetteer.place where id = :id"), {"id": place_id}
    ).one_or_none()
    if row is None:
        raise NotFound("no such place", place=str(place_id))
    return row.category, row.class_code, row.division_id


def position_of_item(connection: sa.Connection, item_id: UUID) -> tuple[float, float] | None:
    """Longitude and latitude (EPSG:4490) at which its name is to stand: its own point, else that of its place."""
    row = connection.execute(
        sa.text("select st_x(at), st_y(at) from gazetteer.position_of_item(:item) at where at is not null"),
        {"item": item_id},
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def registered_positions(connection: sa.Connection, place_ids: Iterable[UUID]) -> dict[UUID, PlacePosition]:
    """As an officer sees them: exact in one's own area, elsewhere as published. Without a position: absent."""
    rows = connection.execute(
        sa.text(
            """
            select wanted.id, st_x(coalesce(p.geom, s.geom)) as lon, st_y(coalesce(p.geom, s.geom)) as lat,
                   case when p.geom is null then s.position_kind else p.position_kind end = 'demo' as is_demo
              from unnest(cast(:ids as uuid[])) as wanted (id)
              left join gazetteer.place p on p.id = wanted.id
              left join published.place s on s.id = wanted.id
             where coalesce(p.geom, s.geom) is not null
            """
        ),
        {"ids": list(set(place_ids))},
    )
    return {row.id: PlacePosition(row.lon, row.lat, row.is_demo) for row in rows}


def path_of_division(connection: sa.Connection, division_id: UUID) -> tuple[int, ...]:
    """Raises NotFound."""
    path = connection.execute(
        sa.text("select path from boundaries.public_division where id = :id and valid @> current_date"),
        {"id": division_id},
    ).scalar_one_or_none()
    if path is None:
        raise NotFound("no such division", id=str(division_id))
    return tuple(path)


def name_of_division(connection: sa.Connection, division_id: UUID) -> str:
    """As it is today; empty for one that is no more."""
    statement = sa.text(f"select {division_name('cast(:id as uuid)')}")
    return str(connection.execute(statement, {"id": division_id}).scalar_one())


def is_inside_envelope(connection: sa.Connection, lon: float, lat: float) -> bool:
    """Whether a position (EPSG:4490, degrees) may be stored at all."""
    statement = sa.text("select app.inside_envelope(st_setsrid(st_makepoint(:lon, :lat), 4490))")
    return bool(connection.execute(statement, {"lon": lon, "lat": lat}).scalar_one())


def divisions_of_regions(connection: sa.Connection, regions: Sequence[int], limit: int) -> tuple[PathDivision, ...]:
    """The divisions of these regions down to townships, higher ones first: what a form offers."""
    rows = connection.execute(
        sa.text(
            "select id, seq, level, name, kind from boundaries.public_division"
            " where path && cast(:regions as integer[]) and level <= 4 and valid @> current_date"
            " order by level, seq limit :limit"
        ),
        {"regions": list(regions), "limit": limit},
    )
    return tuple(PathDivision(*row) for row in rows)


def division_by_words(connection: sa.Connection, words: str, regions: Sequence[int]) -> tuple[PathDivision, ...]:
    """Divisions in these regions with this name or code, at most five; two lists that indexes lead to."""
    coded: list[UUID] = []
    if _CODE.fullmatch(words):
        asked = {"codes": [words, words.ljust(12, "0")]}
        coded = list(connection.execute(_HOLDERS, asked).scalars())
    rows = connection.execute(_CALLED, {"words": words, "ids": coded, "regions": list(regions)})
    return tuple(PathDivision(*row) for row in rows)


def the_division(connection: sa.Connection, words: str, regions: Sequence[int]) -> PathDivision:
    """The one division that the words of a form mean. Raises InvalidInput for none and for several."""
    found = division_by_words(connection, words.strip(), regions)
    if len(found) == 1:
        return found[0]
    code = "division_ambiguous" if found else "division_unknown"
    message = "not one division of this area"
    raise InvalidInput(message, [Problem("division", code, message)])


def places_by_name(connection: sa.Connection, name: str) -> tuple[UUID, ...]:
    """Places of one's area with this standard name at present, at most five."""
    return tuple(
        connection.execute(
            sa.text(
                "select place_id from gazetteer.name where text = :name and kind = 'standard' and upper_inf(valid)"
                " and status <> 'approved' order by place_id limit 5"
            ),
            {"name": name},
        ).scalars()
    )


def place_meant(connection: sa.Connection, text: str) -> UUID | None:
    """The place whose page's address or whose name the text is; None where that is not one place of the area."""
    address = _ADDRESS.search(text)
    found = (UUID(address[0]),) if address else places_by_name(connection, text)
    return found[0] if len(found) == 1 else None
