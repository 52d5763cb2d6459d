"""DXF of release 12, the one that every CAD program opens: lines and the rings of polygons as polylines.

Written by hand, because the library writes Chinese layers into a file that says it is Latin, and leaves rings open.
DXF has no coordinate system, and of the columns only the name of the CAD layer: whoever opens it must be told the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from geocore.vector_files.new_layer import NewLayer, plain_text

LAYER_COLUMN: Final = "Layer"
"""The column whose text is the CAD layer of a row; without it all stand on a layer of the file's own name."""

_ENCODING = "gbk"
_NOT_IN_A_NAME = re.compile(r'[<>/\\":;?*|=,`\x00-\x1f]')
_LONGEST_NAME = 120


def write_dxf(path: Path, layer: NewLayer) -> None:
    """Rows without geometry are left out. Characters outside GBK are written as CAD programs do: `\\U+4DAE`."""
    rows = [(str(values.get(LAYER_COLUMN) or layer.name), shape) for values, shape in layer.checked_rows()]
    names = {name: _layer_name(name) for name, _ in rows}
    with path.open("wb") as file:
        pairs: list[tuple[int, str]] = [(0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009")]
        pairs += [(9, "$DWGCODEPAGE"), (3, "ANSI_936"), (0, "ENDSEC"), (0, "SECTION"), (2, "TABLES"), (0, "TABLE")]
        pairs += [(2, "LAYER"), (70, str(len(set(names.values()))))]
        for name in dict.fromkeys(names.values()):
            pairs += [(0, "LAYER"), (2, name), (70, "0"), (62, "7"), (6, "CONTINUOUS")]
        pairs += [(0, "ENDTAB"), (0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES")]
        file.write(_lines(pairs))
        for name, shape in rows:
            if shape is not None:
                file.write(_lines(_entities(names[name], shape)))
        file.write(_lines([(0, "ENDSEC"), (0, "EOF")]))


def _entities(layer: str, shape: BaseGeometry) -> Iterator[tuple[int, str]]:
    if isinstance(shape, shapely.Polygon):
        for ring in (shape.exterior, *shape.interiors):
            yield from _polyline(layer, ring)
    elif isinstance(shape, shapely.LineString):
        yield from _polyline(layer, shape)
    elif isinstance(shape, shapely.Point):
        yield from ((0, "POINT"), (8, layer), *_position(shape.x, shape.y))
    else:
        for part in shapely.get_parts(shape):
            yield from _entities(layer, part)


def _polyline(layer: str, line: BaseGeometry) -> Iterator[tuple[int, str]]:
    points = shapely.get_coordinates(line).tolist()
    closed = len(points) > 2 and points[0] == points[-1]
    yield from ((0, "POLYLINE"), (8, layer), (66, "1"), (70, "1" if closed else "0"), *_position(0.0, 0.0))
    for x, y in points[:-1] if closed else points:
        yield from ((0, "VERTEX"), (8, layer), *_position(x, y))
    yield from ((0, "SEQEND"), (8, layer))


def _position(x: float, y: float) -> Iterator[tuple[int, str]]:
    yield from ((10, plain_text(x)), (20, plain_text(y)), (30, "0"))


def _layer_name(name: str) -> str:
    plain = _NOT_IN_A_NAME.sub("_", name)[:_LONGEST_NAME] or "0"
    return "".join(letter if _is_in_gbk(letter) else f"\\U+{ord(letter):04X}" for letter in plain)


def _is_in_gbk(letter: str) -> bool:
    try:
        letter.encode(_ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def _lines(pairs: Iterator[tuple[int, str]] | list[tuple[int, str]]) -> bytes:
    return "".join(f"{code}\r\n{text}\r\n" for code, text in pairs).encode(_ENCODING)
