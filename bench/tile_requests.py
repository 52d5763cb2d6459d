"""Tiles that people look at, how long a server takes for them, and how many features one holds."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import psycopg

from bench.servers import fetch
from bench.timing import Spread, percentiles

_TILES, _PASSES = 12, 3
_LAYER_IN_TILE, _FEATURE_IN_LAYER = 3, 2


@dataclass(frozen=True)
class Tile:
    """Zoom, column and row of a tile."""

    z: int
    x: int
    y: int


def around_places(driver: psycopg.Connection, zoom: int) -> list[Tile]:
    """Tiles around random places, so that crowded ones come as often as people look at them."""
    chance = random.Random(11)
    last = driver.execute("select max(id) from published.name").fetchone()[0]
    ids = [chance.randint(1, last) for _ in range(_TILES * 2)]
    rows = driver.execute("select st_x(geom), st_y(geom) from published.name where id = any(%s)", [ids]).fetchall()
    side = 1 << zoom
    tiles = {
        Tile(
            zoom,
            int((lon + 180) / 360 * side),
            int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side),
        )
        for lon, lat in rows
    }
    return sorted(tiles, key=lambda tile: (tile.x, tile.y))[:_TILES]


def timed(port: int, tiles: Sequence[Tile], path: Callable[[Tile], str]) -> tuple[Spread, list[bytes]]:
    """Milliseconds of several passes over the tiles, and the largest answer to each."""
    times, largest = [], dict.fromkeys(tiles, b"")
    for number in range(_PASSES + 1):
        for tile in tiles:
            started = time.perf_counter()
            status, body = fetch(port, path(tile))
            if status not in (200, 204):
                raise SystemExit(f"{path(tile)} answered {status}")
            if number:
                times.append((time.perf_counter() - started) * 1000)
            largest[tile] = max(largest[tile], body, key=len)
    return percentiles(times), list(largest.values())


def features(body: bytes) -> int:
    """How many features a vector tile holds, over all its layers. Reads no more of it than the lengths."""
    layers = (layer for number, layer in _parts(body) if number == _LAYER_IN_TILE)
    return sum(1 for layer in layers for number, _ in _parts(layer) if number == _FEATURE_IN_LAYER)


def _parts(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each field of a protobuf message that has a length; those without are passed over."""
    at = 0
    while at < len(message):
        tag, at = varint(message, at)
        match tag & 7:
            case 0:
                _, at = varint(message, at)
            case 2:
                length, at = varint(message, at)
                yield tag >> 3, message[at : at + length]
                at += length
            case kind:
                raise ValueError(f"a vector tile has no field of kind {kind} outside its values")


def varint(message: bytes, at: int) -> tuple[int, int]:
    """A varint, and where the next thing begins."""
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
