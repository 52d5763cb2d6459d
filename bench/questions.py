"""The questions of the bench, drawn from the names that are there; the same on every run."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg

HOTTEST = ["村", "新", "社区", "东", "西", "大", "南", "山", "北", "家", "新村", "河", "石", "庄", "上", "小", "王"]
"""The texts that most names of the national list have."""
SEED = 7


@dataclass(frozen=True)
class Question:
    """A text and the filters beside it, as `parse_query` takes them."""

    text: str
    filters: dict[str, Any] = field(default_factory=dict)


def questions(connection: psycopg.Connection, count: int) -> dict[str, list[Question]]:
    """Kind of question -> `count` questions."""
    chance = random.Random(SEED)
    names = _sample(connection, chance, count * 6)
    cities = [row[0] for row in connection.execute("select seq from published.division where level = 2 order by seq")]
    provinces = [
        row[0] for row in connection.execute("select seq from published.division where level = 1 order by seq")
    ]

    def take(length: int, make: Callable[[str], str]) -> list[Question]:
        return [Question(make(name)) for name, _, _ in names if len(name) >= length][:count]

    def inner(length: int) -> Callable[[str], str]:
        def part(name: str) -> str:
            start = chance.randrange(len(name) - length + 1)
            return name[start : start + length]

        return part

    def city_of(name: tuple[str, str, int]) -> dict[str, Any]:
        return {"division": name[2]}

    def box(size: float) -> dict[str, Any]:
        west, south = chance.uniform(103, 118), chance.uniform(24, 37)
        return {"bbox": (west, south, west + size, south + size)}

    return {
        "exact": take(1, str),
        "prefix 1": take(2, lambda name: name[:1]),
        "prefix 2": take(3, lambda name: name[:2]),
        "prefix 3": take(4, lambda name: name[:3]),
        "infix 1": take(1, inner(1)),
        "infix 2": take(2, inner(2)),
        "infix 3": take(3, inner(3)),
        "infix 4": take(4, inner(4)),
        "hottest 17": [Question(text) for text in HOTTEST],
        "pinyin": [Question(pinyin) for _, pinyin, _ in names[:count]],
        "pinyin prefix": [Question(pinyin[: chance.randint(1, 6)]) for _, pinyin, _ in names[:count]],
        "initials": [Question("".join(chance.choice("bcdfghjlmnpqstwxyz") for _ in range(3))) for _ in range(count)],
        "infix 2 + city": [
            Question(inner(2)(name[0]), city_of(name)) for name in [n for n in names if len(n[0]) > 1][:count]
        ],
        "hot + city": [Question(text, {"division": chance.choice(cities)}) for text in HOTTEST for _ in range(6)],
        "hot + province": [
            Question(text, {"division": chance.choice(provinces)}) for text in HOTTEST for _ in range(6)
        ],
        "hot + box 2°": [Question(text, box(2)) for text in HOTTEST for _ in range(6)],
        "hot + box 8°": [Question(text, box(8)) for text in HOTTEST for _ in range(6)],
        "hot near": [
            Question(text, {"near": (chance.uniform(103, 118), chance.uniform(24, 37))})
            for text in HOTTEST
            for _ in range(3)
        ],
        "rare near": [
            Question(name, {"near": (chance.uniform(80, 120), chance.uniform(24, 45))}) for name, _, _ in names[:count]
        ],
    }


def one_wrong(connection: psycopg.Connection, count: int) -> list[tuple[str, str]]:
    """(name, the same with a character in its middle replaced), names of 4 to 7 characters."""
    chance = random.Random(SEED + 1)
    names = [name for name, _, _ in _sample(connection, chance, count * 4) if 4 <= len(name) <= 7][:count]
    others = "".join(names)
    wrong = []
    for name in names:
        place = chance.randrange(1, len(name) - 1)
        other = chance.choice([c for c in others if c != name[place]])
        wrong.append((name, name[:place] + other + name[place + 1 :]))
    return wrong


def _sample(connection: psycopg.Connection, chance: random.Random, count: int) -> list[tuple[str, str, int]]:
    """(name, pinyin, city) of random rows."""
    found = connection.execute("select min(id), max(id) from published.name").fetchone()
    low, high = found if found else (0, 0)
    ids = [chance.randint(low, high) for _ in range(count)]
    rows = connection.execute(
        "select name, pinyin, coalesce(division_path[3], division_path[2]) from published.name where id = any(%s)"
        " order by md5(id::text)",
        [ids],
    ).fetchall()
    return [(name, pinyin, city) for name, pinyin, city in rows]
