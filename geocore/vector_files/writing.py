"""Layers as files of map programs, whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.vector_files.dxf_text import write_dxf
from geocore.vector_files.geojson_text import write_geojson
from geocore.vector_files.kml_text import write_kml
from geocore.vector_files.library_formats import write_flatgeobuf, write_geopackage, write_shapefile
from geocore.vector_files.new_layer import NewLayer

__all__ = ["FORMATS", "NewLayer", "write_vector_file"]

FORMATS: Final[Mapping[str, str]] = {
    "shp": ".zip",
    "gpkg": ".gpkg",
    "geojson": ".geojson",
    "kml": ".kml",
    "dxf": ".dxf",
    "fgb": ".fgb",
}
"""What may be asked for → the suffix of its file."""

_WRITERS: Final[Mapping[str, Callable[[Path, NewLayer], Mapping[str, str] | None]]] = {
    "shp": write_shapefile,
    "gpkg": write_geopackage,
    "geojson": write_geojson,
    "kml": write_kml,
    "dxf": write_dxf,
    "fgb": write_flatgeobuf,
}


def write_vector_file(path: Path, layer: NewLayer, format_: str) -> Mapping[str, str]:
    """Write one layer; a file that was there before is replaced in one step, or stays as it was.

    Gives column → what it is called in the file. Coordinates come back bit for bit from every format; columns from all
    but DXF, which has none. Raises InvalidInput for an unknown format and for what a format cannot hold.
    """
    write = _WRITERS.get(format_)
    if write is None:
        message = f"不认识的格式 {format_}；可用 {'、'.join(FORMATS)}"
        raise InvalidInput(message, [Problem("format", "unknown_form", message)])
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem[:40]}.") as folder:
        # The library chooses by the suffix.
        part = Path(folder, f"part{FORMATS[format_]}")
        names = write(part, layer)
        part.replace(path)
    return names or {name: name for name in layer.fields}
