"""Records of the register as a file, whole or not at all: tables, and formats of map programs.

What a kind of record is called, shows and looks like on a map is its `RecordKind`; how files are written stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from openpyxl import Workbook
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geoapp.shared.spreadsheets import csv_lines
from geocore.errors import InvalidInput
from geocore.sheet_cells import text_cell
from geocore.vector_files.geojson_text import feature_collection
from geocore.vector_files.library_formats import write_geopackage
from geocore.vector_files.new_layer import GeometryType, NewLayer

Record = TypeVar("Record")
Progress = Callable[[str, int], None]

MOST_SHEET_ROWS: Final = 1_048_575
"""What a sheet of Excel holds below its heading."""


@dataclass(frozen=True, slots=True)
class RecordKind(Generic[Record]):
    """`layer`: what the records are called; `table`: a cell for each heading, in the order of the columns.

    `only_in_tables`: headings that a geometry says better. `geometry`: EPSG:4490 degrees; `geometry_type` as OGR
    calls it. `at_once`: how many a map format takes into memory.
    """

    layer: str
    table: Mapping[str, Callable[[Record], object]]
    only_in_tables: frozenset[str]
    geometry: Callable[[Record], BaseGeometry | None]
    geometry_type: GeometryType
    id_of: Callable[[Record], object]
    at_once: int = 5_000

    def properties(self, one: Record) -> dict[str, str | None]:
        return {heading: _told(cell(one)) for heading, cell in self.table.items() if heading not in self.only_in_tables}


def _told(value: object) -> str | None:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


Writer = Callable[[RecordKind[Any], Iterable[Any], Path, Callable[[Any], str]], None]


def write_file(
    kind: RecordKind[Record],
    records: Iterable[Record],
    path: Path,
    writers: Mapping[str, Writer],
    format_: str,
    page_of: Callable[[Record], str],
    progress: Progress,
) -> int:
    """Write with one of `writers`; how many records. `page_of`: the permanent page of a record.

    Raises InvalidInput for a format that is not among them, and for what a format cannot hold.
    """
    write = writers.get(format_)
    if write is None:
        raise InvalidInput(f"不认识的格式 {format_}；可用 {'、'.join(writers)}")
    counter = _Counter(records, progress)
    # The suffix stays: pyogrio chooses by it.
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    part.unlink(missing_ok=True)
    try:
        write(kind, counter, part, page_of)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return counter.count


class _Counter(Generic[Record]):
    def __init__(self, records: Iterable[Record], progress: Progress) -> None:
        self._records, self._progress, self.count = records, progress, 0

    def __iter__(self) -> Iterator[Record]:
        for one in self._records:
            self.count += 1
            if self.count % 1_000 == 0:
                self._progress("export", self.count)
            yield one


def _csv(kind: RecordKind[Record], records: Iterable[Record], path: Path, _page_of: object) -> None:
    rows: Iterable[Iterable[object]] = ([cell(one) for cell in kind.table.values()] for one in records)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(chain([kind.table], rows)))


def _xlsx(kind: RecordKind[Record], records: Iterable[Record], path: Path, _page_of: object) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(kind.layer)
    sheet.freeze_panes = "B2"
    sheet.append([text_cell(sheet, heading) for heading in kind.table])
    for number, one in enumerate(records, start=1):
        if number > MOST_SHEET_ROWS:
            raise InvalidInput(f"一张工作表最多 {MOST_SHEET_ROWS:,} 行：请按政区分开，或者改用 csv")
        values = [cell(one) for cell in kind.table.values()]
        sheet.append([value if isinstance(value, float) else text_cell(sheet, value) for value in values])
    workbook.save(path)


def _geojson(kind: RecordKind[Record], records: Iterable[Record], path: Path, page_of: Callable[[Record], str]) -> None:
    """RFC 7946; CGCS2000 degrees, which differ from the WGS 84 of the format by centimetres."""
    with feature_collection(path, {}) as write:
        for one in records:
            shape = kind.geometry(one)
            write({
                "type": "Feature",
                "id": str(kind.id_of(one)),
                "geometry": None if shape is None else mapping(shape),
                "properties": kind.properties(one) | {"link": page_of(one)},
            })  # fmt: skip


def _geopackage(
    kind: RecordKind[Record], records: Iterable[Record], path: Path, page_of: Callable[[Record], str]
) -> None:
    """One layer in EPSG:4490; records without a geometry are rows without one."""
    rows = iter(records)
    first = next(rows, None)
    if first is None:
        raise InvalidInput(f"没有可以导出的{kind.layer}，GeoPackage 不能是空的")
    fields = {heading: str for heading in (*kind.table, "link") if heading not in kind.only_in_tables}
    told = ((kind.properties(one) | {"link": page_of(one)}, kind.geometry(one)) for one in chain([first], rows))
    write_geopackage(path, NewLayer(kind.layer, fields, kind.geometry_type, told), at_once=kind.at_once)


WRITERS: Final[Mapping[str, Writer]] = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson, "gpkg": _geopackage}
"""Formats that every kind of record can be written in."""
