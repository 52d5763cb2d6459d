"""Formats that the library writes: GeoPackage, FlatGeobuf, Shapefile. Coordinates keep every bit."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
from numpy.typing import NDArray

from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.vector_files.field_names import short_names
from geocore.vector_files.new_layer import NewLayer, Row, plain_text

CRS: Final = "EPSG:4490"
LEGEND: Final = "字段对照.txt"
_LONGEST_CELL = 254
_DTYPES: Final[Mapping[type, str]] = {str: "object", int: "int64", float: "float64"}


def write_geopackage(path: Path, layer: NewLayer, *, at_once: int = 5_000) -> None:
    """`at_once`: how many rows are in memory. A file without rows is a layer without rows."""
    rows = layer.checked_rows()
    first = True
    while (some := list(islice(rows, at_once))) or first:
        _write(path, "GPKG", layer, some, layer.fields, append=not first)
        first = False


def write_flatgeobuf(path: Path, layer: NewLayer) -> None:
    """Without the format's index, which would put the rows in an order of its own."""
    options = {"layer_options": {"SPATIAL_INDEX": "NO"}}
    _write(path, "FlatGeobuf", layer, list(layer.checked_rows()), layer.fields, **options)


def write_shapefile(path: Path, layer: NewLayer) -> Mapping[str, str]:
    """A ZIP of one Shapefile in UTF-8, which its .cpg says, and a list of what its short column names mean.

    Numbers that are not whole are texts in it: the table would cut their digits. Rings turn as the format wants them;
    a Multi shape of one part comes back as that part. Raises InvalidInput for a text over 254 bytes, which a table
    cannot hold. Gives full name → short name.
    """
    short = short_names(layer.fields)
    fields = {short[name]: str if kind is float else kind for name, kind in layer.fields.items()}
    rows: list[Row] = []
    for number, (values, shape) in enumerate(layer.checked_rows(), start=1):
        cells = {short[name]: _cell(values.get(name), kind, name, number) for name, kind in layer.fields.items()}
        rows.append((cells, shape))
    stem = "".join("_" if sign in '/\\:*?"<>|' or sign < " " else sign for sign in layer.name) or "layer"
    shp = path.with_name("layer.shp")
    _write(shp, "ESRI Shapefile", layer, rows, fields, encoding="UTF-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(shp.parent.glob("layer.*")):
            archive.write(part, f"{stem}{part.suffix}")
        archive.writestr(LEGEND, "".join(f"{short[name]}\t{name}\r\n" for name in layer.fields))
    return short


def _cell(value: Any, kind: type, name: str, row: int) -> str | int | None:
    if value is None or kind is int:
        return None if value is None else int(value)
    text = plain_text(value)
    if len(text.encode()) > _LONGEST_CELL:
        message = f"第 {row} 行的“{name}”有 {len(text.encode())} 字节，Shapefile 一格最多 {_LONGEST_CELL} 字节"
        hint = "改用 GeoPackage 或 GeoJSON"
        raise InvalidInput(message, [Problem(name, "text_too_long", message, row, hint=hint)])
    return text


def _write(
    path: Path, driver: str, layer: NewLayer, rows: Sequence[Row], fields: Mapping[str, type], **options: Any
) -> None:
    shapes = np.empty(len(rows), dtype=object)
    for number, (_, shape) in enumerate(rows):
        shapes[number] = None if shape is None else shape.wkb
    columns, masks = zip(*_columns(rows, fields), strict=True) if fields else ((), ())
    kind: str = layer.geometry_type
    if driver == "ESRI Shapefile" and kind != "MultiPoint":
        # The format has one type for shapes of one part and of several.
        kind = kind.removeprefix("Multi")
    with warnings.catch_warnings():
        # What the library would leave out or change it only warns of.
        warnings.simplefilter("error")
        pyogrio.raw.write(
            path, shapes, list(columns), list(fields), field_mask=list(masks), driver=driver,
            layer=None if driver == "ESRI Shapefile" else layer.name, geometry_type=kind, crs=CRS,
            promote_to_multi=False, **options,
        )  # fmt: skip


def _columns(
    rows: Sequence[Row], fields: Mapping[str, type]
) -> Iterator[tuple[NDArray[Any], NDArray[np.bool_] | None]]:
    for name, kind in fields.items():
        values = [cells.get(name) for cells, _ in rows]
        if kind is str:
            yield np.array([None if value is None else str(value) for value in values], dtype=object), None
        else:
            empty = np.array([value is None for value in values], dtype=bool)
            filled = [0 if value is None else value for value in values]
            yield np.array(filled, dtype=_DTYPES[kind]), empty
