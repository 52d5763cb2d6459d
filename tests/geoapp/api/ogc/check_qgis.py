"""QGIS itself as a client. Not part of the ordinary run, because QGIS is a gigabyte:

    apt-get install --no-install-recommends python3-qgis
    python -m pytest tests/geoapp/api/ogc/check_qgis.py

`QGIS_PYTHON` names the Python that can import `qgis.core` (default /usr/bin/python3).
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

READER = Path(__file__).with_name("qgis_reader.py")


@pytest.fixture(scope="module")
def seen(landing: str) -> dict[str, Any]:
    """What QGIS saw of each collection."""
    python = os.environ.get("QGIS_PYTHON", "/usr/bin/python3")
    done = subprocess.run([python, READER, landing], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_collections_are_layers(seen) -> None:
    assert {name: layer["valid"] for name, layer in seen.items()} == {"places": True, "names": True, "divisions": True}


def test_features_are_read_page_by_page(seen) -> None:
    assert len(seen["places"]["names"]) == 10
    assert len(seen["names"]["names"]) == 12
    assert seen["divisions"]["names"].count("苏仙区") == 1
    assert {"name", "category", "division", "position_kind", "position_note"} <= set(seen["places"]["fields"])


def test_a_box_is_asked_of_the_server(seen) -> None:
    assert seen["places"]["in_box"] == ["东村", "燕泉路"]


def test_positions_are_where_they_belong(seen) -> None:
    """QGIS 3.22 reads CRS84, newer ones the storage system EPSG:4490; both put 东河 at the same place, x first."""
    assert seen["places"]["crs"] in ("OGC:CRS84", "EPSG:4490", "EPSG:4326")
    assert seen["places"]["points"]["东河"] == pytest.approx([113.05, 25.75], abs=1e-6)
