"""The published names as a file: tables that the import reads again, and formats of map and research programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Final

import geopandas as gpd
import orjson
from openpyxl import Workbook
from shapely import Point

from gazetteer.importers.error_workbook import text_cell
from gazetteer.public_export import ExportedName
from gazetteer.public_model import POSITION_NOTES
from geoapp.shared.spreadsheets import csv_lines
from geocore.errors import InvalidInput

Progress = Callable[[str, int], None]

TABLE: Final[Mapping[str, Callable[[ExportedName], object]]] = {
    "标准名称": lambda one: one.name,
    "罗马字母拼写": lambda one: one.spelling,
    "类别": lambda one: one.category_name,
    "类别代码": lambda one: one.class_code,
    "所在政区代码": lambda one: one.division_code,
    "所在政区": lambda one: one.division,
    "经度": lambda one: one.lon,
    "纬度": lambda one: one.lat,
    "坐标系": lambda one: "CGCS2000" if one.lon is not None else None,
    "位置说明": lambda one: POSITION_NOTES.get(one.position_kind),
    "曾用名": lambda one: "、".join(one.former_names),
    "别名": lambda one: "、".join(one.aliases),
    "来历": lambda one: one.origin,
    "含义": lambda one: one.meaning,
    "历史沿革": lambda one: one.history,
    "批准机关": lambda one: one.approving_body,
    "批准文件": lambda one: one.document,
    "批准日期": lambda one: one.approved_on,
    "公告日期": lambda one: one.announced_on,
    "启用日期": lambda one: one.valid_from,
    "资料来源": lambda one: one.source,
    "标识码": lambda one: one.place_id,
}
"""Headings as `gazetteer.importers.headings` knows them, in the order of the columns."""
MOST_SHEET_ROWS: Final = 1_048_575
"""What a sheet of Excel holds below its heading."""
CONTEXT: Final = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.2.jsonld"
_AT_ONCE: Final = 5_000


def export_names(
    names: Iterable[ExportedName], path: Path, format_: str, page_of: Callable[[ExportedName], str], progress: Progress
) -> int:
    """Write the file whole or not at all; how many names. `page_of`: the permanent page of a place.

    Raises InvalidInput for a format that is not known or cannot hold so many names.
    """
    write = WRITERS.get(format_)
    if write is None:
        raise InvalidInput(f"不认识的格式 {format_}；可用 {'、'.join(WRITERS)}")
    counter = _Counter(names, progress)
    # The suffix stays: pyogrio chooses by it.
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    part.unlink(missing_ok=True)
    try:
        write(counter, part, page_of)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return counter.count


class _Counter:
    def __init__(self, names: Iterable[ExportedName], progress: Progress) -> None:
        self._names, self._progress, self.count = names, progress, 0

    def __iter__(self) -> Iterator[ExportedName]:
        for one in self._names:
            self.count += 1
            if self.count % 1_000 == 0:
                self._progress("export", self.count)
            yield one


def _csv(names: Iterable[ExportedName], path: Path, _page_of: object) -> None:
    rows: Iterable[Iterable[object]] = ([cell(one) for cell in TABLE.values()] for one in names)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(chain([TABLE], rows)))


def _xlsx(names: Iterable[ExportedName], path: Path, _page_of: object) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("标准地名")
    sheet.freeze_panes = "B2"
    sheet.append([text_cell(sheet, heading) for heading in TABLE])
    for number, one in enumerate(names, start=1):
        if number > MOST_SHEET_ROWS:
            raise InvalidInput(f"一张工作表最多 {MOST_SHEET_ROWS:,} 行：请用 --division 分开，或者改用 csv")
        values = [cell(one) for cell in TABLE.values()]
        sheet.append([value if isinstance(value, float) else text_cell(sheet, value) for value in values])
    workbook.save(path)


def _properties(one: ExportedName) -> dict[str, object]:
    return {heading: _told(cell(one)) for heading, cell in TABLE.items() if heading not in ("经度", "纬度", "坐标系")}


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else None if value is None else str(value)


def _geojson(names: Iterable[ExportedName], path: Path, page_of: Callable[[ExportedName], str]) -> None:
    """RFC 7946; CGCS2000 degrees, which differ from the WGS 84 of the format by centimetres."""
    with _collection(path, {}) as write:
        for one in names:
            write({
                "type": "Feature",
                "id": str(one.place_id),
                "geometry": _geometry(one),
                "properties": _properties(one) | {"link": page_of(one)},
            })  # fmt: skip


def _linked_places(names: Iterable[ExportedName], path: Path, page_of: Callable[[ExportedName], str]) -> None:
    """Linked Places Format 1.2: names with the time in which they held and what they are cited from."""
    with _collection(path, {"@context": CONTEXT}) as write:
        for one in names:
            write(_linked_place(one, page_of(one)))


def _linked_place(one: ExportedName, page: str) -> dict[str, Any]:
    names = [{"toponym": one.name, "lang": "zh", "citations": [{"label": one.source}], **_when(one)}]
    if one.spelling:
        names.append({"toponym": one.spelling, "lang": "zh-Latn", "citations": [{"label": one.source}]})
    names += [{"toponym": name, "lang": "zh", "citations": [{"label": one.source}]} for name in one.former_names]
    names += [{"toponym": name, "lang": "zh", "citations": [{"label": one.source}]} for name in one.aliases]
    place: dict[str, Any] = {
        "@id": page,
        "type": "Feature",
        "properties": {"title": one.name, "ccodes": ["CN"]},
        "names": names,
        "types": [{"identifier": f"GB/T 18521:{one.class_code}", "label": one.class_name, "sourceLabels": []}],
        "relations": [
            {"relationType": "gvp:broaderPartitive", "label": ref.name, "relationTo": ref.code or str(ref.id)}
            for ref in one.division_path[-1:]
        ],
        "descriptions": [
            {"value": text, "lang": "zh"} for text in (one.origin, one.meaning, one.history) if text
        ],
    }  # fmt: skip
    if geometry := _geometry(one):
        certainty = "uncertain" if one.position_kind in POSITION_NOTES else "certain"
        place["geometry"] = geometry | {"certainty": certainty}
    return place


def _when(one: ExportedName) -> dict[str, Any]:
    """Nothing where neither day is known."""
    span: dict[str, Any] = {}
    if one.valid_from:
        span["start"] = {"in": one.valid_from.isoformat()}
    if one.valid_to:
        span["end"] = {"in": one.valid_to.isoformat()}
    return {"when": {"timespans": [span]}} if span else {}


def _geometry(one: ExportedName) -> dict[str, Any] | None:
    if one.lon is None or one.lat is None:
        return None
    return {"type": "Point", "coordinates": [one.lon, one.lat]}


@contextmanager
def _collection(path: Path, more: Mapping[str, object]) -> Iterator[Callable[[object], None]]:
    """A collection of features written one by one."""
    with path.open("wb") as file:
        head = orjson.dumps({"type": "FeatureCollection", **more})[:-1]
        file.write(head + b',"features":[\n')
        yield _Joined(file)
        file.write(b"\n]}\n")


class _Joined:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._separator = file, b""

    def __call__(self, feature: object) -> None:
        self._file.write(self._separator + orjson.dumps(feature))
        self._separator = b",\n"


def _geopackage(names: Iterable[ExportedName], path: Path, page_of: Callable[[ExportedName], str]) -> None:
    """One layer of points in EPSG:4490; places without a position are rows without geometry."""
    rows = iter(names)
    number = 0
    while some := list(islice(rows, _AT_ONCE)):
        frame = gpd.GeoDataFrame(
            [_properties(one) | {"link": page_of(one)} for one in some],
            geometry=[None if one.lon is None else Point(one.lon, one.lat) for one in some],
            crs="EPSG:4490",
        )
        frame.to_file(path, driver="GPKG", layer="地名", engine="pyogrio", append=number > 0, geometry_type="Point")
        number += 1
    if number == 0:
        raise InvalidInput("没有可以导出的地名，GeoPackage 不能是空的")


WRITERS: Final[Mapping[str, Callable[[Iterable[ExportedName], Path, Callable[[ExportedName], str]], None]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "geojson": _geojson,
    "lpf": _linked_places,
    "gpkg": _geopackage,
}
