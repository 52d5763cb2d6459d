"""The published names as a file: tables that the import reads again, and formats of map and research programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from shapely import Point

from gazetteer.public_export import ExportedName
from gazetteer.public_model import POSITION_NOTES
from geoapp.usecases import record_files
from geoapp.usecases.record_files import Progress, RecordKind, Writer, write_file
from geocore.vector_files.geojson_text import feature_collection

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
NAMES: Final[RecordKind[ExportedName]] = RecordKind(
    layer="地名",
    table=TABLE,
    only_in_tables=frozenset(("经度", "纬度", "坐标系")),
    geometry=lambda one: None if one.lon is None or one.lat is None else Point(one.lon, one.lat),
    geometry_type="Point",
    id_of=lambda one: one.place_id,
)
CONTEXT: Final = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.2.jsonld"


def export_names(
    names: Iterable[ExportedName], path: Path, format_: str, page_of: Callable[[ExportedName], str], progress: Progress
) -> int:
    """Write the file whole or not at all; how many names. `page_of`: the permanent page of a place.

    Raises InvalidInput for a format that is not known or cannot hold so many names.
    """
    return write_file(NAMES, names, path, WRITERS, format_, page_of, progress)


def _linked_places(
    _kind: object, names: Iterable[ExportedName], path: Path, page_of: Callable[[ExportedName], str]
) -> None:
    """Linked Places Format 1.2: names with the time in which they held and what they are cited from."""
    with feature_collection(path, {"@context": CONTEXT}) as write:
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


WRITERS: Final[Mapping[str, Writer]] = {**record_files.WRITERS, "lpf": _linked_places}
