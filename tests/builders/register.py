"""A small register made by the real import services: working rows, published rows, search index, all consistent.

Divisions around 郴州 with their real codes; places with positions, former names and aliases that are invented here
and say so in their source.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from boundaries import import_divisions
from gazetteer import NameImport, import_names
from gazetteer.romanization import romanize
from geoapp.auth.actors import load_actor
from geoapp.cli.context import CONSOLE_ACCOUNT
from geocore.batch_store import SourceFile
from geocore.db import UnitOfWork, unit_of_work
from tests.builders.accounts import Person, add_person

LISTED_ON = date(2023, 6, 30)


@dataclass(frozen=True)
class Division:
    """One row of a list of divisions; `code` is the statistical one."""

    line: int
    code: str
    name: str
    level: int
    parent_code: str | None
    kind: str
    civil_code: str | None = None
    is_virtual: bool = False


@dataclass(frozen=True)
class Place:
    """One row of a list of places."""

    name: str
    division_code: str
    line: int = 0
    source_ref: str = ""
    category: str = "committee"
    class_code: str = "21610"
    own_division_code: str | None = None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    origin: str | None = None
    meaning: str | None = None


DIVISIONS = (
    Division(1, "430000000000", "湖南省", 1, None, "province", "430000"),
    Division(2, "431000000000", "郴州市", 2, "430000000000", "prefecture_city", "431000"),
    Division(3, "431002000000", "北湖区", 3, "431000000000", "municipal_district", "431002"),
    Division(4, "431003000000", "苏仙区", 3, "431000000000", "municipal_district", "431003"),
    Division(5, "431003101000", "白露塘镇", 4, "431003000000", "town", "431003101"),
    Division(6, "431003400000", "郴州高新区", 4, "431003000000", "township_virtual", None, True),
)
SUXIAN, BEIHU, BAILUTANG = "431003000000", "431002000000", "431003101000"
PLACES = (
    Place("苏仙区", SUXIAN, category="division", class_code="21300", own_division_code=SUXIAN, lon=113.03, lat=25.79,
          former_names=("郴县",), origin="因苏仙岭得名", meaning="苏耽成仙之地"),
    Place("白露塘镇", BAILUTANG, category="division", class_code="21400", own_division_code=BAILUTANG, lon=113.1,
          lat=25.7, former_names=("白芦塘",)),
    Place("白露塘村", BAILUTANG, lon=113.11, lat=25.71),
    Place("东村", BAILUTANG, lon=113.12, lat=25.72),
    Place("东村", BEIHU, lon=112.7, lat=25.8),
    Place("五盖山", SUXIAN, category="natural", class_code="13400", lon=113.15, lat=25.6, aliases=("五岳山",)),
    Place("朝阳村", BAILUTANG, lon=113.13, lat=25.73),
    Place("新村", BEIHU),
)  # fmt: skip
"""朝阳 is read cháo or zhāo: a guessed reading. 新村 has no position."""


def console_work(app_engine: sa.Engine) -> Any:
    """A unit of work of the console's account, committed at the end."""
    with app_engine.connect() as connection:
        actor = load_actor(connection, CONSOLE_ACCOUNT)
    return unit_of_work(app_engine, actor)


def add_divisions(work: UnitOfWork, divisions: tuple[Division, ...] = DIVISIONS) -> None:
    def parts(name: str, level: int) -> tuple[str, str]:
        reading = romanize(name, category="division")
        return reading.specific, reading.spelling

    import_divisions(work, divisions, _source("divisions.tgz"), parts)


def add_places(work: UnitOfWork, places: tuple[Place, ...] = PLACES, file_name: str = "names.tgz") -> NameImport:
    """One batch. Places without a reference get one from their number in the list and the file."""
    numbered = tuple(
        replace(place, line=line, source_ref=place.source_ref or f"{file_name}:{line}")
        for line, place in enumerate(places, 1)
    )
    return import_names(work, numbered, _source(file_name))


def _source(file_name: str) -> SourceFile:
    return SourceFile("测试名录（虚构）", "1", LISTED_ON, "CC0-1.0", file_name, "0" * 64)


def small_register(app_engine: sa.Engine) -> dict[str, UUID]:
    """Everything above; the places by name, of two with one name that in 苏仙 (the other: 东村@北湖)."""
    with console_work(app_engine) as work:
        add_divisions(work)
    with console_work(app_engine) as work:
        add_places(work)
    with app_engine.connect() as connection:
        connection.execute(sa.text("select set_config('app.actor', :actor, true)"), {"actor": str(CONSOLE_ACCOUNT)})
        rows = connection.execute(
            sa.text(
                "select n.text, d.name, n.place_id from gazetteer.name n join gazetteer.place p on p.id = n.place_id"
                " join published.division d on d.seq = p.division_path[4] where n.kind = 'standard'"
            )
        ).all()
    return {f"{name}@北湖" if county == "北湖区" and name == "东村" else name: place for name, county, place in rows}


def add_officer(connection: sa.Connection, role: str, civil_code: str, **kwargs: Any) -> Person:
    """A person with a role in an imported division (`156` is the country)."""
    person = add_person(connection, **kwargs)
    connection.execute(
        sa.text(
            "insert into app.role_grant (user_id, role, duty, division_id, valid)"
            " select :person, :role, '', id, '[2020-01-01,)' from published.division"
            "  where civil_code = :code or (:code = '156' and seq = 1)"
        ),
        {"person": person.id, "role": role, "code": civil_code},
    )
    return person
