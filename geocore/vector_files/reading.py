"""Shapefile, GeoPackage, GeoJSON, KML, DXF, FlatGeobuf and FileGDB from outside, in degrees of EPSG:4490.

A file is known by its own bytes (`first_look`), laid alone into a folder (`unpacking`) and opened in a process with
limits of memory and time (`asking`, `worker`). GeoJSON goes through our own strict reader, in that process. A
coordinate system that is not told, or from which no trustworthy way leads to CGCS2000, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from pyproj.exceptions import CRSError

from geocore.archives import refused
from geocore.coordinates import Envelope
from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.vector_files.asking import DRIVERS, Answer, ask
from geocore.vector_files.first_look import look
from geocore.vector_files.kml_columns import rename_columns
from geocore.vector_files.model import CHINA, VectorFeature, VectorFile, VectorLimits
from geocore.vector_files.placing import MOST_PROBLEMS, crs_name, placed
from geocore.vector_files.table_encoding import TableEncoding, table_encoding
from geocore.vector_files.unpacking import SUFFIXES, Unpacked, unpacked

__all__ = ["SUFFIXES", "read_vector_file"]

_LONGEST_NAME = 200


def read_vector_file(
    path: Path,
    *,
    crs: str = "",
    layer: str = "",
    kind: str = "",
    limits: VectorLimits | None = None,
    envelope: Envelope = CHINA,
) -> VectorFile:
    """Read one layer whole, or refuse with InvalidInput saying what, where and how to mend it.

    `crs`: for a file that does not tell its own (always so with DXF): an EPSG number or a definition. `layer`: which
    one, if there are several; in a ZIP of several Shapefiles the name of one. `kind`: where it is not said, layers of
    another geometry (as OGR calls it: `Polygon`, `LineString`) are passed over.
    """
    limits = limits or VectorLimits()
    with unpacked(path, layer, limits) as found:
        look(path, found.form, found.file)
        texts = table_encoding(found.file) if found.form == "Shapefile" else TableEncoding("")
        renamed = rename_columns(found.file) if found.form == "KML" else {}
        answer = ask(path, found.form, found.file, limits, layer=found.layer, kind=kind, codec=texts.codec)
    _check_shapes(path, answer, limits)
    source = answer.crs or crs.strip()
    if not source:
        raise _no_crs(found)
    try:
        shapes = placed(answer.shapes, source, envelope)
    except InvalidInput as refusal:
        raise InvalidInput(f"{path.name}：{refusal.message}", refusal.problems) from refusal
    features = tuple(
        VectorFeature(row, _under_own_names(properties, renamed), None if shape is None or shape.is_empty else shape)
        for row, (properties, shape) in enumerate(zip(answer.properties, shapes, strict=True), start=1)
    )
    return VectorFile(
        features,
        _layer_name(path, found, layer, answer.layer),
        tuple(_layer_name(path, found, layer, name) for name in answer.layers),
        crs_name(source),
        DRIVERS[found.form],
        answer.encoding,
        path.name[-_LONGEST_NAME:],
        found.sha256,
        (*texts.notes, *answer.notes, *_crs_notes(answer.crs, crs.strip())),
    )


def _under_own_names(properties: Mapping[str, str], renamed: Mapping[str, str]) -> Mapping[str, str]:
    return {renamed.get(name, name): text for name, text in properties.items()} if renamed else properties


def _layer_name(path: Path, found: Unpacked, asked: str, name: str) -> str:
    """A form with one layer is called by its file; our copy of it has a name of ours."""
    return (asked or path.stem) if found.form in ("Shapefile", "GeoJSON") else name


def _check_shapes(path: Path, answer: Answer, limits: VectorLimits) -> None:
    if int(np.sum(shapely.get_num_coordinates(answer.shapes))) > limits.vertices:
        told = f"顶点超过上限 {limits.vertices:,}"
        raise refused(path, "too_many_vertices", told, "先概化，或者分成几个文件")
    problems = [
        Problem("geometry", "broken_geometry", f"第 {row} 个图形残缺，画不出来", row, hint="在制图软件里重画这个图形")
        for row in answer.faults[:MOST_PROBLEMS]
    ]
    if problems:
        raise InvalidInput(f"{path.name}：{problems[0].message}", problems)


def _no_crs(found: Unpacked) -> InvalidInput:
    message = "文件没有说明坐标系（缺少 .prj）" if found.form == "Shapefile" else "文件没有说明坐标系"
    first = "连同 .prj 一起导出，或" if found.form == "Shapefile" else ""
    hint = f"{first}写明坐标系的 EPSG 编号，例如 4547"
    return InvalidInput(message, [Problem("crs", "no_crs", message, hint=hint)])


def _crs_notes(told: str, said: str) -> tuple[Problem, ...]:
    """The file's own word is taken; that it is another than the person's is told."""
    if not told or not said:
        return ()
    try:
        if crs_name(told) == crs_name(said):
            return ()
    except CRSError:
        pass
    return (Problem("crs", "crs_not_used", f"文件自己写明了坐标系 {crs_name(told)}，没有用填写的 {said[:40]}"),)
