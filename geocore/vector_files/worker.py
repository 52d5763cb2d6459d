"""Opens one file in a process of its own, which may be killed and may not grow: see `asking`, which starts it.

Run as a script: a file that breaks the library breaks this process alone. It imports nothing of this program, but for
GeoJSON, which our own strict reader reads. Its argument is a JSON object (`asking.Request`). What it prints: the length
of a JSON head (8 bytes, little endian), the head, the number of shapes (8 bytes), the length of each as WKB (8 bytes
each, -1 for none), the WKBs. A refusal is a head with `error`, or with `problems`, and no shapes.
"""

from __future__ import annotations

import codecs
import json
import math
import os
import re
import resource
import sqlite3
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

WKB_BYTES_PER_VERTEX = 32
"""A point alone has 21 bytes, a vertex of a line 16: twice that is room enough for every frame around them."""

_ESCAPED = re.compile(r"\\U\+([0-9A-Fa-f]{4,5})")
_LATIN = "ISO-8859-1"
# What LIBKML and DXF add to every shape, with the values that say nothing.
_EMPTY = frozenset(("", "-1", "0"))
_ADDED = {
    "LIBKML": frozenset((
        "id", "description", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
        "drawOrder", "icon", "snippet",
    )),
    "DXF": frozenset(("PaperSpace", "SubClasses", "Linetype", "EntityHandle", "Text")),
}  # fmt: skip


def main(asked: Mapping[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory_bytes"],) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(asked["seconds"]),) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The library registers its drivers as it is imported: without these, one file cannot send it to another.
    os.putenv("GDAL_SKIP", ",".join(asked["without_drivers"]))
    try:
        head, shapes = _geojson(asked) if asked["form"] == "GeoJSON" else _library(asked)
    except MemoryError:
        head, shapes = {"error": "too_much_memory", "told": ""}, ()
    _say(head, shapes)


def _say(head: Mapping[str, Any], shapes: Sequence[bytes | None]) -> None:
    said = json.dumps(head, default=str).encode()
    out = sys.stdout.buffer
    out.write(len(said).to_bytes(8, "little") + said + len(shapes).to_bytes(8, "little"))
    for shape in shapes:
        out.write((-1 if shape is None else len(shape)).to_bytes(8, "little", signed=True))
    for shape in shapes:
        out.write(shape or b"")
    out.flush()


Answer = tuple[dict[str, Any], Sequence[bytes | None]]


def _refusal(code: str, told: object) -> Answer:
    return {"error": code, "told": str(told)[:300]}, ()


def _library(asked: Mapping[str, Any]) -> Answer:
    # Only after the limits: the library is what they are for.
    pyogrio = import_module("pyogrio")
    if asked["form"] == "GeoPackage" and (fault := _geopackage_fault(asked["file"])):
        return _refusal(*fault)
    try:
        return _read(pyogrio, asked)
    except pyogrio.errors.CRSError as error:
        return _refusal("bad_crs", error)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError) as error:
        return _refusal("unreadable", error)
    except (pyogrio.errors.GeometryError, UnicodeDecodeError) as error:
        return _refusal("unreadable", error)


def _read(pyogrio: Any, asked: Mapping[str, Any]) -> Answer:
    file = asked["file"]
    drawn = {str(name): str(kind) for name, kind in pyogrio.list_layers(file) if kind}
    layer, refusal = _chosen(drawn, asked)
    if refusal:
        return refusal
    codec = asked["codec"]
    options = {"encoding": _LATIN} if codec else {}
    info = pyogrio.read_info(file, layer=layer, force_feature_count=True, **options)
    if info["driver"] != asked["driver"]:
        return _refusal("driver", info["driver"])
    if info["features"] > asked["features"]:
        return _refusal("too_many_features", info["features"])
    meta, _, shapes, columns = pyogrio.raw.read(file, layer=layer, force_2d=True, **options)
    if asked["form"] == "GeoPackage" and sum(shape is not None for shape in shapes) != _shapes_stored(file, layer):
        return _refusal("broken_shapes", layer)
    size = sum(len(shape) for shape in shapes if shape is not None)
    if size > asked["vertices"] * WKB_BYTES_PER_VERTEX:
        return _refusal("too_many_vertices", "")
    names = [_decoded(str(name), codec) for name in meta["fields"]]
    told = [_texts(column, kind, codec) for column, kind in zip(columns, meta["ogr_types"], strict=True)]
    added = _ADDED.get(asked["driver"], frozenset())
    kept = [
        (name, [None if text in _EMPTY else text for text in column] if name in added else column)
        for name, column in zip(names, told, strict=True)
        if not (asked["driver"] == "DXF" and name in added and name != "Text")
    ]
    if asked["driver"] == "DXF":
        kept = [(name, [text and _unescaped(text) for text in column]) for name, column in kept]
    head = {
        "crs": meta["crs"],
        "layer": layer,
        "layers": list(drawn),
        "encoding": codec or "utf-8",
        "names": [name for name, column in kept],
        "columns": [column for name, column in kept],
    }
    return head, list(shapes)


def _chosen(drawn: Mapping[str, str], asked: Mapping[str, Any]) -> tuple[str, Answer | None]:
    """The layer asked for; else the only one that holds shapes, or the only one of the kind that is wanted."""
    if asked["layer"]:
        known = asked["layer"] in drawn
        return asked["layer"], None if known else _refusal("no_such_layer", "、".join(drawn))
    fitting = [name for name, kind in drawn.items() if asked["kind"] in kind] or list(drawn)
    if len(fitting) == 1:
        return fitting[0], None
    return "", _refusal("several_layers" if fitting else "no_layer", "、".join(fitting))


def _texts(column: Iterable[Any], kind: str, codec: str) -> list[str | None]:
    return [_text(value, kind, codec) for value in column]


def _text(value: Any, kind: str, codec: str) -> str | None:
    """Numbers without exponent, whole ones without decimals, though a column with gaps holds them as floats."""
    if value is None or isinstance(value, bytes):
        return None
    if isinstance(value, str):
        return _decoded(value, codec)
    if kind in ("OFTInteger", "OFTInteger64", "OFTReal"):
        number = value.item() if hasattr(value, "item") else value
        return number_text(number) if number == number else None
    text = str(value)
    return None if text == "NaT" else text


def number_text(number: float | bool) -> str | None:
    """Also for GeoJSON. None for what is not finite."""
    if isinstance(number, bool):
        return "true" if number else "false"
    if isinstance(number, int):
        return str(number)
    if not math.isfinite(number):
        return None
    if number.is_integer():
        return str(int(number))
    digits = repr(number)
    if "e" not in digits:
        return digits
    mantissa, _, exponent = digits.partition("e")
    places = max(0, len(mantissa.partition(".")[2]) - int(exponent))
    return f"{number:.{places}f}"


def _decoded(text: str, codec: str) -> str:
    """With `codec`, the text is bytes read as Latin letters, one each; a character cut off at its end is left out."""
    return codecs.getincrementaldecoder(codec)().decode(text.encode(_LATIN)) if codec else text


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _geopackage_fault(file: str) -> tuple[str, str] | None:
    """A layer must be a table of its own: a view or a virtual table runs what its maker wrote, when it is read.

    Triggers stand for writing and are never reached; the file is opened for reading alone, from a copy.
    """
    connection = sqlite3.connect(f"{Path(file).as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        layers = connection.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'").fetchall()
        made = {str(name).lower(): (kind, str(text)) for name, kind, text in connection.execute(
            "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view')")}  # fmt: skip
        for system in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"):
            if not _is_table(made.get(system)):
                return "hostile", system
        for (name,) in layers:
            if not _is_table(made.get(str(name).lower())):
                return "hostile", str(name)
    except sqlite3.Error as error:
        return "unreadable", str(error)
    finally:
        connection.close()
    return None


def _shapes_stored(file: str, layer: str) -> int:
    """Rows with a shape: one that the library cannot build it gives as none, with nothing but a warning."""
    connection = sqlite3.connect(f"{Path(file).as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        (column,) = connection.execute(
            "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)", (layer,)
        ).fetchone()
        table, name = (str(part).replace('"', '""') for part in (layer, column))
        (count,) = connection.execute(f'SELECT count("{name}") FROM "{table}"').fetchone()
        return int(count)
    finally:
        connection.close()


def _is_table(made: tuple[str, str] | None) -> bool:
    return made is not None and made[0] == "table" and not made[1].lstrip().upper().startswith("CREATE VIRTUAL")


def _geojson(asked: Mapping[str, Any]) -> Answer:
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from geocore.errors import InvalidInput
    from geocore.geojson import Limits, read_geojson

    vertices = asked["vertices"]
    limits = Limits(asked["file_bytes"], asked["features"], vertices, vertices)
    try:
        found = read_geojson(Path(asked["file"]).read_bytes(), limits=limits, allow_invalid=True)
    except InvalidInput as refused:
        return {"message": refused.message, "problems": [problem.as_dict() for problem in refused.problems]}, ()
    names = list(dict.fromkeys(name for feature in found.features for name in feature.properties))
    head = {
        "crs": "EPSG:4490",
        "layer": "",
        "layers": [""],
        "encoding": "utf-8",
        "names": names,
        "columns": [[_json_text(feature.properties.get(name)) for feature in found.features] for name in names],
        "notes": [note.as_dict() for note in found.notes],
    }
    return head, [None if feature.geometry is None else feature.geometry.wkb for feature in found.features]


def _json_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return number_text(value)
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
