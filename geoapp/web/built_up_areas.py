"""建成区: the polygons within which streets, estates and buildings have different names; entered from a file, ended."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from gazetteer.built_up_areas import service, store
from gazetteer.built_up_areas.model import EndArea
from gazetteer.cases.store.areas import the_division
from gazetteer.importers.polygon_file import LARGEST_FILE, SUFFIXES
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.shared.presenting import to_json
from geoapp.usecases.area_files import import_area_file
from geoapp.web import built_up_words
from geoapp.web.asked import position_argument
from geoapp.web.forms.built_up_areas import AreasForm
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.provisions import EndForm
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.errors import Conflict, InvalidInput
from geocore.problems import Problem

bp = Blueprint("built_up_areas", __name__, url_prefix="/work/areas")
bp.context_processor(template_context)

MOST_PROBLEMS = 100


@bp.get("")
@requires(permissions.NAMES_READ)
def index() -> str:
    """The areas of one's divisions, on a map and as a list."""
    form = AreasForm()
    form.valid_from.data = today().isoformat()
    return _page(form, [])


@bp.post("")
@requires(permissions.AREAS_KEEP)
def add() -> Any:
    """Every area of the file, or none."""
    form, problems = AreasForm(), []
    if form.validate_on_submit():
        try:
            entered = _enter(form)
        except InvalidInput as error:
            shown = [problem for problem in error.problems if problem.field in form and problem.row is None]
            put_problems(form, InvalidInput(error.message, shown), built_up_words.problem_words)
            problems = [problem for problem in error.problems if problem not in shown]
        except Conflict:
            form.form_errors.append(_("与刚刚登记的另一个建成区重叠，请刷新后核对。"))
        else:
            flash(_("已登记 %(count)s 个建成区，从适用之日起用于名称检查。", count=entered), "success")
            return redirect(url_for("built_up_areas.index"))
    return _page(form, problems), 422


def _enter(form: AreasForm) -> int:
    """How many. Raises InvalidInput, Conflict."""
    storage = form.file.data
    file_name = Path((storage.filename or "").replace("\\", "/")).name[-200:]
    suffix = Path(file_name).suffix.lower()
    content = storage.read(LARGEST_FILE + 1)
    if suffix not in SUFFIXES or suffix == ".shp":
        raise InvalidInput("no such file", [Problem("file", "unknown_form", "not one of the forms")])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"areas{suffix}")
        path.write_bytes(content)
        with unit_of_work() as work:
            regions = sorted(work.actor.grants[permissions.AREAS_KEEP])
            entered = import_area_file(
                work,
                path,
                the_division(work.connection, form.division.data, regions).id,
                form.source.data,
                date.fromisoformat(form.valid_from.data.strip()),
                file_name=file_name,
                name_column=form.name_column.data or "",
                crs=form.crs.data or "",
            )
    return len(entered)


@bp.post("/<uuid:area_id>/end")
@requires(permissions.AREAS_KEEP)
def end(area_id: UUID) -> Any:
    form = EndForm()
    if not form.validate_on_submit():
        raise InvalidInput(_("请写明停用日期和原因。"))
    day = date.fromisoformat(form.first_day_without.data.strip())
    with unit_of_work() as work:
        service.end_area(work, EndArea(area_id, form.version.data, day, form.reason.data))
    flash(_("已停用，记录保留。"), "success")
    return redirect(url_for("built_up_areas.index"))


@bp.get("/shapes.geojson")
@requires(permissions.NAMES_READ)
def shapes() -> Response:
    """Outlines for a map: of one's own divisions, or with `near=lon,lat` those around a point."""
    near = position_argument("near")
    with reading() as connection:
        found = store.area_shapes(connection, None if near else _regions(), near)
    features = [
        {"type": "Feature", "id": str(area), "geometry": orjson.Fragment(shape), "properties": {"name": name}}
        for area, name, shape in found
    ]
    return Response(to_json({"type": "FeatureCollection", "features": features}), content_type="application/geo+json")


def _regions() -> list[int]:
    return sorted(current_actor().grants[permissions.NAMES_READ])


def _page(form: AreasForm, problems: list[Problem]) -> str:
    with reading() as connection:
        areas = store.list_areas(connection, _regions())
    return render_template(
        "built_up_areas/index.html",
        areas=areas,
        form=form,
        problems=problems[:MOST_PROBLEMS],
        may_keep=current_actor().may(permissions.AREAS_KEEP),
        today=today(),
    )
