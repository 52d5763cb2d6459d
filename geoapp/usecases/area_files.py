"""Files of built-up areas as they come from a planning office, read into the register."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

from gazetteer.built_up_areas.model import DrawnArea, NewAreas
from gazetteer.built_up_areas.service import EnteredArea, add_areas
from gazetteer.importers.polygon_file import read_polygon_file
from geocore.db import UnitOfWork


def import_area_file(
    work: UnitOfWork,
    path: Path,
    division_id: UUID,
    source: str,
    valid_from: date,
    *,
    file_name: str = "",
    name_column: str = "",
    crs: str = "",
    dry_run: bool = False,
) -> tuple[EnteredArea, ...]:
    """Every area of the file, or none. `file_name`: what its sender called it, if it lies here under another name.

    Raises InvalidInput (the file, its coordinate system, its polygons), NotPermitted, NotFound, Conflict.
    """
    found = read_polygon_file(path, crs=crs, name_column=name_column)
    given = NewAreas(
        division_id=division_id,
        areas=tuple(DrawnArea(one.name, one.geometry, one.row) for one in found.polygons),
        source=" ".join(source.split()),
        valid_from=valid_from,
        file_name=file_name or found.name,
        file_sha256=found.sha256,
        source_crs=found.source_crs,
    )
    return add_areas(work, given, dry_run=dry_run)
