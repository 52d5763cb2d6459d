"""Reading vector tiles back: a small decoder of the Mapbox Vector Tile format 2.1, independent of PostGIS.

GDAL's driver reads tiles of one layer from files only, and hides `id`-less features; forty lines of the published
protobuf schema tell more.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bench.tile_requests import varint


@dataclass
class TileFeature(dict):
    """Attributes as items; `kind` is 1 point, 2 line, 3 area; `points` all its vertices in tile units."""

    geometry_type: int = 0
    points: list[tuple[int, int]] = field(default_factory=list)

    @property
    def x(self) -> int:
        return self.points[0][0]

    @property
    def y(self) -> int:
        return self.points[0][1]


@dataclass
class Tile:
    layers: dict[str, list[TileFeature]]

    def features(self, layer: str) -> list[TileFeature]:
        return self.layers.get(layer, [])


def tile_of(z: int, lon: float, lat: float) -> tuple[int, int]:
    """Column and row of the tile that holds a position (web mercator)."""
    x = (lon + 180) / 360 * 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z
    return int(x), int(y)


def read_tile(data: bytes) -> Tile:
    layers: dict[str, list[TileFeature]] = {}
    for number, layer in _fields(data):
        assert number == 3
        name, features = _layer(layer)
        layers[name] = features
    return Tile(layers)


def _layer(data: bytes) -> tuple[str, list[TileFeature]]:
    name, keys, values, raw = "", [], [], []
    for number, value in _fields(data):
        match number:
            case 1:
                name = value.decode()
            case 2:
                raw.append(value)
            case 3:
                keys.append(value.decode())
            case 4:
                values.append(_value(value))
    return name, [_feature(feature, keys, values) for feature in raw]


def _feature(data: bytes, keys: list[str], values: list[Any]) -> TileFeature:
    feature = TileFeature()
    for number, value in _fields(data):
        if number == 2:
            tags = list(_varints(value))
            feature |= {keys[tags[i]]: values[tags[i + 1]] for i in range(0, len(tags), 2)}
        elif number == 3:
            feature.geometry_type = value
        elif number == 4:
            feature.points = list(_points(list(_varints(value))))
    return feature


def _points(commands: list[int]) -> Iterator[tuple[int, int]]:
    x = y = position = 0
    while position < len(commands):
        command, count = commands[position] & 7, commands[position] >> 3
        position += 1
        if command == 7:  # close path: no coordinates
            continue
        for _ in range(count):
            x += (commands[position] >> 1) ^ -(commands[position] & 1)
            y += (commands[position + 1] >> 1) ^ -(commands[position + 1] & 1)
            position += 2
            yield x, y


def _value(data: bytes) -> Any:
    ((number, value),) = _fields(data)
    if number == 1:
        return value.decode()
    if number == 2:
        return struct.unpack("<f", value)[0]
    if number == 3:
        return struct.unpack("<d", value)[0]
    if number == 6:
        return (value >> 1) ^ -(value & 1)
    return bool(value) if number == 7 else value


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    position = 0
    while position < len(data):
        tag, position = varint(data, position)
        kind = tag & 7
        if kind == 0:
            value, position = varint(data, position)
        else:
            size = {1: 8, 5: 4}.get(kind)
            if size is None:
                size, position = varint(data, position)
            value, position = data[position : position + size], position + size
        yield tag >> 3, value


def _varints(data: bytes) -> Iterator[int]:
    position = 0
    while position < len(data):
        value, position = varint(data, position)
        yield value
