"""Single coordinates from outside: finite, inside the envelope, axes in order, angles read, precision honest. Pure.

Datum questions (GCJ-02, 1954北京) are in `geocore.datum`; whole geometries in `geocore.geojson`.
Longitude comes first everywhere, in degrees of CGCS2000 (EPSG:4490).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from geocore.errors import InvalidInput
from geocore.problems import Problem

METRES_PER_DEGREE = 111_320.0
"""Length of one degree of a great circle; good to 0.6 % for a latitude, times cos(latitude) for a longitude."""

_PLANAR_FROM = 1_000.0  # no angle reaches it, every Gauss–Krüger ordinate in China exceeds it


def distance_text(metres: float) -> str:
    """A distance for people, no finer than they need it: 620 m, 3.4 km, 290 km."""
    if metres < 1_000:
        return f"{round(metres, -1):.0f} m"
    return f"{metres / 1_000:.{1 if metres < 10_000 else 0}f} km"


def shown_degrees(value: float | None) -> float | None:
    """Six decimals, a tenth of a metre: beyond them stands only the noise of floating point."""
    return None if value is None else round(value, 6)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The box of degrees outside which no coordinate of an installation may lie. A setting, never a constant."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        edges = (self.west, self.south, self.east, self.north)
        ordered = all(map(math.isfinite, edges)) and self.west < self.east and self.south < self.north
        if not ordered or self.west < -180 or self.east > 180 or self.south < -90 or self.north > 90:
            raise InvalidInput(
                f"坐标范围 {edges} 不成立：应为 西,南,东,北（度），且西小于东、南小于北",
                [Problem("envelope", "bad_envelope", "坐标范围不成立", hint="例如 70,0,140,56")],
            )

    @classmethod
    def parse(cls, text: str) -> Envelope:
        """From `west,south,east,north`. Raises InvalidInput."""
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError as error:
            problem = Problem("envelope", "bad_envelope", "应为四个用逗号隔开的数", hint="例如 70,0,140,56")
            raise InvalidInput(f"坐标范围写法有误：{text!r}", [problem]) from error
        return cls(west, south, east, north)

    def contains(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north


def is_swapped(lon: float, lat: float, envelope: Envelope) -> bool:
    """Whether the pair makes sense only with its two numbers exchanged.

    Decides every point of China: its longitudes (73–136) and latitudes (3–54) do not overlap.
    """
    return not envelope.contains(lon, lat) and envelope.contains(lat, lon)


def check_point(
    lon: float,
    lat: float,
    envelope: Envelope,
    *,
    field: str = "coordinates",
    row: int | None = None,
    column: str | None = None,
) -> list[Problem]:
    """What is wrong with one pair of degrees; empty when it may be stored. Never mends, never guesses silently."""

    def problem(code: str, message: str, hint: str) -> list[Problem]:
        return [Problem(field, code, message, row=row, column=column, hint=hint)]

    if not (math.isfinite(lon) and math.isfinite(lat)):
        return problem("not_finite", f"坐标 {lon}, {lat} 不是有限的数", "改为实测的经纬度，没有就留空")
    if envelope.contains(lon, lat):
        return []
    if max(abs(lon), abs(lat)) >= _PLANAR_FROM:
        return problem(
            "planar_coordinates",
            f"{lon:g}, {lat:g} 是平面坐标（米），不是经纬度",
            "写明坐标系（带号、3°或6°带）后用“坐标转换”导入；八位的横坐标前两位是带号",
        )
    if is_swapped(lon, lat, envelope):
        return problem("swapped_axes", f"经度 {lon:g}、纬度 {lat:g} 写反了", f"应为经度 {lat:g}、纬度 {lon:g}")
    if lon == 0 and lat == 0:
        return problem("null_island", "坐标为 0, 0", "没有坐标就留空，不要填 0")
    return problem("out_of_area", f"{lon:g}, {lat:g} 不在允许的范围内", f"范围：{_describe(envelope)}")


@dataclass(frozen=True, slots=True)
class AxesVerdict:
    """How a whole layer's pairs lie. `order` is `undecided` when fewer than nine in ten points agree."""

    order: Literal["as_is", "swapped", "undecided"]
    as_is: int
    swapped: int
    neither: int


def judge_axes(points: Iterable[tuple[float, float]], envelope: Envelope) -> AxesVerdict:
    """Whether a layer has longitude first. A proposal to be confirmed by a person, never applied by itself."""
    as_is = swapped = neither = 0
    for lon, lat in points:
        if envelope.contains(lon, lat):
            as_is += 1
        elif envelope.contains(lat, lon):
            swapped += 1
        else:
            neither += 1
    total = as_is + swapped + neither
    order: Literal["as_is", "swapped", "undecided"] = "undecided"
    if total and as_is >= 0.9 * total:
        order = "as_is"
    elif total and swapped >= 0.9 * total:
        order = "swapped"
    return AxesVerdict(order, as_is, swapped, neither)


@dataclass(frozen=True, slots=True)
class Angle:
    """A longitude or latitude read from text. `step` is the last digit's place value in degrees.

    `other_reading` is the second meaning of an ambiguous text (116.2329 as 116°23′29″); None when there is only one.
    """

    degrees: float
    step: float
    form: Literal["decimal", "dms"]
    other_reading: float | None = None


_HEMISPHERES = {"东": 1, "E": 1, "北": 1, "N": 1, "西": -1, "W": -1, "南": -1, "S": -1}
_AXES = {"lon": ("经度", 180, "东西EW"), "lat": ("纬度", 90, "南北NS")}
_MARKS = str.maketrans({"º": "°", "˚": "°", "o": "°", "度": "°", "‘": "'", "’": "'", "′": "'", "分": "'",
                        "“": '"', "”": '"', "″": '"', "秒": '"', "，": ",", "：": ":"})  # fmt: skip
_NUMBER = re.compile(r"[+-]?(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:e[+-]?[0-9]+)?|nan|inf(?:inity)?)", re.IGNORECASE)
_DECIMAL = re.compile(r"(?P<degrees>[0-9]{1,3}(?:\.(?P<fraction>[0-9]+))?)°?")
_DMS = re.compile(
    r"(?P<d>\d{1,3})\s*(?:°|:|-|\s)\s*(?P<m>\d{1,2}(?:\.\d+)?)\s*(?:'|:|-|\s|$)\s*"
    r"(?:(?P<s>\d{1,2}(?:\.\d+)?)\s*(?:\"|''|$))?"
)
_HEMISPHERE = re.compile(
    r"^(?:(?P<before>[东西南北EWNS])[经纬]?)?\s*(?P<sign>[+-]?)(?P<body>.*?)\s*(?P<after>[EWNS])?$"
)


def decimal_number(text: str) -> float:
    """A number as people and sheets write it, which may be none that is finite. Raises ValueError.

    Python alone reads `1_13` as 113.
    """
    clean = unicodedata.normalize("NFKC", text).strip()
    if _NUMBER.fullmatch(clean) is None:
        raise ValueError(f"no decimal number: {text[:40]!r}")
    return float(clean)


def parse_angle(text: str, axis: Literal["lon", "lat"]) -> Angle:
    """Read `116°23′29.15″`, `东经116度23分29秒`, `116 23 29 E`, `116.391389`. Raises InvalidInput with one Problem.

    A decimal with exactly four or six digits that could be minutes and seconds written together is read as a
    decimal, and the other reading is said: the caller shows both, about 20 km apart, and a person decides.
    """
    name, bound, letters = _AXES[axis]

    def refuse(code: str, message: str, hint: str) -> InvalidInput:
        return InvalidInput(f"{name}“{text}”：{message}", [Problem(axis, code, message, hint=hint)])

    clean = unicodedata.normalize("NFKC", text).strip().translate(_MARKS).upper().replace("''", '"')
    matched = _HEMISPHERE.match(clean)
    if matched is None or (matched["before"] and matched["after"]):
        raise refuse("bad_angle", "读不出角度", "写成 116°23′29.15″ 或 116.391389")
    hemisphere = matched["before"] or matched["after"]
    if hemisphere and hemisphere not in letters:
        raise refuse("wrong_axis", f"{name}栏里写的是“{hemisphere}”", "检查经度、纬度两栏是否写反")
    if hemisphere and matched["sign"]:
        raise refuse("bad_angle", "同时写了正负号和方位字", "只留一种写法")
    sign = _HEMISPHERES[hemisphere] if hemisphere else (-1 if matched["sign"] == "-" else 1)

    body = matched["body"].strip()
    angle = _read_decimal(body) or _read_dms(body)
    if angle is None:
        raise refuse("bad_angle", "读不出角度（分、秒须小于 60）", "写成 116°23′29.15″ 或 116.391389")
    if angle.degrees > bound:
        raise refuse("bad_angle", f"超过 {bound} 度", "检查是否为平面坐标或漏了小数点")
    other = None if angle.other_reading is None else sign * angle.other_reading
    return Angle(sign * angle.degrees, angle.step, angle.form, other)


def _read_decimal(body: str) -> Angle | None:
    matched = _DECIMAL.fullmatch(body)
    if matched is None:
        return None
    degrees, fraction = float(matched["degrees"]), matched["fraction"] or ""
    other = None
    if len(fraction) in (4, 6) and not body.endswith("°"):
        minutes, seconds = int(fraction[:2]), float(f"{fraction[2:4]}.{fraction[4:] or 0}")
        if minutes < 60 and seconds < 60 and (minutes or seconds):
            other = int(degrees) + minutes / 60 + seconds / 3600
    return Angle(degrees, 10.0 ** -len(fraction), "decimal", other)


def _read_dms(body: str) -> Angle | None:
    matched = _DMS.fullmatch(body)
    if matched is None:
        return None
    minutes, seconds = float(matched["m"]), float(matched["s"] or 0)
    if minutes >= 60 or seconds >= 60 or (matched["s"] and "." in matched["m"]):
        return None
    last, unit = (matched["s"], 3600) if matched["s"] else (matched["m"], 60)
    step = 10.0 ** -len(last.partition(".")[2]) / unit
    return Angle(int(matched["d"]) + minutes / 60 + seconds / 3600, step, "dms")


def decimals_for(accuracy_m: float) -> int:
    """How many decimals of a degree a position of this accuracy carries: the first whose step is below a fifth of it.

    100 m → 4 (11 m), 1 m → 6 (0.11 m). Raises InvalidInput for an accuracy that is not a positive number.
    """
    if not (math.isfinite(accuracy_m) and accuracy_m > 0):
        problem = Problem("accuracy_m", "bad_accuracy", "精度应为大于 0 的米数")
        raise InvalidInput(f"精度 {accuracy_m} 不成立", [problem])
    return max(0, math.ceil(-math.log10(accuracy_m / 5 / METRES_PER_DEGREE)))


def round_to_accuracy(lon: float, lat: float, accuracy_m: float) -> tuple[float, float]:
    """Drop the digits that the accuracy cannot carry (false precision)."""
    decimals = decimals_for(accuracy_m)
    return round(lon, decimals), round(lat, decimals)


def is_falsely_precise(angle: Angle, accuracy_m: float) -> bool:
    """Whether a text promises more than a hundred times what its stated accuracy can hold."""
    return angle.step * METRES_PER_DEGREE < accuracy_m / 100


def _describe(envelope: Envelope) -> str:
    return f"经度 {envelope.west:g}–{envelope.east:g}，纬度 {envelope.south:g}–{envelope.north:g}"
