"""Whether a file is what its suffix says, seen by its own bytes, before any library opens it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from xml.parsers import expat

from geocore.archives import refused

_EXPORT_AGAIN = "从制图软件重新导出"
_SHAPEFILE = b"\x00\x00\x27\x0a"
_SQLITE = b"SQLite format 3\x00"
_FLATGEOBUF = b"fgb\x03fgb"
_DEEPEST_XML = 64


def look(path: Path, form: str, file: Path) -> None:
    """Raises InvalidInput: damaged, cut off, another kind of file. `path`: what to call it; `file`: our copy of it."""
    check = _CHECKS.get(form)
    if check is not None:
        check(path, file)


def _head(file: Path, count: int) -> bytes:
    if not file.is_file():
        return b""
    with file.open("rb") as opened:
        return opened.read(count)


def _check(path: Path, holds: bool) -> None:
    if not holds:
        raise refused(path, "unreadable", "内容与文件类型不符，或已损坏", _EXPORT_AGAIN)


def _cut_off(path: Path, part: str) -> None:
    raise refused(path, "truncated", f"{part} 没有传完：比它自己写的长度短", "重新拷贝或下载完整的文件")


def _shapefile(path: Path, file: Path) -> None:
    """The three parts each tell their length; that of shapes and rows must be the same number."""
    head = _head(file, 100)
    _check(path, len(head) == 100 and head.startswith(_SHAPEFILE))
    _shapefile_length(path, file)
    index = file.with_suffix(".shx")
    if not index.is_file():
        raise refused(path, "missing_part", "缺少 .shx", "把 .shp、.shx、.dbf、.prj 一起导出、一起压缩")
    shapes = (_shapefile_length(path, index) - 100) // 8
    table = file.with_suffix(".dbf")
    if not table.is_file():
        return
    start = _head(table, 32)
    _check(path, len(start) == 32)
    rows, header, width = struct.unpack_from("<IHH", start, 4)
    _check(path, header >= 33 and width >= 1)
    if header + rows * width > table.stat().st_size:
        _cut_off(path, ".dbf")
    if rows != shapes:
        told = f".shp 有 {shapes:,} 个图形，.dbf 有 {rows:,} 行，不是同一批文件"
        raise refused(path, "counts_differ", told, "把同一次导出的各部分放在一起")


def _shapefile_length(path: Path, part: Path) -> int:
    """Bytes that a .shp or .shx says it has."""
    head = _head(part, 28)
    _check(path, len(head) == 28 and head.startswith(_SHAPEFILE))
    length: int = struct.unpack_from(">i", head, 24)[0] * 2
    _check(path, length >= 100)
    if length > part.stat().st_size:
        _cut_off(path, part.suffix)
    return length


def _geopackage(path: Path, file: Path) -> None:
    head = _head(file, 100)
    _check(path, len(head) == 100 and head.startswith(_SQLITE))
    log = path.with_name(f"{path.name}-wal")
    if path.suffix.lower() == ".gpkg" and log.is_file() and log.stat().st_size:
        raise refused(path, "unfinished", "制图软件还没有写完（旁边有 -wal 文件）", "在制图软件里关闭这个文件后再试")
    page = int.from_bytes(head[16:18], "big")
    size = 65_536 if page == 1 else page
    _check(path, size >= 512 and size & (size - 1) == 0)
    # The number of pages counts only if whoever wrote last also wrote it (section 1.3.7 of SQLite's format).
    counts = head[24:28] == head[92:96]
    if counts and size * int.from_bytes(head[28:32], "big") > file.stat().st_size:
        _cut_off(path, "GeoPackage")


def _flatgeobuf(path: Path, file: Path) -> None:
    _check(path, _head(file, 7) == _FLATGEOBUF)


def _dxf(path: Path, file: Path) -> None:
    """The text form, from its first section to its end mark. The binary form is another, which GDAL does not read."""
    head = _head(file, 4096)
    if head.startswith(b"AutoCAD Binary DXF"):
        raise refused(path, "unreadable", "是二进制的 DXF", "在 CAD 里另存为文本（ASCII）DXF")
    lines = [line.strip() for line in head.removeprefix(b"\xef\xbb\xbf").splitlines()]
    while lines[:1] == [b"999"]:
        del lines[:2]
    _check(path, lines[:2] == [b"0", b"SECTION"])
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - 64))
        tail = opened.read().split()
    if tail[-2:] != [b"0", b"EOF"]:
        _cut_off(path, "DXF")


def _kml(path: Path, file: Path) -> None:
    """Well-formed to its end, with kml as its root, and without a DTD: what a DTD may do no KML needs."""
    depth = deepest = 0
    root = ""

    def start(name: str, _attributes: object) -> None:
        nonlocal depth, deepest, root
        root = root or name.rpartition(":")[2]
        depth += 1
        deepest = max(deepest, depth)
        if deepest > _DEEPEST_XML:
            raise refused(path, "unreadable", "KML 嵌套太深，不是正常的文件", _EXPORT_AGAIN)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_told: object) -> None:
        raise refused(path, "unreadable", "KML 里有 DTD，不是正常的文件", _EXPORT_AGAIN)

    _check(path, file.is_file())
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        with file.open("rb") as opened:
            parser.ParseFile(opened)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS] or (depth and root == "kml"):
            told = f"KML 在第 {error.lineno} 行断开或写坏了"
            raise refused(path, "truncated", told, "重新拷贝或下载完整的文件") from error
        _check(path, False)
    _check(path, root == "kml")


def _file_gdb(path: Path, file: Path) -> None:
    _check(path, (file / "a00000001.gdbtable").is_file())


_CHECKS: Final[Mapping[str, Callable[[Path, Path], None]]] = {
    "Shapefile": _shapefile,
    "GeoPackage": _geopackage,
    "FlatGeobuf": _flatgeobuf,
    "DXF": _dxf,
    "KML": _kml,
    "FileGDB": _file_gdb,
}
