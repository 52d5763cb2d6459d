"""Files that want to break, hang, flood or fool the reader: each is refused, in words, and nothing is left of it."""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geocore.vector_files import VectorLimits, asking, read_vector_file
from geocore.vector_files.worker import number_text
from tests.builders.built_up import write_file
from tests.geocore.vector_files.test_reading import CLOSED, KML, NAME, SHAPE, codes, dxf, packed, refused, write

FAST = VectorLimits(seconds=20, memory_bytes=2 * 1024**3)


VRT = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


def contents(tmp_path: Path) -> dict[str, bytes]:
    """One good file of each form, by its suffix."""
    write_file(tmp_path / "good.shp", {NAME: SHAPE}, crs=4490)
    good = {
        ".shp": (tmp_path / "good.shp").read_bytes(),
        ".gpkg": write(tmp_path / "good.gpkg", [SHAPE], "GPKG").read_bytes(),
        ".fgb": write(tmp_path / "good.fgb", [SHAPE], "FlatGeobuf").read_bytes(),
        ".kml": KML.encode(),
        ".dxf": dxf(CLOSED.format(113, 25, 114, 26)),
        ".geojson": b'{"type":"FeatureCollection","features":[]}',
    }
    return good | {".zip": packed(tmp_path, tmp_path / "good.zip").read_bytes()}


def test_a_file_of_another_kind_under_any_suffix_is_refused(tmp_path: Path) -> None:
    good = contents(tmp_path)
    vrt = VRT.format("/etc/passwd").encode()
    others = good | {"empty": b"", "vrt": vrt, "csv": b"name,wkt\n", "zeros": b"\x00" * 4096, "gml": b"<gml></gml>"}
    for suffix in good:
        for kind, content in others.items():
            if kind in (suffix, ".zip") and suffix in (".zip", kind):
                continue
            path = tmp_path / f"wrong{suffix}"
            path.write_bytes(content)
            (code,) = codes(path, crs="4490", limits=FAST)
            assert code in {"unreadable", "truncated", "not_an_archive", "broken_archive", "not_json", "not_utf8"}, (
                kind,
                suffix,
            )
            path.unlink()


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    good = contents(tmp_path)
    for suffix, content in good.items():
        for share in (0.3, 0.6, 0.97):
            path = tmp_path / f"cut{suffix}"
            path.write_bytes(content[: int(len(content) * share)])
            if suffix == ".shp":
                for end in (".shx", ".dbf", ".prj"):
                    path.with_suffix(end).write_bytes((tmp_path / f"good{end}").read_bytes())
            found = codes(path, crs="4490", layer="界线" if suffix == ".kml" else "", limits=FAST)
            assert found[0] in {"unreadable", "truncated", "broken_archive", "not_json", "no_layer"}, (
                suffix,
                share,
                found,
            )
            for part in tmp_path.glob("cut.*"):
                part.unlink()


@pytest.mark.parametrize(
    ("part", "change", "code"),
    [
        (".shx", None, "missing_part"),
        (".shx", lambda data: data[:-1], "truncated"),
        (".dbf", lambda data: data[:-3], "truncated"),
        (".dbf", lambda data: data[:4] + struct.pack("<I", 0) + data[8:], "counts_differ"),
        (".dbf", lambda data: data[:8] + b"\x00\x00" + data[10:], "unreadable"),
        (".dbf", lambda data: b"", "unreadable"),
        (".prj", lambda data: b"PROJCS[broken", "bad_crs"),
        (".dbf", lambda data: data.replace("郴".encode("gb18030"), b"\xff\xff"), "unknown_encoding"),
    ],
)
def test_parts_of_a_shapefile_that_do_not_fit(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes] | None, code: str
) -> None:
    shp = write_file(tmp_path / "x.shp", {NAME: SHAPE}, crs=4490, encoding="GB18030")
    other = shp.with_suffix(part)
    if change is None:
        other.unlink()
    else:
        other.write_bytes(change(other.read_bytes()))
    assert codes(shp, limits=FAST) == [code]


MARKED = (112.123456789, 24.987654321)
"""In the file the only place with these eight bytes each: no writer takes coordinates that are no numbers."""


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".fgb"])
@pytest.mark.parametrize(("bad", "code"), [
    ((np.nan, 25.0), "not_finite"), ((113.0, np.inf), "not_finite"), ((-np.inf, np.nan), "not_finite"),
    ((25.0, 113.0), "swapped_axes"), ((200.0, 25.0), "outside_envelope"), ((1e300, 1e300), "outside_envelope"),
    ((0.0, 0.0), "outside_envelope"),
])  # fmt: skip
def test_coordinates_that_cannot_be(tmp_path: Path, suffix: str, bad: tuple[float, float], code: str) -> None:
    drivers = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".fgb": "FlatGeobuf"}
    good, other = (shapely.LineString([(113.0, 25.0), middle, (112.0, 24.0)]) for middle in ((112.5, 24.1), MARKED))
    options = {} if suffix == ".shp" else {"layer_options": {"SPATIAL_INDEX": "NO"}}
    path = write(tmp_path / f"x{suffix}", [good, other, good], drivers[suffix], **options)
    content = path.read_bytes()
    assert content.count(struct.pack("<2d", *MARKED)) == 1
    path.write_bytes(content.replace(struct.pack("<2d", *MARKED), struct.pack("<2d", *bad)))
    (problem,) = refused(path, limits=FAST).problems
    assert (problem.code, problem.row) == (code, 2)
    assert problem.hint


def test_axes_of_a_plane_that_are_exchanged(tmp_path: Path) -> None:
    """Northing first, as surveyors write it."""
    line = shapely.LineString([(2_850_000.0, 400_000.0), (2_860_000.0, 410_000.0)])
    path = write(tmp_path / "x.gpkg", [line], "GPKG", crs="EPSG:4547")
    assert codes(path) == ["swapped_axes"]


def executed(path: Path, *statements: str) -> Path:
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return path


LIE = "SELECT 'good' AS table_name, 'features' AS data_type"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 1 AS fid, i AS geom FROM n"


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["ALTER TABLE good RENAME TO kept", f"CREATE VIEW good AS {ENDLESS}"], "hostile"),
        (["ALTER TABLE good RENAME TO kept", "CREATE VIRTUAL TABLE good USING fts5(fid, geom)"], "hostile"),
        (["DROP TABLE gpkg_contents", f"CREATE VIEW gpkg_contents AS {LIE}"],
         "hostile"),
        (["DROP TABLE good"], "hostile"),
        (["DROP TABLE gpkg_contents"], "unreadable"),
        (["DELETE FROM gpkg_contents", "DELETE FROM gpkg_geometry_columns"], "no_layer"),
        (["UPDATE good SET geom = x'4750000100000000ff'"], "broken_shapes"),
        (["PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 1 WHERE name = 'good'"], "unreadable"),
    ],
)  # fmt: skip
def test_hostile_geopackages(tmp_path: Path, statements: list[str], code: str) -> None:
    path = write(tmp_path / "x.gpkg", [SHAPE], "GPKG", layer="good", layer_options={"SPATIAL_INDEX": "NO"})
    executed(path, "PRAGMA legacy_alter_table = ON", *statements)
    assert codes(path, limits=FAST) == [code]


def test_what_stands_beside_a_layer_does_not_matter(tmp_path: Path) -> None:
    """Views of one's own, triggers, other tables: of many a genuine file. Nothing of them runs, nothing is written."""
    path = write(tmp_path / "x.gpkg", [SHAPE], "GPKG", layer="good")
    executed(
        path,
        f"CREATE VIEW endless AS {ENDLESS}",
        "CREATE TABLE marks (told)",
        "CREATE TRIGGER mark AFTER UPDATE ON gpkg_contents BEGIN INSERT INTO marks VALUES (1); END",
        "CREATE TRIGGER mark2 BEFORE INSERT ON good BEGIN INSERT INTO marks VALUES (1); END",
        "CREATE VIRTUAL TABLE words USING fts5(text)",
    )
    before = path.read_bytes()
    assert len(read_vector_file(path, limits=FAST).features) == 1
    assert path.read_bytes() == before


def test_a_bomb_and_paths_that_lead_outside(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.shp", b"\x00" * 50_000_000)
    assert codes(bomb) == ["too_large"]
    for name in ("../x.gpkg", "/x.gpkg", "C:\\x.gpkg", "a/../../x.gpkg"):
        with zipfile.ZipFile(tmp_path / "path.zip", "w") as archive:
            archive.writestr(name, b"SQLite format 3\x00")
        assert codes(tmp_path / "path.zip") == ["unsafe_name"]
    with zipfile.ZipFile(tmp_path / "none.zip", "w") as archive:
        archive.writestr("readme.txt", b"")
    assert codes(tmp_path / "none.zip") == ["no_vector_file"]
    link = zipfile.ZipInfo("x.shp")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert codes(tmp_path / "link.zip") == ["link_in_archive"]
    assert sorted(item.name for item in tmp_path.parent.iterdir() if item.name.startswith("x.")) == []


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.gdb", [SHAPE], "OpenFileGDB")
    folder = tmp_path / "x.gdb"
    folder.mkdir()
    for part in whole.iterdir():
        (folder / part.name).symlink_to(part)
    assert len(read_vector_file(whole).features) == 1
    assert codes(folder) == ["unreadable"]
    (tmp_path / "file.gdb").write_bytes(b"")
    assert codes(tmp_path / "file.gdb") == ["no_such_file"]
    assert codes(tmp_path / "missing.shp") == ["no_such_file"]
    assert codes(tmp_path / "x.dwg") == ["unknown_form"]


def test_kml_with_entities_or_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.kml"
    laughs = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
    for text, code in (
        (KML.replace("<kml", f"{laughs}<kml", 1), "unreadable"),
        (KML.replace("<kml", '<!DOCTYPE kml SYSTEM "file:///etc/passwd"><kml', 1), "unreadable"),
        (KML.removesuffix("</kml>"), "truncated"),
        ("<kml>" + "<Folder>" * 100 + "</Folder>" * 100 + "</kml>", "unreadable"),
    ):
        path.write_text(text, "utf-8")
        assert codes(path, layer="界线") == [code]


def asked(path: Path, form: str, **changes: Any) -> dict[str, Any]:
    """The worker's own answer, without what guards it."""
    request = {
        "form": form, "file": str(path), "driver": asking.DRIVERS[form], "layer": "", "kind": "", "codec": "",
        "without_drivers": asking.other_drivers(form), "features": 9, "vertices": 99, "file_bytes": 2**20,
        "memory_bytes": 2**31, "seconds": 20,
    }  # fmt: skip
    command = [sys.executable, "-I", str(asking._WORKER), json.dumps(request | changes)]
    out = subprocess.run(command, capture_output=True, check=True).stdout
    head: dict[str, Any] = json.loads(out[8 : 8 + int.from_bytes(out[:8], "little")])
    return head


def test_in_the_worker_no_other_driver_opens_a_file(tmp_path: Path) -> None:
    csv = tmp_path / "x.csv"
    csv.write_text("WKT,name\nPOINT (113 25),x\n")
    vrt = tmp_path / "x.shp"
    vrt.write_text(VRT.format(csv))
    assert asked(vrt, "Shapefile", without_drivers=[])["error"] == "driver"  # told after it was opened
    assert asked(vrt, "Shapefile")["error"] == "unreadable"  # not opened at all
    assert asked(vrt, "Shapefile")["told"].count("not recognized") == 1


def test_a_file_that_takes_too_long_is_stopped_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "x.gpkg", [SHAPE], "GPKG")
    slow = tmp_path / "slow.py"
    marks_itself = f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))"
    slow.write_text(f"import os, pathlib, time\n{marks_itself}\ntime.sleep(60)")
    monkeypatch.setattr(asking, "_WORKER", slow)
    start = time.monotonic()
    assert codes(path, limits=VectorLimits(seconds=2)) == ["too_slow"]
    assert time.monotonic() - start < 20
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    dying = ("raise SystemExit(1)", "import os; os.abort()", "", "import sys; sys.stdout.buffer.write(b'\\xff' * 64)")
    for text in dying:
        slow.write_text(text)
        assert codes(path) == ["unreadable"], text


def test_the_worker_may_not_use_more_processor_time_or_memory(tmp_path: Path) -> None:
    turns = np.linspace(0, 6, 2_000_000)
    path = write(
        tmp_path / "x.gpkg",
        [shapely.LineString(np.column_stack([113 + np.cos(turns), 25 + np.sin(turns)]))] * 4,
        "GPKG",
    )
    enough = read_vector_file(path, limits=VectorLimits(vertices=8_000_000))
    assert len(enough.features) == 4
    little = VectorLimits(vertices=8_000_000, memory_bytes=500 * 1024**2)
    assert codes(path, limits=little)[0] in ("unreadable", "too_much_memory")
    text = tmp_path / "x.geojson"
    text.write_text("[" + "[1,2]," * 20_000_000)
    started = time.monotonic()
    assert codes(text, limits=VectorLimits(memory_bytes=600 * 1024**2)) == ["too_much_memory"]
    assert codes(text, limits=VectorLimits(seconds=0.5)) == ["too_slow"]
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e-7, "0.0000001"), (1.25e-10, "0.000000000125"), (1e22, "10000000000000000000000"), (0.1, "0.1"), (-0.5, "-0.5"),
     (3.0, "3"), (True, "true"), (2**60, "1152921504606846976"), (float("inf"), None)],
)  # fmt: skip
def test_numbers_as_text(number: float, text: str | None) -> None:
    assert number_text(number) == text
    assert text in (None, "true") or float(text) == number
