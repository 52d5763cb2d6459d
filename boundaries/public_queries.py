"""Reading what is published of divisions: records, children, areas, codes. Schema `published` only.

Every function takes a connection of the public reader. Unknown divisions raise NotFound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from boundaries.public_model import DivisionArea, DivisionRecord, DivisionSummary, DivisionVersion, FormerCode
from geocore.divisions import DivisionRef, division_refs, path_of
from geocore.errors import InvalidInput, NotFound
from geocore.paging import Page, decode_cursor, encode_cursor
from geocore.problems import Problem

COUNTRY_SEQ = 1
"""Sequence number of the country (migration 0003)."""
_COUNTRY = [("civil", "156")]
_UUID = re.compile(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
AREA_DIGITS = 6
"""Decimals of published coordinates: 0.1 m, finer than any published accuracy."""

_RECORD = sa.text(
    """
    select d.id, d.seq, day.day, d.level, d.name, d.short_name, d.spelling, d.kind,
           d.kind_name, d.code, d.civil_code, d.seat, d.is_virtual, d.path, d.parent_seq,
           lower(d.valid) as valid_from, upper(d.valid) as valid_to, d.source,
           (select count(*) from published.division c where c.parent_seq = d.seq) as children_count,
           (select p.id from published.place p where p.is_division_seq = d.seq limit 1) as place_id,
           a.division_seq is not null as has_area, st_x(a.label_point) as label_lon, st_y(a.label_point) as label_lat,
           st_xmin(a.geom) as west, st_ymin(a.geom) as south, st_xmax(a.geom) as east, st_ymax(a.geom) as north
      from (select coalesce(cast(:day as date), current_date) as day) day, published.division d
      left join published.division_area a on a.division_seq = d.seq
     where d.seq = :seq
    """
)
_HISTORY = sa.text(
    "select name, kind, kind_name, lower(valid) as valid_from, upper(valid) as valid_to, source"
    " from published.division_history where division_seq = :seq order by valid"
)
_FORMER_CODES = sa.text(
    "select system, code, lower(valid) as valid_from, upper(valid) as valid_to, source"
    " from published.division_former_code where division_seq = :seq order by system, valid"
)
_SUCCESSION = sa.text(
    "select predecessor_seq, successor_seq from published.division_succession"
    " where :seq in (predecessor_seq, successor_seq) order by effective, predecessor_seq, successor_seq"
)
_SEQ_OF_ID = sa.text("select seq from published.division where id = :id")
_SEQ_OF_CODE = sa.text(
    """
    select d.seq
      from unnest(cast(:systems as text[]), cast(:codes as text[])) with ordinality asked (system, code, turn)
      join published.division d on (asked.system = 'civil' and d.civil_code = asked.code)
                                or (asked.system = 'statistical' and d.code = asked.code)
     order by upper(d.valid) desc nulls first, asked.turn, d.seq limit 1
    """
)
_SEQ_OF_FORMER_CODE = sa.text(
    """
    select f.division_seq
      from unnest(cast(:systems as text[]), cast(:codes as text[])) with ordinality asked (system, code, turn)
      join published.division_former_code f on f.system = asked.system and f.code = asked.code
     order by upper(f.valid) desc, asked.turn, f.division_seq limit 1
    """
)
_CALLED = sa.text(
    """
    select path from published.division
     where (name = any (:ends) or short_name = any (:ends)) and level between 1 and 4
     order by level, seq limit :limit
    """
)
LONGEST_DIVISION_TEXT = 40
_CHILDREN = sa.text(
    """
    select d.id, d.seq, d.level, d.name, d.spelling, d.kind, d.kind_name, d.code, d.civil_code, d.is_virtual,
           a.division_seq is not null as has_area, st_x(a.label_point) as label_lon, st_y(a.label_point) as label_lat
      from published.division d left join published.division_area a on a.division_seq = d.seq
     where d.parent_seq = :seq and (coalesce(d.code, ''), d.seq) > (:code, :after)
     order by coalesce(d.code, ''), d.seq limit :limit
    """
)
_COUNT_CHILDREN = sa.text(
    "select (select count(*) from published.division c where c.parent_seq = d.seq) as children"
    "  from published.division d where d.seq = :seq"
)
_BOUNDS_AROUND = sa.text(
    """
    select st_xmin(a.geom) as west, st_ymin(a.geom) as south, st_xmax(a.geom) as east, st_ymax(a.geom) as north
      from published.division d join published.division_area a on a.division_seq = any (d.path)
     where d.seq = :seq order by array_position(d.path, a.division_seq) desc limit 1
    """
)
_AREA = sa.text(
    """
    select d.id, d.name, st_asgeojson(st_forcepolygonccw(shown.geom), :digits, 0) as geojson,
           a.accuracy_m, a.source, a.as_of
      from published.division_area a
      join published.division d on d.seq = a.division_seq,
           lateral (select case when cast(:tolerance as double precision) > 0
               then st_multi(st_simplifypreservetopology(a.geom, :tolerance)) else a.geom end as geom) shown
     where a.division_seq = :seq
    """
)


def seq_of(connection: sa.Connection, division: UUID | int | str) -> int:
    """The sequence number behind an identifier, a code or a sequence number itself."""
    if isinstance(division, int):
        return division
    if isinstance(division, str) and not _UUID.fullmatch(division):
        return resolve_code(connection, division)
    found: int | None = connection.execute(_SEQ_OF_ID, {"id": UUID(str(division))}).scalar_one_or_none()
    if found is None:
        raise NotFound("no such division", division=str(division))
    return found


def resolve_code(connection: sa.Connection, code: str) -> int:
    """The division with this code now, else the last that had it: 110000, 156110000 and 110000000000 alike.

    Also 11 and 1101 (the code without its zeros) and the 9 and 12 digits of townships and villages in both systems;
    156 is the country. Raises InvalidInput for what cannot be a code, NotFound for one that no division has.
    """
    readings = _code_readings(code)
    if not readings:
        problem = Problem("division", "bad_code", f"{code[:40]!r} is not a division code", hint="for example 431003")
        raise InvalidInput("a division code has 2, 4, 6, 9 or 12 digits, with or without 156 before it", [problem])
    if readings == _COUNTRY:
        return COUNTRY_SEQ
    systems, codes = zip(*readings, strict=True)
    asked = {"systems": list(systems), "codes": list(codes)}
    found: int | None = connection.execute(_SEQ_OF_CODE, asked).scalar_one_or_none()
    if found is None:
        found = connection.execute(_SEQ_OF_FORMER_CODE, asked).scalar_one_or_none()
    if found is None:
        raise NotFound("no division has this code", code=code)
    return found


def _code_readings(code: str) -> list[tuple[str, str]]:
    """What a written code may mean, as (system, code), the likeliest first."""
    if not re.fullmatch(r"[0-9]{2,15}", code):
        return []
    if code in ("156", "156000000", "100000"):
        return _COUNTRY
    padded = code.ljust(6, "0") if len(code) in (2, 4) else code
    readings = {
        6: [("civil", padded), ("statistical", padded + "0" * 6)],
        9: [("civil", padded), ("statistical", padded + "0" * 3)],
        12: [("statistical", padded), ("civil", padded)],
    }.get(len(padded), [])
    if code.startswith("156") and len(code) in (9, 12, 15):
        readings = readings + _code_readings(code[3:])
    return readings


def division_record(connection: sa.Connection, division: UUID | int | str, as_of: date | None = None) -> DivisionRecord:
    """The public record of a division, asked for by identifier, code (text) or sequence number (int)."""
    row = connection.execute(_RECORD, {"seq": seq_of(connection, division), "day": as_of}).one_or_none()
    if row is None:
        raise NotFound("no such division", division=str(division))
    changes = connection.execute(_SUCCESSION, {"seq": row.seq}).all()
    before = [change.predecessor_seq for change in changes if change.successor_seq == row.seq]
    after = [change.successor_seq for change in changes if change.predecessor_seq == row.seq]
    refs = division_refs(connection, [*row.path, *([row.parent_seq] if row.parent_seq else ()), *before, *after])
    present = DivisionVersion(row.name, row.kind, row.kind_name, row.valid_from, row.valid_to, row.source)
    versions = (*(DivisionVersion(*past) for past in connection.execute(_HISTORY, {"seq": row.seq})), present)
    shown = next((version for version in versions if version.holds_on(row.day)), present)
    return DivisionRecord(
        id=row.id,
        seq=row.seq,
        as_of=row.day,
        in_force=shown.holds_on(row.day),
        level=row.level,
        name=shown.name,
        short_name=row.short_name,
        spelling=row.spelling,
        kind=shown.kind,
        kind_name=shown.kind_name,
        statistical_code=row.code,
        civil_code=row.civil_code,
        seat=row.seat,
        is_virtual=row.is_virtual,
        path=path_of(refs, row.path),
        parent=refs.get(row.parent_seq),
        children_count=row.children_count,
        versions=versions,
        former_codes=tuple(FormerCode(*code) for code in connection.execute(_FORMER_CODES, {"seq": row.seq})),
        predecessors=tuple(refs[seq] for seq in before if seq in refs),
        successors=tuple(refs[seq] for seq in after if seq in refs),
        valid_from=shown.valid_from,
        valid_to=shown.valid_to,
        source=shown.source,
        place_id=row.place_id,
        has_area=row.has_area,
        label_lon=row.label_lon,
        label_lat=row.label_lat,
        bounds=(row.west, row.south, row.east, row.north) if row.has_area else None,
    )


def children(connection: sa.Connection, seq: int, cursor: str | None = None, limit: int = 100) -> Page[DivisionSummary]:
    """The divisions directly below, by statistical code. An unknown division raises NotFound."""
    code, after = ("", 0) if cursor is None else decode_cursor(cursor, (str, int))
    total = connection.execute(_COUNT_CHILDREN, {"seq": seq}).one_or_none()
    if total is None:
        raise NotFound("no such division", division=seq)
    rows = connection.execute(_CHILDREN, {"seq": seq, "code": code, "after": after, "limit": limit + 1}).all()
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(
        items=tuple(DivisionSummary(*row) for row in shown),
        next=encode_cursor(shown[-1].code or "", shown[-1].seq) if more else None,
        total=total.children,
    )


def division_area_geojson(connection: sa.Connection, seq: int, tolerance: float = 0.0) -> DivisionArea:
    """The published shape, simplified by `tolerance` degrees (0: as published). Raises NotFound where there is none."""
    row = connection.execute(_AREA, {"seq": seq, "tolerance": tolerance, "digits": AREA_DIGITS}).one_or_none()
    if row is None:
        raise NotFound("no shape of this division is published", division=seq)
    return DivisionArea(*row)


def area_shapes(connection: sa.Connection, seqs: Iterable[int]) -> dict[int, bytes]:
    """Areas as WKB in EPSG:4490 by sequence number; divisions without a published area are absent."""
    rows = connection.execute(
        sa.text(
            "select division_seq, st_asbinary(geom) as shape from published.division_area"
            " where division_seq = any (:seqs)"
        ),
        {"seqs": list(seqs)},
    )
    return {row.division_seq: bytes(row.shape) for row in rows}


def bounds_around(connection: sa.Connection, seq: int) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the smallest published area that is the division's or of one above; None: none is."""
    row = connection.execute(_BOUNDS_AROUND, {"seq": seq}).one_or_none()
    return None if row is None else (row.west, row.south, row.east, row.north)


def divisions_called(connection: sa.Connection, text: str, limit: int = 20) -> tuple[tuple[DivisionRef, ...], ...]:
    """Paths (province first) of the divisions from province to township that a text names: 苏仙区, 郴州苏仙区.

    The upper ones first; the text may leave out levels and the kinds of the divisions above (省, 市).
    """
    text = text.strip()[:LONGEST_DIVISION_TEXT]
    ends = [text[start:] for start in range(len(text)) if len(text) - start >= 2]
    found = []
    for row in connection.execute(_CALLED, {"ends": ends, "limit": limit}) if ends else ():
        path = path_of(division_refs(connection, row.path), row.path)
        if _names_path(text, [ref.name for ref in path if ref.level > 0]):
            found.append(tuple(ref for ref in path if ref.level > 0))
    return tuple(found)


def _names_path(text: str, names: list[str]) -> bool:
    """Whether the text is made of the last name and some of those before it, in order, each whole or without kind."""
    if not text.endswith(names[-1]) and not (len(names[-1]) > 2 and text.endswith(names[-1][:-1])):
        return False
    rest = text.removesuffix(names[-1]) if text.endswith(names[-1]) else text.removesuffix(names[-1][:-1])
    for name in names[:-1]:
        if rest.startswith(name):
            rest = rest[len(name) :]
        elif len(name) > 2 and rest.startswith(name[:-1]):
            rest = rest[len(name) - 1 :]
    return not rest
