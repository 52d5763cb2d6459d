"""Rows of schema `published`, put there directly as the owner: what the public side reads, without a publication.

`small_world` is a few real divisions and invented places below them; tests name what they need by its Chinese name.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa

from gazetteer.search.tokens import tokens_for

NAMESPACE = UUID("6c6f6e67-7368-4e69-8a6e-626169626169")
COUNTRY = 1


def uid(text: str) -> UUID:
    """A stable identifier, so that a failing test names the same record each time."""
    return uuid5(NAMESPACE, text)


def add_division(
    connection: sa.Connection,
    seq: int,
    name: str,
    path: list[int],
    *,
    kind: str,
    kind_name: str,
    code: str | None = None,
    civil_code: str | None = None,
    valid: str = "[2000-01-01,)",
    box: tuple[float, float, float, float] | None = None,
) -> int:
    """A published division below `path` (its ancestors, country first), with a square area if `box` is given."""
    connection.execute(
        sa.text(
            "insert into published.division (seq, id, level, path, parent_seq, name, short_name, spelling, kind,"
            " kind_name, code, civil_code, seat, is_virtual, valid, source) values (:seq, :id, :level, :path, :parent,"
            " :name, :short, '', :kind, :kind_name, :code, :civil, null, false, cast(:valid as daterange), '测试')"
        ),
        {
            "seq": seq, "id": uid(f"division {seq}"), "level": len(path), "path": [*path, seq], "parent": path[-1],
            "name": name, "short": name[:-1], "kind": kind, "kind_name": kind_name, "code": code,
            "civil": civil_code, "valid": valid,
        },
    )  # fmt: skip
    if box is not None:
        add_area(connection, seq, box)
    return seq


def add_area(connection: sa.Connection, seq: int, box: tuple[float, float, float, float]) -> None:
    """A rectangle (west, south, east, north) in degrees with a corner every tenth of a side."""
    connection.execute(
        sa.text(
            "insert into published.division_area (division_seq, geom, label_point, accuracy_m, source, as_of)"
            " select :seq, st_multi(st_segmentize(g, :step)), st_pointonsurface(g), 100, '测试', '2018-01-01'"
            "   from st_makeenvelope(:west, :south, :east, :north, 4490) g"
        ),
        {"seq": seq, "west": box[0], "south": box[1], "east": box[2], "north": box[3], "step": (box[2] - box[0]) / 10},
    )


@dataclass
class Name:
    """One published name of a place; the first of a place's names is its standard name."""

    name: str
    kind: str = "standard"
    valid: str = "[,)"
    spelling: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def add_place(
    connection: sa.Connection,
    names: str | list[Name],
    path: list[int],
    *,
    key: str | None = None,
    category: str = "other",
    class_code: str = "22200",
    lon: float | None = None,
    lat: float | None = None,
    position_kind: str = "source",
    importance: int = 10,
    existence: str = "[,)",
    is_division_seq: int | None = None,
) -> UUID:
    """A published place with its names. `key` tells places of the same name apart. Returns the place's id."""
    listed = [Name(names)] if isinstance(names, str) else names
    place_id = uid(f"place {key or listed[0].name}")
    connection.execute(
        sa.text(
            "insert into published.place (id, category, class_code, division_path, is_division_seq, importance,"
            " existence, position_kind, position_source, accuracy_m, geom, source, source_ref, changed_at, version)"
            " values (:id, :category, :class_code, :path, :is_division, :importance, cast(:existence as daterange),"
            " :position_kind, null, null, st_setsrid(st_makepoint(:lon, :lat), 4490), '测试', :ref,"
            " '2026-01-02T03:04:05Z', 0)"
        ),
        {
            "id": place_id, "category": category, "class_code": class_code, "path": path,
            "is_division": is_division_seq, "importance": importance, "existence": existence,
            "position_kind": position_kind if lon is not None else "unknown", "lon": lon, "lat": lat,
            "ref": str(place_id),
        },
    )  # fmt: skip
    for number, name in enumerate(listed):
        _add_name(connection, place_id, number, name, path, category, class_code, importance, lon, lat)
    return place_id


def _add_name(
    connection: sa.Connection,
    place_id: UUID,
    number: int,
    name: Name,
    path: list[int],
    category: str,
    class_code: str,
    importance: int,
    lon: float | None,
    lat: float | None,
) -> None:
    name_id = uid(f"name {place_id} {number}")
    facts = {
        "status": "listed", "approving_body": None, "document": None, "approved_on": None, "announced_on": None,
        "origin": None, "meaning": None, "history": None, "source": "测试", "reading_status": "proposed",
        "reading_source": "computed", "reading_evidence": None, "confident": True, "tones": name.spelling,
        "sign": name.spelling.upper(), **name.facts,
    }  # fmt: skip
    connection.execute(
        sa.text(
            f"insert into published.name_fact (name_id, place_id, {', '.join(facts)})"
            f" values (:name_id, :place_id, {', '.join(f':{key}' for key in facts)})"
        ),
        {"name_id": name_id, "place_id": place_id, **facts},
    )
    connection.execute(
        sa.text(
            "insert into published.name (importance, place_id, name_id, name, spelling, pinyin, initials, kind,"
            " category, class_code, division_path, valid, tokens, geom) values (:importance, :place_id, :name_id,"
            " :name, :spelling, :pinyin, :initials, :kind, :category, :class_code, :path,"
            " cast(:valid as daterange), :tokens, st_setsrid(st_makepoint(:lon, :lat), 4490))"
        ),
        {
            "importance": importance, "place_id": place_id, "name_id": name_id, "name": name.name,
            "spelling": name.spelling, "pinyin": _toneless(name.spelling), "initials": "",
            "kind": name.kind, "category": category, "class_code": class_code, "path": path, "valid": name.valid,
            "tokens": tokens_for(name.name, path, category, lon, lat), "lon": lon, "lat": lat,
        },
    )  # fmt: skip


def _toneless(spelling: str) -> str:
    letters = unicodedata.normalize("NFD", spelling.lower())
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def add_change(connection: sa.Connection, entity: str, entity_id: UUID, operation: str = "put") -> None:
    connection.execute(
        sa.text("insert into published.change (entity, entity_id, operation) values (:entity, :id, :operation)"),
        {"entity": entity, "id": entity_id, "operation": operation},
    )


def add_event(connection: sa.Connection, place_id: UUID, kind: str, on: date | None) -> None:
    connection.execute(
        sa.text(
            "insert into published.event (id, place_id, name_id, kind, happened_on, authority, document, note)"
            " values (:id, :place_id, null, :kind, :on, '郴州市人民政府', '郴政函〔2010〕1号', null)"
        ),
        {"id": uid(f"event {place_id} {kind} {on}"), "place_id": place_id, "kind": kind, "on": on},
    )


# Sequence numbers of the small world's divisions.
HUNAN, CHENZHOU, SUXIAN, BEIHU, BAILUTANG = 101, 102, 103, 104, 105
SUXIAN_PATH = [COUNTRY, HUNAN, CHENZHOU, SUXIAN]


_DIVISIONS = [
    (HUNAN, "湖南省", [COUNTRY], "province", "省", "430000", (108.7, 24.6, 114.3, 30.2)),
    (CHENZHOU, "郴州市", [COUNTRY, HUNAN], "prefecture_city", "地级市", "431000", (112.2, 24.9, 114.2, 26.9)),
    (SUXIAN, "苏仙区", SUXIAN_PATH[:3], "municipal_district", "市辖区", "431003", (112.9, 25.5, 113.4, 26.1)),
    (BEIHU, "北湖区", SUXIAN_PATH[:3], "municipal_district", "市辖区", "431002", (112.5, 25.5, 112.9, 26.1)),
    (BAILUTANG, "白露塘镇", SUXIAN_PATH, "town", "镇", "431003104", None),
]


def small_world(connection: sa.Connection) -> dict[str, UUID]:
    """Four levels of divisions in Hunan and ten places below them. Returns the places by name (or key)."""
    for seq, name, path, kind, kind_name, code, box in _DIVISIONS:
        add_division(
            connection, seq, name, path, kind=kind, kind_name=kind_name, civil_code=code, code=code.ljust(12, "0"),
            box=box,
        )  # fmt: skip
    suxian, beihu, town = SUXIAN_PATH, [*SUXIAN_PATH[:3], BEIHU], [*SUXIAN_PATH, BAILUTANG]
    county = [Name("苏仙区", spelling="Sūxiān Qū"), Name("郴县", "former", "[1913-01-01,1995-01-01)")]
    hill = [Name("飞天山", spelling="Fēitiān Shān"), Name("寿佛山", "alias")]
    division, village = {"category": "division"}, {"category": "committee", "class_code": "21610", "importance": 20}
    nature, street = {"category": "natural", "importance": 45}, {"category": "street", "class_code": "23514"}
    gone = "[,1980-01-01)"
    specifications: list[tuple[str | list[Name], list[int], dict[str, Any]]] = [
        (county, suxian, {**division, "class_code": "21300", "lon": 113.0, "lat": 25.8, "importance": 80,
                          "is_division_seq": SUXIAN, "key": "苏仙区"}),
        ("白露塘镇", town, {**division, "class_code": "21400", "lon": 113.1, "lat": 25.7, "importance": 60,
                        "is_division_seq": BAILUTANG}),
        ("东村", town, {**village, "lon": 113.11, "lat": 25.71, "position_kind": "demo"}),
        ("东村", beihu, {**village, "lon": 112.7, "lat": 25.8, "key": "东村 北湖"}),
        ("新村", town, village),
        ("山村", town, {**village, "lon": 113.2, "lat": 25.6}),
        ("东河", suxian, {**nature, "class_code": "12100", "lon": 113.05, "lat": 25.75}),
        (hill, suxian, {**nature, "class_code": "13400", "lon": 113.12, "lat": 25.92, "key": "飞天山"}),
        ("燕泉路", beihu, {**street, "lon": 112.9, "lat": 25.79, "importance": 25}),
        ([Name("老街", valid=gone)], suxian, {**street, "lon": 113.0, "lat": 25.79, "existence": gone, "key": "老街"}),
    ]  # fmt: skip
    return {
        str(options.get("key") or names): add_place(connection, names, path, **options)
        for names, path, options in specifications
    }


def add_built_up_area(
    connection: sa.Connection,
    seq: int,
    name: str,
    box: tuple[float, float, float, float],
    path: list[int],
    valid: str = "[2020-01-01,)",
) -> UUID:
    """A rectangle (west, south, east, north) as the scope of street names."""
    area_id = uid(f"built-up area {seq}")
    connection.execute(
        sa.text(
            "insert into published.built_up_area (seq, id, name, division_path, geom, valid, source) values (:seq, :id,"
            " :name, :path, st_multi(st_makeenvelope(:west, :south, :east, :north, 4490)), cast(:valid as daterange),"
            " '测试')"
        ),
        {"seq": seq, "id": area_id, "name": name, "path": path, "valid": valid,
         "west": box[0], "south": box[1], "east": box[2], "north": box[3]},
    )  # fmt: skip
    return area_id
