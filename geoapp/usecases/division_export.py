"""The published divisions of a day as a file: what a table and a map tell of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from boundaries.public_export import ExportedDivision
from geoapp.usecases.record_files import WRITERS, Progress, RecordKind, write_file

TABLE: Final[Mapping[str, Callable[[ExportedDivision], object]]] = {
    "政区名称": lambda one: one.name,
    "罗马字母拼写": lambda one: one.spelling,
    "级别": lambda one: one.level,
    "类型": lambda one: one.kind_name,
    "行政区划代码": lambda one: one.civil_code,
    "统计用区划代码": lambda one: one.code,
    "上级政区代码": lambda one: one.parent_code,
    "上级政区": lambda one: "".join(one.above),
    "驻地": lambda one: one.seat,
    "仅统计使用": lambda one: "是" if one.is_virtual else "否",
    "启用日期": lambda one: one.valid_from,
    "停用日期": lambda one: one.valid_to,
    "代表点经度": lambda one: one.lon,
    "代表点纬度": lambda one: one.lat,
    "坐标系": lambda one: "CGCS2000" if one.lon is not None else None,
    "范围精度（米）": lambda one: one.accuracy_m,
    "范围资料日期": lambda one: one.area_as_of,
    "资料来源": lambda one: one.source,
    "标识码": lambda one: one.id,
}
"""停用日期 is the first day on which it was no longer true."""

DIVISIONS: Final[RecordKind[ExportedDivision]] = RecordKind(
    layer="政区",
    table=TABLE,
    only_in_tables=frozenset(("代表点经度", "代表点纬度", "坐标系")),
    geometry=lambda one: one.shape,
    geometry_type="MultiPolygon",
    id_of=lambda one: one.id,
    at_once=500,
)
WITH_SHAPES: Final = frozenset(("geojson", "gpkg"))


def export_divisions(
    divisions: Iterable[ExportedDivision],
    path: Path,
    format_: str,
    page_of: Callable[[ExportedDivision], str],
    progress: Progress,
) -> int:
    """Write the file whole or not at all; how many divisions. Raises InvalidInput as `write_file`."""
    return write_file(DIVISIONS, divisions, path, WRITERS, format_, page_of, progress)
