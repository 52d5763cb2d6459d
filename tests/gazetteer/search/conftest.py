"""A small world of names in which some characters are very common, and lists that exist from a few rows on."""

from __future__ import annotations

import random
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.search import rebuild, tokens_for
from tests.gazetteer.search.brute import Name

SYLLABLES = {
    "村": "cun", "新": "xin", "东": "dong", "白": "bai", "露": "lu", "塘": "tang", "山": "shan", "路": "lu",
    "绿": "lv", "水": "shui", "心": "xin", "𰻞": "biang", "A": "", "%": "", "_": "",
}  # fmt: skip
COMMON = "村村村村新新新东东白露塘山路水心绿"
CATEGORIES = ("committee", "committee", "committee", "natural", "division", "other", "other")
PROVINCES = {2: (110.5, 25.5), 3: (118.2, 32.1)}

INSERT = """
    insert into published.name (id, importance, place_id, name_id, name, spelling, pinyin, initials, kind, category,
        class_code, division_path, valid, tokens, geom)
    values (%(id)s, %(importance)s, %(place_id)s, %(name_id)s, %(name)s, '', %(pinyin)s, %(initials)s, %(kind)s,
        %(category)s, %(class_code)s, %(path)s, daterange(%(valid_from)s, %(valid_to)s), %(tokens)s,
        st_setsrid(st_makepoint(%(lon)s, %(lat)s), 4490))
"""

OVERWRITE = """ on conflict (id) do update set importance = excluded.importance, place_id = excluded.place_id,
    name_id = excluded.name_id, name = excluded.name, pinyin = excluded.pinyin, initials = excluded.initials,
    kind = excluded.kind, category = excluded.category, class_code = excluded.class_code,
    division_path = excluded.division_path, valid = excluded.valid, tokens = excluded.tokens, geom = excluded.geom"""


def make_name(number: int, chance: random.Random, text: str | None = None, place: int | None = None) -> Name:
    """A random row; `text` and `place` may be given."""
    text = text or "".join(chance.choice(COMMON) for _ in range(chance.choice((1, 2, 2, 3, 3, 3, 4, 5))))
    if chance.random() < 0.02:
        text += chance.choice(("A", "%", "_", "𰻞"))
    province = chance.choice((2, 2, 2, 3))
    path = (1, province, province * 10 + chance.randrange(2), province * 100 + chance.randrange(4))
    lon, lat = PROVINCES[province]
    placed = chance.random() > 0.05
    syllables = [SYLLABLES[character] for character in text]
    start = chance.choice((None, date(1950, 1, 1), date(2000, 1, 1)))
    end = chance.choice((None, None, date(2010, 1, 1)))
    return Name(
        id=number,
        place_id=UUID(int=place if place is not None else number),
        name=text,
        pinyin="".join(syllables),
        initials="".join(s[:1] for s in syllables),
        kind="standard" if place is None else chance.choice(("former", "alias")),
        category=chance.choice(CATEGORIES),
        importance=chance.choice((-5, 0, 1, 7, 50, 50, chance.randrange(3000))),
        path=path,
        valid=(start, end),
        lon=round(lon + chance.uniform(-1.5, 1.5), 4) if placed else None,
        lat=round(lat + chance.uniform(-1.5, 1.5), 4) if placed else None,
    )


def columns_of(row: Name) -> dict[str, object]:
    """Bound values of INSERT."""
    return {
        "id": row.id,
        "importance": row.importance,
        "place_id": row.place_id,
        "name_id": UUID(int=2**64 + row.id),
        "name": row.name,
        "pinyin": row.pinyin,
        "initials": row.initials,
        "kind": row.kind,
        "category": row.category,
        "class_code": row.class_code,
        "path": list(row.path),
        "valid_from": row.valid[0],
        "valid_to": row.valid[1],
        "tokens": tokens_for(row.name, row.path, row.category, row.lon, row.lat),
        "lon": row.lon,
        "lat": row.lat,
    }


def make_world(count: int, seed: int) -> list[Name]:
    """Rows of which every tenth is a further name of an earlier place."""
    chance = random.Random(seed)
    rows: list[Name] = []
    for number in range(1, count + 1):
        place = chance.randrange(1, number) if number > 10 and chance.random() < 0.1 else None
        rows.append(make_name(number, chance, place=place))
    return rows


def store(connection: sa.Connection, rows: list[Name]) -> None:
    connection.exec_driver_sql(INSERT, [columns_of(row) for row in rows])


def set_thresholds(
    owner: sa.Engine, *, hot_at: int, least: int, keep: int, most: int, listed_at: int, short: int
) -> None:
    """Make lists exist in a small world."""
    with owner.begin() as connection:
        connection.exec_driver_sql(
            "update published.search_state set hot_at = %s, keep_least = %s, keep = %s, keep_most = %s, listed_at = %s,"
            " keep_short = %s",
            (hot_at, least, keep, most, listed_at, short),
        )


DIVISIONS = [
    (1, 0, "中华人民共和国", "中国", (1,)),
    (2, 1, "山东省", "山东", (1, 2)),
    (3, 1, "新水省", "新水", (1, 3)),
    *((p * 10 + n, 2, f"{p}{n}市", f"{p}{n}", (1, p, p * 10 + n)) for p in (2, 3) for n in (0, 1)),
    *(
        (
            p * 100 + c,
            3,
            f"{'甲乙丙丁'[c]}{'塘心'[p - 2]}县",
            f"{'甲乙丙丁'[c]}{'塘心'[p - 2]}",
            (1, p, p * 10, p * 100 + c),
        )
        for p in (2, 3)
        for c in range(4)
    ),
]
"""(seq, level, name, short name, path)"""

INSERT_DIVISION = """
    insert into published.division (seq, id, level, path, name, short_name, spelling, kind, kind_name, code,
        is_virtual, valid, source)
    values (%(seq)s, gen_random_uuid(), %(level)s, %(path)s, %(name)s, %(short)s, '', '', '', %(code)s, false,
        '[1949-10-01,)', 'test') on conflict do nothing
"""


def store_divisions(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        INSERT_DIVISION,
        [
            {"seq": seq, "level": level, "name": name, "short": short, "path": list(path), "code": f"{seq:0<12}"}
            for seq, level, name, short, path in DIVISIONS
        ],
    )


class World:
    """The engine of the public reader, and the rows that it sees."""

    def __init__(self, engine: sa.Engine, rows: list[Name]) -> None:
        self.engine = engine
        self.rows = rows

    def __repr__(self) -> str:
        return f"<world of {len(self.rows)} rows>"


@pytest.fixture(scope="module")
def world(module_database) -> World:
    """Lists exist from 30 rows on, 12 rows long, and short ones from 10 rows on. Of the last edits they know nothing.

    After the lists were made, the best rows were changed, others came, and others went.
    """
    rows = make_world(1500, seed=11)
    chance = random.Random(12)
    best = sorted(rows, key=lambda row: row.importance, reverse=True)[:300]
    late = chance.sample(best, 50) + rows[1000:1030]
    withdrawn = [make_name(number, chance) for number in range(1501, 1561)]
    changed = [make_name(row.id, chance) for row in chance.sample(rows[1050:], 30) + chance.sample(best, 10)]
    ids = {row.id for row in late}
    changed = [row for row in changed if row.id not in ids]
    before = {row.id: row for row in rows + withdrawn + changed if row.id not in ids}
    set_thresholds(module_database.owner, hot_at=30, least=5, keep=12, most=20, listed_at=10, short=8)
    with module_database.app.begin() as connection:
        store_divisions(connection)
        store(connection, list(before.values()))
        rebuild(connection)
    by_id = {row.id: row for row in rows}
    with module_database.owner.begin() as connection:  # every 250th works them all in
        connection.exec_driver_sql("alter table published.list_change alter column seq restart")
    with module_database.app.begin() as connection:
        store(connection, late)
        connection.exec_driver_sql(INSERT + OVERWRITE, [columns_of(by_id[row.id]) for row in changed])
        connection.exec_driver_sql("delete from published.name where id > 1500")
    with module_database.app.begin() as connection:
        assert connection.exec_driver_sql("select count(*) from published.list_change").scalar_one() > 200
    with module_database.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("vacuum analyze published.name")
    return World(module_database.reader, rows)
