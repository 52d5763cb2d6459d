"""GeoJSON (RFC 7946) written feature by feature; every coordinate has all its digits (up to 17), so none moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import orjson
from shapely.geometry import mapping

from geocore.vector_files.new_layer import NewLayer


@contextmanager
def feature_collection(path: Path, more: Mapping[str, object]) -> Iterator[Callable[[object], None]]:
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


def write_geojson(path: Path, layer: NewLayer) -> None:
    """CGCS2000 degrees, which differ from the WGS 84 of the format by centimetres."""
    with feature_collection(path, {"name": layer.name}) as write:
        for values, shape in layer.checked_rows():
            geometry = None if shape is None else mapping(shape)
            properties = {name: values.get(name) for name in layer.fields}
            write({"type": "Feature", "properties": properties, "geometry": geometry})
