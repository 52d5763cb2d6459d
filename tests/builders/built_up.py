"""Built-up areas for tests: files of rectangles as an office delivers them, and areas entered by the service."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gazetteer.built_up_areas.model import DrawnArea, NewAreas
from gazetteer.built_up_areas.service import add_areas
from geocore.db import UnitOfWork

Box = tuple[float, float, float, float]


def rectangle(box: Box) -> shapely.MultiPolygon:
    """West, south, east, north in degrees."""
    return shapely.MultiPolygon([shapely.box(*box)])


def bow_tie(box: Box) -> shapely.Polygon:
    """It crosses itself in its middle."""
    west, south, east, north = box
    return shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])


def new_areas(division_id: UUID, areas: dict[str, Box | shapely.MultiPolygon], since: date, **changes: Any) -> NewAreas:
    drawn = tuple(
        DrawnArea(name, shape if isinstance(shape, shapely.MultiPolygon) else rectangle(shape), row)
        for row, (name, shape) in enumerate(areas.items(), start=1)
    )
    values: dict[str, Any] = {
        "source": "郴州市国土空间总体规划（虚构）", "file_name": "建成区.zip", "file_sha256": "0" * 64,
        "source_crs": "EPSG:4547",
    }  # fmt: skip
    return NewAreas(division_id=division_id, areas=drawn, valid_from=since, **{**values, **changes})


def enter(work: UnitOfWork, division_id: UUID, areas: dict[str, Box], since: date = date(2020, 1, 1)) -> list[UUID]:
    """Their identifiers in the order given."""
    return [one.id for one in add_areas(work, new_areas(division_id, areas, since)) if one.id is not None]


def until_it_waits(database: Any, running: Future[None]) -> None:
    """Until a connection to the database waits for a lock of another, or what should wait has ended without."""
    waits = (
        "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"
    )
    while not running.done() and not _asked(database, waits):
        pass


def _asked(database: Any, statement: str) -> bool:
    with database.owner.connect() as connection:
        return bool(connection.exec_driver_sql(statement).scalar_one())


def moved_to(shape: shapely.Geometry, crs: int | str) -> shapely.Geometry:
    """From degrees of EPSG:4490 into another system."""
    way = Transformer.from_crs(4490, crs, always_xy=True)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(way.transform(points[:, 0], points[:, 1]))

    return shapely.transform(shape, moved)


def write_file(
    path: Path,
    shapes: dict[str, shapely.Geometry],
    *,
    crs: int | str | None = 4547,
    encoding: str = "GBK",
    column: str = "名称",
) -> Path:
    """A Shapefile or a GeoPackage by the suffix; with `crs=None` a Shapefile that does not tell its system."""
    drawn = np.array([shape.wkb for shape in shapes.values()], dtype=object)
    names = np.array(list(shapes), dtype=object)
    is_shapefile = path.suffix == ".shp"
    pyogrio.raw.write(
        path,
        drawn,
        [names],
        [column],
        crs=f"EPSG:{crs or 4547}",
        geometry_type="Polygon" if is_shapefile else "MultiPolygon",
        driver="ESRI Shapefile" if is_shapefile else "GPKG",
        promote_to_multi=not is_shapefile,
        **({"encoding": encoding} if is_shapefile else {}),
    )
    if crs is None:
        path.with_suffix(".prj").unlink()
    return path
