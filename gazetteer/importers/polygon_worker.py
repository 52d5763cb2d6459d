"""Opens one Shapefile or GeoPackage in a process of its own, which may be killed and may not grow: see polygon_file.

Run as a script and importing nothing of this program: a file that breaks the library breaks this process alone.
Arguments: file, encoding of its texts or empty. Prints one JSON object with `crs`, and `features` as pairs of
properties and hexadecimal WKB; a refusal is `error` with its code.
"""

from __future__ import annotations

import json
import resource
import sys
from importlib import import_module
from typing import Any

MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 40
MOST_FEATURES = 1_000
DRIVERS = ("ESRI Shapefile", "GPKG")


def main(path: str, encoding: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Only after the limits: the library is what they are for.
    pyogrio = import_module("pyogrio")
    try:
        answer = _read(pyogrio, path, encoding)
    except pyogrio.errors.DataSourceError as error:
        answer = {"error": "unreadable", "told": str(error)[:300]}
    json.dump(answer, sys.stdout, default=str)


def _read(pyogrio: Any, path: str, encoding: str) -> dict[str, Any]:
    layers = pyogrio.list_layers(path)
    drawn = [str(name) for name, kind in layers if kind and "Polygon" in str(kind)]
    if len(drawn) != 1:
        return {"error": "layers", "told": "、".join(str(name) for name, _ in layers)[:300]}
    info = pyogrio.read_info(path, layer=drawn[0], force_feature_count=True)
    if info["driver"] not in DRIVERS:
        return {"error": "driver", "told": str(info["driver"])}
    if info["features"] > MOST_FEATURES:
        return {"error": "too_many", "told": str(info["features"])}
    meta, _, shapes, columns = pyogrio.raw.read(path, layer=drawn[0], encoding=encoding or None, force_2d=True)
    names = [str(name) for name in meta["fields"]]
    rows = zip(*columns, strict=True) if names else ((),) * len(shapes)
    features = [
        [
            {name: str(value) for name, value in zip(names, row, strict=True) if value is not None},
            shape.hex() if shape is not None else None,
        ]
        for row, shape in zip(rows, shapes, strict=True)
    ]
    return {"crs": meta["crs"], "features": features}


if __name__ == "__main__":
    main(*sys.argv[1:])
