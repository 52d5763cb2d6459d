"""KML 2.2 written by hand, because the library writes 15 digits of a coordinate and 17 are needed to move none.

The format knows WGS 84 alone; CGCS2000 degrees are written as they are, which differ from it by centimetres.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import shapely
from shapely.geometry.base import BaseGeometry

from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.vector_files.new_layer import NewLayer, Row, plain_text

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_KINDS: Final = {str: "string", int: "string", float: "double"}
"""Of its whole numbers the format has only those of 32 bits: they are written as text."""


def write_kml(path: Path, layer: NewLayer) -> None:
    """Each Placemark is called by the first column of text; every column stands in its ExtendedData, None left out.

    Raises InvalidInput for a character that XML cannot hold.
    """
    title = next((name for name, kind in layer.fields.items() if kind is str), None)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n')
        file.write(f'<name>{_text(layer.name)}</name>\n<Schema name="columns" id="columns">\n')
        for name, kind in layer.fields.items():
            file.write(f'<SimpleField type="{_KINDS[kind]}" name={_attribute(name)}/>\n')
        file.write("</Schema>\n")
        for row in layer.checked_rows():
            file.writelines(_placemark(layer, row, title))
        file.write("</Document></kml>\n")


def _placemark(layer: NewLayer, row: Row, title: str | None) -> Iterator[str]:
    values, shape = row
    yield "<Placemark>"
    if title is not None and values.get(title) is not None:
        yield f"<name>{_text(plain_text(values[title]))}</name>"
    yield '<ExtendedData><SchemaData schemaUrl="#columns">'
    for name in layer.fields:
        if values.get(name) is not None:
            yield f"<SimpleData name={_attribute(name)}>{_text(plain_text(values[name]))}</SimpleData>"
    yield "</SchemaData></ExtendedData>"
    if shape is not None:
        yield from _geometry(shape)
    yield "</Placemark>\n"


def _geometry(shape: BaseGeometry) -> Iterator[str]:
    if isinstance(shape, shapely.Polygon):
        yield f"<Polygon><outerBoundaryIs>{_ring(shape.exterior)}</outerBoundaryIs>"
        for hole in shape.interiors:
            yield f"<innerBoundaryIs>{_ring(hole)}</innerBoundaryIs>"
        yield "</Polygon>"
    elif isinstance(shape, shapely.LineString | shapely.Point):
        yield f"<{shape.geom_type}>{_coordinates(shape)}</{shape.geom_type}>"
    else:
        yield "<MultiGeometry>"
        for part in shapely.get_parts(shape):
            yield from _geometry(part)
        yield "</MultiGeometry>"


def _ring(ring: BaseGeometry) -> str:
    return f"<LinearRing>{_coordinates(ring)}</LinearRing>"


def _coordinates(line: BaseGeometry) -> str:
    points = shapely.get_coordinates(line).tolist()
    return f"<coordinates>{' '.join(f'{plain_text(x)},{plain_text(y)}' for x, y in points)}</coordinates>"


def _attribute(text: str) -> str:
    return quoteattr(_checked(text))


def _text(text: str) -> str:
    return escape(_checked(text), {"\r": "&#13;"})


def _checked(text: str) -> str:
    found = _FORBIDDEN.search(text)
    if found is not None:
        message = f"KML 不能写出控制字符（{found[0]!r}，在“{text[:20]!r}”里）"
        raise InvalidInput(message, [Problem("properties", "control_character", message, hint="删去这个字符")])
    return text
