"""Named polygons from outside: Shapefile (packed or not), GeoPackage, GeoJSON, in degrees of EPSG:4490.

GeoJSON goes through our own strict reader. The two binary forms are opened in a process of their own with limits of
memory and time. A coordinate system that is not told, or from which no trustworthy way leads to CGCS2000, is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from gazetteer.importers.secrecy import SecrecyGuard
from geocore.archives import ArchiveLimits, read_members, refused
from geocore.coordinates import Envelope
from geocore.datum import transformer_to_cgcs2000
from geocore.errors import InvalidInput
from geocore.geojson import Limits, read_geojson
from geocore.problems import Problem
from geocore.textfiles import detect_encoding

LARGEST_FILE: Final = 32 * 1024 * 1024
SECONDS: Final = 60
SUFFIXES: Final = (".zip", ".shp", ".gpkg", ".geojson", ".json")
NAME_COLUMNS: Final = ("name", "名称", "建成区名称", "mc", "jcqmc")
ENVELOPE: Final = Envelope(70, 0, 140, 56)
"""The same box as the CHECK constraints' `app.inside_envelope` (migration 0003)."""

_WORKER = Path(__file__).with_name("polygon_worker.py")
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_MAGIC = {".shp": b"\x00\x00\x27\x0a", ".gpkg": b"SQLite format 3\x00"}
_ARCHIVE = ArchiveLimits(members=200, member_bytes=LARGEST_FILE * 2, total_bytes=LARGEST_FILE * 4, ratio=200)
_LONGEST_CRS = 200


@dataclass(frozen=True, slots=True)
class NamedPolygon:
    """Polygons of one name joined; `row` counts from 1 and is that of the first. The geometry may be invalid."""

    name: str
    geometry: shapely.MultiPolygon
    row: int


@dataclass(frozen=True, slots=True)
class PolygonFile:
    """What a file holds. `source_crs`: the coordinate system it was delivered in."""

    polygons: tuple[NamedPolygon, ...]
    source_crs: str
    name: str
    sha256: str


Row = tuple[Mapping[str, Any], BaseGeometry | None]


def read_polygon_file(path: Path, *, crs: str = "", name_column: str = "") -> PolygonFile:
    """Read every named polygon. `crs` for a file that does not tell its own: an EPSG number or a definition.

    Raises InvalidInput: unknown form, too large, damaged, no coordinate system or one that leads nowhere, nothing but
    other geometry, polygons without name, places outside the country, a 密级.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise refused(path, "unknown_form", "不是 Shapefile（.zip、.shp）、GeoPackage 或 GeoJSON", "换成其中一种格式")
    if path.stat().st_size > LARGEST_FILE:
        raise refused(path, "too_large", f"文件超过 {LARGEST_FILE // 1024**2} MB", "只留建成区的图形，或减少顶点")
    content = path.read_bytes()
    if suffix in (".geojson", ".json"):
        rows, source_crs = _geojson_rows(content), "EPSG:4490"
    else:
        with _unpacked(path, suffix, content) as file:
            rows, source_crs = _worker_rows(file, crs)
    polygons = _named(path, rows, name_column, _way(path, source_crs))
    return PolygonFile(polygons, _short(source_crs), path.name[-200:], hashlib.sha256(content).hexdigest())


def _geojson_rows(content: bytes) -> list[Row]:
    found = read_geojson(content, limits=Limits(bytes=LARGEST_FILE, features=1_000), allow_invalid=True)
    return [(feature.properties, feature.geometry) for feature in found.features]


@contextmanager
def _unpacked(path: Path, suffix: str, content: bytes) -> Iterator[Path]:
    """The parts of a Shapefile side by side, or the GeoPackage, in a folder where nothing else lies."""
    with tempfile.TemporaryDirectory() as folder:
        if suffix == ".gpkg":
            parts = {".gpkg": content}
        elif suffix == ".shp":
            parts = {end: part.read_bytes() for end in _PARTS if (part := _beside(path, end)) is not None}
        else:
            parts = dict(_zipped(path))
        main = ".gpkg" if suffix == ".gpkg" else ".shp"
        if not parts.get(main, b"").startswith(_MAGIC[main]):
            raise refused(path, "unreadable", "内容与文件类型不符，或已损坏", "从制图软件重新导出")
        for end, data in parts.items():
            Path(folder, f"areas{end}").write_bytes(data)
        yield Path(folder, f"areas{main}")


def _beside(path: Path, end: str) -> Path | None:
    found = (path.with_suffix(written) for written in (end, end.upper()))
    return next((part for part in found if part.is_file() and part.stat().st_size <= LARGEST_FILE * 2), None)


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    seen: set[str] = set()
    for member in read_members(path, lambda name: PurePosixPath(name).suffix.lower() in _PARTS, _ARCHIVE):
        end = PurePosixPath(member.name).suffix.lower()
        if end in seen:
            raise refused(path, "several_layers", "压缩包里有不止一个 Shapefile", "每次导入一个")
        seen.add(end)
        yield end, member.stream.read()


def _worker_rows(file: Path, crs: str) -> tuple[list[Row], str]:
    answer = _asked(file, _encoding(file))
    if "error" in answer:
        words = {
            "layers": "文件里要有一个、而且只有一个面图层",
            "too_many": "图形太多，建成区不会有这么多",
            "driver": "不是 Shapefile 或 GeoPackage",
        }
        message = words.get(answer["error"], "读不出来，可能已损坏")
        raise refused(file, str(answer["error"]), f"{message}（{answer['told']}）", "从制图软件重新导出")
    source = answer["crs"] or crs.strip()
    if not source:
        message = "文件没有说明坐标系（缺少 .prj）"
        hint = "连同 .prj 一起导出，或写明坐标系的 EPSG 编号，例如 4547"
        raise InvalidInput(message, [Problem("crs", "no_crs", message, hint=hint)])
    rows: list[Row] = [(said, shapely.from_wkb(wkb) if wkb else None) for said, wkb in answer["features"]]
    return rows, str(source)


def _asked(file: Path, encoding: str) -> dict[str, Any]:
    """What the worker says of the file. A crash, too much memory and too much time are one refusal."""
    command = [sys.executable, "-I", str(_WORKER), str(file), encoding]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=True, stdin=subprocess.DEVNULL)
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        hint = "检查文件；确为数据的，减少顶点后再试"
        raise refused(file, "unreadable", "读取时出错或超出了时间、内存的限度", hint) from error
    return answer


def _encoding(file: Path) -> str:
    """Of the texts beside a Shapefile: its .cpg says it; without one UTF-8 where that fits, else GBK (GB18030)."""
    table = file.with_suffix(".dbf")
    if not table.is_file() or file.with_suffix(".cpg").is_file():
        return ""
    content = table.read_bytes()
    # Field names and values alone; the bytes before and between them are numbers.
    texts = b"\n".join(part for part in content[32:].replace(b"\x00", b"\n").split() if not part.isascii())
    return detect_encoding(io.BytesIO(texts)).name if texts else "utf-8"


def _way(path: Path, source_crs: str) -> Transformer:
    return transformer_to_cgcs2000(int(source_crs) if source_crs.isdecimal() else source_crs)


def _short(source_crs: str) -> str:
    crs = CRS.from_user_input(int(source_crs) if source_crs.isdecimal() else source_crs)
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.name[:_LONGEST_CRS]


def _named(path: Path, rows: Iterable[Row], name_column: str, way: Transformer) -> tuple[NamedPolygon, ...]:
    by_name: dict[str, tuple[int, list[BaseGeometry]]] = {}
    problems: list[Problem] = []
    guard = SecrecyGuard("公开")
    for number, (said, drawn) in enumerate(rows, start=1):
        name = _name_of(said, name_column)
        guard.check_row(str(said.get("密级") or ""), number)
        if not name:
            hint = f"名称列：{'、'.join(NAME_COLUMNS[:2])}，或用 --name-column 指定"
            problems.append(Problem("name", "no_name", "图形没有名称", number, hint=hint))
        elif drawn is None or not isinstance(drawn, shapely.Polygon | shapely.MultiPolygon) or drawn.is_empty:
            problems.append(Problem("geometry", "no_polygon", f"“{name}”不是面图形", number))
        else:
            moved = shapely.transform(shapely.force_2d(drawn), lambda points: _moved(way, points))
            problems.extend(_far_away(name, moved, number))
            by_name.setdefault(name, (number, []))[1].append(moved)
    if problems:
        raise InvalidInput(f"{path.name}：{problems[0].message}", problems)
    return tuple(NamedPolygon(name, _joined(parts), row) for name, (row, parts) in by_name.items())


def _moved(way: Transformer, points: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(way.transform(points[:, 0], points[:, 1]))


def _name_of(said: Mapping[str, Any], name_column: str) -> str:
    wanted = (name_column.strip().lower(),) if name_column.strip() else NAME_COLUMNS
    by_key = {key.strip().lower(): value for key, value in said.items()}
    return next((" ".join(str(by_key[key]).split()) for key in wanted if by_key.get(key)), "")


def _far_away(name: str, drawn: BaseGeometry, row: int) -> Iterator[Problem]:
    west, south, east, north = drawn.bounds
    if not (ENVELOPE.contains(west, south) and ENVELOPE.contains(east, north)):
        message = f"“{name}”转换后不在中国范围内（{west:.4g}, {south:.4g}）"
        yield Problem("crs", "outside_envelope", message, row, hint="坐标系写错了，或经纬度写反了")


def _joined(parts: list[BaseGeometry]) -> shapely.MultiPolygon:
    """Parts of one name side by side as one; an invalid part is left as it is, for its fault to be told."""
    if len(parts) > 1 and all(part.is_valid for part in parts):
        parts = [shapely.union_all(parts)]
    polygons = [one for part in parts for one in shapely.get_parts(part)]
    return shapely.MultiPolygon(polygons)
