"""A vector file as it came → its parts under names of ours, in a folder where nothing else lies."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from geocore.archives import ArchiveLimits, fingerprint, read_members, refused
from geocore.vector_files.model import VectorLimits

SUFFIXES: Final = (".zip", ".shp", ".gpkg", ".geojson", ".json", ".kml", ".kmz", ".dxf", ".fgb", ".gdb")
SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")

_FORMS = {
    ".shp": "Shapefile",
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".kml": "KML",
    ".dxf": "DXF",
    ".fgb": "FlatGeobuf",
    ".gdb": "FileGDB",
}
_GDB_PART = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+|gdb|timestamps")
_RATIO = 200
_MEMBERS = 2_000


@dataclass(frozen=True, slots=True)
class Unpacked:
    """`form`: one of the names in `_FORMS`; `file`: to be opened; `layer`: what is still to be chosen inside it."""

    form: str
    file: Path
    layer: str
    sha256: str


@contextmanager
def unpacked(path: Path, layer: str, limits: VectorLimits) -> Iterator[Unpacked]:
    """Raises InvalidInput: no form of ours, not there, too large, unsafe or several files in one archive."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        told = "不是 Shapefile（.zip、.shp）、GeoPackage、GeoJSON、KML、DXF、FlatGeobuf 或 FileGDB"
        raise refused(path, "unknown_form", told, "换成其中一种格式")
    if not (path.is_dir() if suffix == ".gdb" else path.is_file()):
        told = "不是 FileGDB 的文件夹" if suffix == ".gdb" and path.exists() else "没有这个文件"
        raise refused(path, "no_such_file", told, "检查路径；FileGDB 可整个文件夹压缩成 .gdb.zip")
    with tempfile.TemporaryDirectory() as folder:
        if suffix in (".zip", ".kmz"):
            _check_size(path, [path], limits)
            yield _from_archive(path, Path(folder), layer, limits)
        else:
            yield _from_parts(path, suffix, Path(folder), layer, limits)


def _from_parts(path: Path, suffix: str, folder: Path, layer: str, limits: VectorLimits) -> Unpacked:
    """What lies here unpacked: one file, the parts of a Shapefile, or the folder of a FileGDB."""
    main = folder / f"data{suffix}"
    if suffix == ".gdb":
        main.mkdir()
        names = [item.name for item in sorted(path.iterdir()) if _is_gdb_part(item.name) and _is_plain_file(item)]
        parts = {path / name: main / name for name in names}
        digest = fingerprint(path, tuple(names)) if names else ""
    elif suffix == ".shp":
        beside = {end: part for end in SHAPEFILE_PARTS if (part := _beside(path, end)) is not None}
        parts = {part: folder / f"data{end}" for end, part in beside.items()}
        digest = ""
    else:
        parts = {path: main}
        digest = ""
    # A FileGDB or a GeoPackage is as large as its whole; of a Shapefile each part counts.
    _check_size(path, list(parts), limits)
    for part, copy in parts.items():
        shutil.copyfile(part, copy)
    if suffix == ".shp":
        digest = fingerprint(path.parent, tuple(part.name for part in parts))
    return Unpacked(_FORMS[suffix], main, layer, digest or fingerprint(path))


def _check_size(path: Path, parts: Iterable[Path], limits: VectorLimits) -> None:
    if sum(part.stat().st_size for part in parts) > limits.file_bytes:
        told = f"文件超过 {limits.file_bytes // 1024**2} MB"
        raise refused(path, "too_large", told, "只留需要的图形，减少顶点，或者分成几个文件")


def _is_plain_file(item: Path) -> bool:
    return item.is_file() and not item.is_symlink()


def _is_gdb_part(name: str) -> bool:
    return _GDB_PART.fullmatch(name) is not None and not name.lower().endswith(".lock")


def _beside(path: Path, end: str) -> Path | None:
    found = (path.with_suffix(written) for written in (path.suffix, end, end.upper()) if written.lower() == end)
    return next((part for part in found if part.is_file()), None)


def _from_archive(path: Path, folder: Path, layer: str, limits: VectorLimits) -> Unpacked:
    archive = ArchiveLimits(_MEMBERS, limits.unpacked_bytes, limits.unpacked_bytes, _RATIO)
    names = [member.name for member in read_members(path, lambda _: True, archive)]
    found = _candidates(names, kml_only=path.suffix.lower() == ".kmz")
    if not found:
        raise refused(path, "no_vector_file", "压缩包里没有图形文件", "把 Shapefile 的各部分或 .gdb 文件夹一起压缩")
    chosen = next(iter(found)) if len(found) == 1 else layer
    if chosen not in found:
        told = f"压缩包里有不止一个图形文件：{'、'.join(found)[:300]}"
        raise refused(path, "several_layers", told, "每次导入一个：写明图层名（上面其中一个），或者分开压缩")
    form, parts = found[chosen]
    for member in read_members(path, parts.__contains__, archive):
        copy = folder / parts[member.name]
        if copy.exists():
            raise refused(path, "several_layers", f"压缩包里有两个 {member.name[-80:]}", "每次导入一个")
        copy.parent.mkdir(exist_ok=True)
        with copy.open("wb") as file:
            shutil.copyfileobj(member.stream, file)
    main = next(end for end, known in _FORMS.items() if known == form)
    inner = "" if len(found) > 1 or form == "Shapefile" else layer
    return Unpacked(form, folder / f"data{main}", inner, fingerprint(path))


def _candidates(names: Iterable[str], *, kml_only: bool) -> Mapping[str, tuple[str, dict[str, str]]]:
    """What an archive offers: name shown → form, and which members become which files of ours."""
    paths = [PurePosixPath(name.replace("\\", "/")) for name in names]
    plain = {
        path: name
        for path, name in zip(paths, names, strict=True)
        if "__MACOSX" not in path.parts and not path.name.startswith("._")
    }
    found: dict[str, tuple[str, dict[str, str]]] = {}
    if kml_only:
        kml = [path for path in plain if path.suffix.lower() == ".kml"]
        root = [path for path in kml if str(path).lower() == "doc.kml"] or kml
        return {path.stem: ("KML", {plain[path]: "data.kml"}) for path in root}
    for folder in sorted({path.parent for path in plain if path.suffix.lower() == ".gdbtable"}):
        parts = {name: f"data.gdb/{path.name}" for path, name in plain.items()
                 if path.parent == folder and _is_gdb_part(path.name)}  # fmt: skip
        found[folder.name or "gdb"] = ("FileGDB", parts)
    for path in plain:
        suffix = path.suffix.lower()
        if suffix == ".shp":
            same = {plain[part]: f"data{part.suffix.lower()}" for part in plain
                    if part.parent == path.parent and part.stem.lower() == path.stem.lower()
                    and part.suffix.lower() in SHAPEFILE_PARTS}  # fmt: skip
            found[_free(path.stem, found)] = ("Shapefile", same)
        elif suffix in _FORMS and suffix not in (".json", ".gdb"):
            form = _FORMS[suffix]
            found[_free(path.stem, found)] = (form, {plain[path]: f"data{suffix}"})
    return found


def _free(stem: str, taken: Mapping[str, object]) -> str:
    number = 2
    name = stem
    while name in taken:
        name, number = f"{stem}-{number}", number + 1
    return name
