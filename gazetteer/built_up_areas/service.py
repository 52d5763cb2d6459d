"""Entering the built-up areas of a file, all or none, and ending one, by whoever keeps the areas of the division."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

import shapely
from shapely import MultiPolygon

from gazetteer.built_up_areas import store
from gazetteer.built_up_areas.model import (
    KEEP,
    LONGEST_NAME,
    LONGEST_SOURCE,
    MOST_POINTS,
    DrawnArea,
    EndArea,
    NewAreas,
)
from gazetteer.cases.store.areas import path_of_division
from gazetteer.store.dated_rows import end_row, required_reason
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted
from geocore.geojson import validity_problem
from geocore.problems import Problem
from geocore.repair import area_m2

HAIR_DEGREES = 5e-7
"""Neighbours drawn along one line without sharing its vertices overlap by less: as `gazetteer.built_up_overlap`."""


@dataclass(frozen=True, slots=True)
class EnteredArea:
    """`id` is None after a dry run."""

    id: UUID | None
    name: str
    area_m2: float


def add_areas(work: UnitOfWork, given: NewAreas, *, dry_run: bool = False) -> tuple[EnteredArea, ...]:
    """Enter every area of a file, or nothing.

    Raises NotFound (division), NotPermitted, InvalidInput with every polygon that is invalid or overlaps another and
    the place where, Conflict (another file was faster).
    """
    path = path_of_division(work.connection, given.division_id)
    _require(work, path)
    problems = [*_said(given), *_drawn(given.areas)]
    if not problems:
        problems = [*_among_themselves(given.areas), *_against_register(work, given, path)]
    if problems:
        raise InvalidInput("the areas cannot be entered like this", problems)
    ids = [None if dry_run else store.insert_area(work, given, area, path) for area in given.areas]
    entered = tuple(
        EnteredArea(area_id, area.name, area_m2(area.geometry)) for area_id, area in zip(ids, given.areas, strict=True)
    )
    told = {
        "areas": [{"id": str(one.id), "name": one.name} for one in entered],
        "valid_from": given.valid_from.isoformat(),
        "source": given.source,
        "file": given.file_name,
        "dry_run": dry_run,
    }
    work.audit("built_up_area.import", "built_up_area", given.file_name, new={"file": given.file_sha256}, changes=told)
    return entered


def end_area(work: UnitOfWork, command: EndArea) -> None:
    """Raises NotFound, NotPermitted, StaleVersion (ended already), InvalidInput without a reason."""
    old = store.find_area(work.connection, command.area_id)
    _require(work, old.division_path)
    reason = required_reason(command.reason)
    end_row(work, "gazetteer.built_up_area", command.area_id, command.version, command.first_day_without)
    work.audit(
        "built_up_area.end",
        "built_up_area",
        command.area_id,
        old={"valid_from": old.valid_from, "valid_to": old.valid_to},
        new={"valid_from": old.valid_from, "valid_to": command.first_day_without},
        changes={"name": old.name, "area": old.division, "from": command.first_day_without.isoformat()},
        reason=reason,
    )


def _require(work: UnitOfWork, path: tuple[int, ...]) -> None:
    if not work.actor.may(KEEP, path):
        raise NotPermitted("your roles do not include the built-up areas of this division", needs=KEEP)


def _said(given: NewAreas) -> Iterator[Problem]:
    if not given.areas:
        yield Problem("file", "no_areas", "文件里没有面图形")
    if not given.source.strip():
        yield Problem("source", "required", "must be said")
    elif len(given.source) > LONGEST_SOURCE or "\x00" in given.source:
        yield Problem("source", "too_long", f"at most {LONGEST_SOURCE} characters, none of them NUL")


def _drawn(areas: tuple[DrawnArea, ...]) -> Iterator[Problem]:
    for area in areas:
        if not area.name or len(area.name) > LONGEST_NAME or not area.name.isprintable():
            yield Problem("name", "area_name", f"名称要有 1 至 {LONGEST_NAME} 个可见的字", area.row)
        if shapely.get_num_coordinates(area.geometry) > MOST_POINTS:
            yield Problem("geometry", "too_many_vertices", f"“{area.name}”的顶点超过 {MOST_POINTS:,} 个", area.row)
        elif area.geometry.is_empty or not shapely.is_valid(area.geometry):
            fault = validity_problem(area.geometry, "geometry")
            hint = "用制图软件的拓扑检查改正后再导入"
            yield Problem("geometry", fault.code, f"“{area.name}”{fault.message}", area.row, hint=hint)


def _among_themselves(areas: tuple[DrawnArea, ...]) -> Iterator[Problem]:
    for one, other in combinations(areas, 2):
        if one.geometry.intersects(other.geometry):
            at = _overlap(one.geometry, other.geometry)
            if at is not None:
                yield _overlapping(other, one.name, at.x, at.y)


def _overlap(one: MultiPolygon, other: MultiPolygon) -> shapely.Point | None:
    core = shapely.buffer(shapely.intersection(one, other), -HAIR_DEGREES)
    return None if core.is_empty else core.point_on_surface()


def _against_register(work: UnitOfWork, given: NewAreas, path: tuple[int, ...]) -> Iterator[Problem]:
    for area in given.areas:
        if store.lies_beside(work.connection, area.geometry, path[-1]):
            message = f"“{area.name}”不在所选政区内"
            yield Problem("geometry", "beside_division", message, area.row, hint="检查坐标系和政区")
        for name, lon, lat in store.overlaps(work.connection, area.geometry, given.valid_from):
            yield _overlapping(area, name, lon, lat)


def _overlapping(area: DrawnArea, other: str, lon: float, lat: float) -> Problem:
    message = f"“{area.name}”与“{other}”重叠，位置 {lon:.5f}, {lat:.5f}"
    hint = "同一天的建成区不得重叠；先停用旧的范围，或改正边线"
    return Problem("geometry", "areas_overlap", message, area.row, hint=hint)
