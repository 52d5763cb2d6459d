"""Starts the process that opens a file, and takes its answer or its end: see `worker`, which it runs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from geocore.archives import refused
from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.vector_files.model import VectorLimits

DRIVERS: Final[Mapping[str, str]] = {
    "Shapefile": "ESRI Shapefile",
    "GeoPackage": "GPKG",
    "KML": "LIBKML",
    "DXF": "DXF",
    "FlatGeobuf": "FlatGeobuf",
    "FileGDB": "OpenFileGDB",
    "GeoJSON": "GeoJSON",
}
"""The one driver of the library that may open a form; GeoJSON never reaches it."""

_WORKER = Path(__file__).with_name("worker.py")
_WORDS = {
    "no_layer": ("文件里没有图形图层", "从制图软件重新导出"),
    "several_layers": ("文件里有不止一个图层：{told}", "写明要导入的图层名（上面其中一个），或者分开导出"),
    "no_such_layer": ("没有这个图层；有的是：{told}", "写上面其中一个图层名"),
    "driver": ("内容是 {told}，与文件类型不符", "从制图软件重新导出"),
    "bad_crs": ("文件里的坐标系说明读不懂（{told}）", "重新导出 .prj；或者删去它，写明坐标系的 EPSG 编号，例如 4547"),
    "broken_shapes": ("图层 {told} 里有残缺的图形", "在制图软件里检查几何，另存为新的 GeoPackage"),
    "hostile": ("图层 {told} 不是普通的数据表（视图或虚拟表），不打开", "在制图软件里把图层另存为新的 GeoPackage"),
    "too_many_features": ("有 {told} 个图形，超过上限 {features:,}", "分成几个文件，或只留需要的图形"),
    "too_many_vertices": ("顶点超过上限 {vertices:,}", "先概化，或者分成几个文件"),
    "too_much_memory": ("读取时超出了内存的限度", "减少顶点，或者分成几个文件"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """`shapes`: None where a row has none. `faults`: rows (from 1) whose shape cannot be built at all."""

    shapes: NDArray[np.object_]
    properties: list[dict[str, str]]
    faults: tuple[int, ...]
    crs: str
    layer: str
    layers: tuple[str, ...]
    encoding: str
    notes: tuple[Problem, ...]


def ask(path: Path, form: str, file: Path, limits: VectorLimits, *, layer: str, kind: str, codec: str) -> Answer:
    """What the worker reads out of `file`; `path` is what a refusal calls it. Raises InvalidInput."""
    request = {
        "form": form,
        "file": str(file),
        "driver": DRIVERS[form],
        "without_drivers": other_drivers(form),
        "layer": layer,
        "kind": kind,
        "codec": codec,
        "features": limits.features,
        "vertices": limits.vertices,
        "file_bytes": limits.unpacked_bytes,
        "memory_bytes": limits.memory_bytes,
        "seconds": limits.seconds,
    }
    out = memoryview(_run(path, request, limits))
    try:
        length = int.from_bytes(out[:8], "little")
        head: dict[str, Any] = json.loads(bytes(out[8 : 8 + length]))
        _refuse(path, head, limits)
        shapes, faults = _shapes(out[8 + length :])
    except (ValueError, IndexError) as error:
        raise _unreadable(path) from error
    properties: list[dict[str, str]] = [{} for _ in shapes]
    for name, column in zip(head["names"], head["columns"], strict=True):
        for row, text in zip(properties, column, strict=True):
            if text is not None:
                row[name] = text
    notes = tuple(Problem(**note) for note in head.get("notes", ()))
    crs = str(head["crs"] or "")
    return Answer(shapes, properties, faults, crs, head["layer"], tuple(head["layers"]), head["encoding"], notes)


def other_drivers(form: str) -> list[str]:
    return sorted(set(pyogrio.list_drivers()) - {DRIVERS[form]})


def _run(path: Path, request: Mapping[str, Any], limits: VectorLimits) -> bytes:
    """A crash, or an end by the limits, is one refusal; nothing of the process outlives this call."""
    command = [sys.executable, "-I", str(_WORKER), json.dumps(request)]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=limits.seconds, check=True, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired as error:
        raise _too_slow(path, limits) from error
    except subprocess.CalledProcessError as error:
        if error.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            raise _too_slow(path, limits) from error
        raise _unreadable(path) from error
    return done.stdout


def _too_slow(path: Path, limits: VectorLimits) -> InvalidInput:
    told = f"读了 {limits.seconds:g} 秒还没有读完，已停止"
    return refused(path, "too_slow", told, "检查文件；确为数据的，减少顶点或分成几个文件")


def _unreadable(path: Path) -> InvalidInput:
    hint = "检查文件；确为数据的，减少顶点后再试"
    return refused(path, "unreadable", "读取时出错或超出了时间、内存的限度", hint)


def _refuse(path: Path, head: Mapping[str, Any], limits: VectorLimits) -> None:
    if "problems" in head:
        raise InvalidInput(f"{path.name}：{head['message']}", [Problem(**problem) for problem in head["problems"]])
    if "error" in head:
        message, hint = _WORDS.get(head["error"], ("读不出来，可能已损坏（{told}）", "从制图软件重新导出"))
        told = message.format(told=head["told"], features=limits.features, vertices=limits.vertices)
        raise refused(path, head["error"], told, hint)


def _shapes(out: memoryview) -> tuple[NDArray[np.object_], tuple[int, ...]]:
    """Raises ValueError when the bytes are fewer than they say."""
    count = int.from_bytes(out[:8], "little")
    lengths = np.frombuffer(out, dtype="<i8", count=count, offset=8)
    ends = np.cumsum(np.maximum(lengths, 0)) + 8 + 8 * count
    if count and ends[-1] > len(out):
        raise ValueError("the answer was cut off")
    starts = ends - np.maximum(lengths, 0)
    given = np.empty(count, dtype=object)
    for number, (start, end, length) in enumerate(zip(starts, ends, lengths, strict=True)):
        given[number] = bytes(out[start:end]) if length >= 0 else None
    # Coordinates that are no numbers come through, to be refused with their rows.
    with np.errstate(invalid="ignore"):
        shapes = np.asarray(shapely.from_wkb(given, on_invalid="ignore"), dtype=object)
    broken = (lengths >= 0) & np.array([shape is None for shape in shapes], dtype=bool)
    return shapes, tuple(int(number) + 1 for number in np.flatnonzero(broken))
