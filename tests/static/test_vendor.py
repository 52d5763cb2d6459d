"""Files of others: unmodified, licensed, complete, and named by the templates as they are."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tools import vendor_static

ROOT = Path(__file__).resolve().parents[2]
ROOTS = (vendor_static.SITE, vendor_static.TESTS)
ADDRESS = re.compile(r"""url\(\s*['"]?([^'")]+)""")


@pytest.mark.parametrize("root", ROOTS)
def test_files_are_the_listed_ones(root: str) -> None:
    assert list(vendor_static.problems(root)) == []


@pytest.mark.parametrize("root", ROOTS)
def test_the_list_is_the_one_of_the_pins(root: str) -> None:
    listed = json.loads((ROOT / root / "vendor.json").read_text(encoding="utf-8"))["packages"]
    assert [(item["library"], item["version"], item["licence"]) for item in listed] == [
        (package.name, package.version, package.licence) for package in vendor_static.PACKAGES if package.root == root
    ]
    assert all(any("LICENSE" in file["path"] for file in item["files"]) for item in listed)


def test_every_kind_of_difference_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / vendor_static.TESTS, tmp_path / vendor_static.TESTS)
    monkeypatch.setattr(vendor_static, "ROOT", tmp_path)
    folder = next((tmp_path / vendor_static.TESTS).glob("axe-core-*"))
    (folder / "axe.min.js").write_text("changed", encoding="utf-8")
    (folder / "LICENSE").unlink()
    (folder / "added.js").touch()
    found = " ".join(vendor_static.problems(vendor_static.TESTS))
    assert re.findall("differs|listed, but not there|there, but not listed", found) == [
        "listed, but not there",
        "differs",
        "there, but not listed",
    ]


@pytest.mark.parametrize(
    "sheet", sorted((ROOT / "static").rglob("*.css")), ids=lambda path: path.relative_to(ROOT / "static").as_posix()
)
def test_every_address_in_a_style_sheet_resolves(sheet: Path) -> None:
    for address in ADDRESS.findall(sheet.read_text(encoding="utf-8")):
        if not address.startswith(("data:", "#")):
            assert (sheet.parent / address.partition("?")[0].partition("#")[0]).is_file(), address


def test_templates_name_files_that_exist() -> None:
    templates = (ROOT / "geoapp").rglob("*.html")
    named = {
        name
        for template in templates
        for name in re.findall(r"filename=['\"]([^'\"]+)['\"]\)", template.read_text(encoding="utf-8"))
    }
    assert any(name.startswith("vendor/bootstrap-") for name in named)
    assert sorted(name for name in named if not (ROOT / "static" / name).is_file()) == []
