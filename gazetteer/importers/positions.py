"""The position columns of a name table: read, put into CGCS2000, checked. What stood in the file is kept beside it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from pyproj.transformer import Transformer

from geocore.coordinates import Envelope, check_point, decimal_number, parse_angle
from geocore.datum import from_bd09, from_gcj02, transformer_to_cgcs2000
from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.textfiles import clean_cell

DEFAULT_CRS = "CGCS2000"
_NAMES = {
    "CGCS2000": ("cgcs2000", "2000国家大地坐标系", "国家2000", "2000坐标系", "大地2000", "epsg:4490", "4490"),
    "WGS 84": ("wgs84", "wgs-84", "wgs 84", "gps", "epsg:4326", "4326"),
    "GCJ-02": ("gcj02", "gcj-02", "火星坐标", "火星坐标系", "高德", "腾讯"),
    "BD-09": ("bd09", "bd-09", "百度"),
    "1954北京": ("北京54", "1954北京坐标系", "1954年北京坐标系", "beijing54", "epsg:4214", "4214"),
    "1980西安": ("西安80", "1980西安坐标系", "1980年西安坐标系", "xian80", "epsg:4610", "4610"),
}
_KNOWN = {alias: name for name, aliases in _NAMES.items() for alias in (*aliases, name.lower())}
_EPSG = {"WGS 84": 4326, "1954北京": 4214, "1980西安": 4610}


@dataclass(frozen=True, slots=True)
class Position:
    """`lon`, `lat` in CGCS2000, None when there is no usable position."""

    lon: float | None = None
    lat: float | None = None
    crs: str | None = None
    as_given: str | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def crs_name(text: str) -> str | None:
    """The system that a cell or an option names; None when it is not known."""
    return _KNOWN.get(clean_cell(text).lower())


def read_position(
    lon_cell: object,
    lat_cell: object,
    crs_cell: object,
    envelope: Envelope,
    *,
    row: int,
    crs: str | None = None,
    may_be_packed: bool = True,
) -> Position:
    """One row's position. `crs`: the system told for the whole file; without any, CGCS2000 is assumed and noted.

    `may_be_packed`: no cell of the file proves that its decimals are no minutes and seconds (`proves_decimals`).
    """
    empty = [cell is None or not str(cell).strip() for cell in (lon_cell, lat_cell)]
    if all(empty):
        return Position()
    as_given = f"{lon_cell}, {lat_cell}"
    if any(empty):
        column = "经度" if empty[0] else "纬度"
        problem = Problem("position", "half_position", "经度、纬度只填了一个", row, column, "补上或都留空")
        return Position(as_given=as_given, problems=(problem,))
    told = clean_cell(str(crs_cell)) if crs_cell not in (None, "") else crs
    system = crs_name(told) if told else DEFAULT_CRS
    if system is None:
        problem = Problem("crs", "unknown_crs", f"不认识的坐标系“{told}”", row, "坐标系", "写 CGCS2000、WGS84 等")
        return Position(as_given=as_given, crs=told, problems=(problem,))
    notes: tuple[Problem, ...] = ()
    if not told:
        notes = (Problem("crs", "crs_assumed", "没有写坐标系，按 CGCS2000 处理", row),)
    problems: list[Problem] = []
    lon, lon_notes = _number(lon_cell, "lon", row, problems)
    lat, lat_notes = _number(lat_cell, "lat", row, problems)
    if may_be_packed:
        notes += lon_notes + lat_notes
    if lon is not None and lat is not None and not problems:
        problems += check_point(lon, lat, envelope, field="position", row=row)
        if not problems:
            try:
                lon, lat = to_cgcs2000(lon, lat, system)
            except InvalidInput as error:
                problems += [replace(problem, row=row, column="坐标系") for problem in error.problems]
    if problems:
        return Position(None, None, system, as_given, tuple(problems), notes)
    return Position(lon, lat, system, as_given, (), notes)


def to_cgcs2000(lon: float, lat: float, system: str) -> tuple[float, float]:
    """Degrees of a named system → CGCS2000. Raises InvalidInput for 1954北京 and 1980西安 (no zero shift)."""
    if system == DEFAULT_CRS:
        return lon, lat
    if system in ("GCJ-02", "BD-09"):
        convert = from_gcj02 if system == "GCJ-02" else from_bd09
        east, north = convert(lon, lat)
        return float(east), float(north)
    east, north = _transformer(_EPSG[system]).transform(lon, lat)
    return float(east), float(north)


@cache
def _transformer(epsg: int) -> Transformer:
    return transformer_to_cgcs2000(epsg)


def proves_decimals(lon_cell: object, lat_cell: object) -> bool:
    """Whether a row shows that its table writes decimal degrees, by a fraction that cannot be minutes and seconds.

    116.2329 may mean 116°23′29″; 25.7996 cannot, and settles it for the whole file.
    """
    axes: tuple[tuple[object, Literal["lon", "lat"]], ...] = ((lon_cell, "lon"), (lat_cell, "lat"))
    for cell, axis in axes:
        text = clean_cell(str(cell))
        if len(text.partition(".")[2]) in (4, 6) and _as_float(text) is not None:
            with suppress(InvalidInput):
                if parse_angle(text, axis).other_reading is None:
                    return True
    return False


def _as_float(text: str) -> float | None:
    try:
        return decimal_number(text)
    except ValueError:
        return None


def _number(
    cell: object, axis: Literal["lon", "lat"], row: int, problems: list[Problem]
) -> tuple[float | None, tuple[Problem, ...]]:
    column = "经度" if axis == "lon" else "纬度"
    text = clean_cell(str(cell))
    plain = None if isinstance(cell, bool) else _as_float(text)
    if plain is not None and not abs(plain) <= 180:
        return plain, ()  # planar, not finite or far outside: check_point says which
    try:
        angle = parse_angle(text, axis)
    except InvalidInput as error:
        if plain is not None:
            return plain, ()  # a number in a form of its own (1.13e2); its place is checked like any other
        problems += [replace(problem, row=row, column=column) for problem in error.problems]
        return None, ()
    if angle.other_reading is None:
        return angle.degrees, ()
    message = f"“{text}”按十进制度读作 {angle.degrees:g}；也可能是度分秒连写（{angle.other_reading:.6f}）"
    return angle.degrees, (Problem(axis, "ambiguous_angle", message, row, column, "请核对位置"),)
