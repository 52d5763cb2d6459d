"""A file of names or divisions sent for import: taken in whole, read by a worker, its outcome on the job's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, redirect, render_template, url_for

from gazetteer.cases.store import areas
from geoapp.auth import permissions
from geoapp.jobs import asking
from geoapp.jobs.imports import LARGEST_FILE, SUFFIXES
from geoapp.jobs.model import JobFile, NewJob
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web import import_words
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.imports import DivisionsFileForm, NamesFileForm
from geoapp.web.navigation import template_context
from geocore.batch_store import NATION
from geocore.errors import InvalidInput, NotPermitted
from geocore.problems import Problem

bp = Blueprint("import_files", __name__, url_prefix="/work/imports")
bp.context_processor(template_context)


@bp.route("/names/new", methods=["GET", "POST"])
@requires(permissions.NAMES_IMPORT)
def names() -> Any:
    form = NamesFileForm()
    if form.validate_on_submit():
        regions = sorted(current_actor().grants[permissions.NAMES_IMPORT])
        try:
            with unit_of_work() as work:
                division = areas.the_division(work.connection, form.division.data, regions)
                path = areas.path_of_division(work.connection, division.id)
                options = {
                    "format": form.format.data,
                    "dry_run": form.dry_run.data,
                    "accept_encoding": form.accept_encoding.data,
                    "demo_positions": form.demo_positions.data,
                    "keeper": "" if path == NATION else division.name,
                }
                job = asking.ask(work, NewJob(form.kind, path, arguments=options, file=_file(form)))
        except InvalidInput as error:
            put_problems(form, error, import_words.problem_words)
        else:
            return redirect(url_for("jobs.show", job_id=job))
    if not form.is_submitted():
        with reading() as connection:
            regions = sorted(current_actor().grants[permissions.NAMES_IMPORT])
            offered = areas.divisions_of_regions(connection, regions, 1)
        form.division.data = offered[0].name if offered else ""
    return _page(form)


@bp.route("/divisions/new", methods=["GET", "POST"])
@requires(permissions.DIVISIONS_IMPORT)
def divisions() -> Any:
    """For the whole country only: a list of divisions is not taken over in parts."""
    if not current_actor().may(permissions.DIVISIONS_IMPORT, NATION):
        raise NotPermitted("lists of divisions are national", needs=permissions.DIVISIONS_IMPORT)
    form = DivisionsFileForm()
    if form.validate_on_submit():
        options = {"deepest_level": int(form.deepest_level.data), "dry_run": form.dry_run.data}
        try:
            with unit_of_work() as work:
                job = asking.ask(work, NewJob(form.kind, NATION, arguments=options, file=_file(form)))
        except InvalidInput as error:
            put_problems(form, error, import_words.problem_words)
        else:
            return redirect(url_for("jobs.show", job_id=job))
    return _page(form)


def _page(form: NamesFileForm | DivisionsFileForm) -> Any:
    return render_template("work/import_new.html", form=form), 422 if form.is_submitted() else 200


def _file(form: NamesFileForm | DivisionsFileForm) -> JobFile:
    """Raises InvalidInput: another kind of file, too large, empty. What is inside is the worker's to judge."""
    storage = form.file.data
    name = Path((storage.filename or "").replace("\\", "/")).name[-200:]
    content = storage.read(LARGEST_FILE + 1)
    storage.close()
    found = [
        (Path(name).suffix.lower() not in SUFFIXES[form.kind], "file_kind"),
        (len(content) > LARGEST_FILE, "file_too_large"),
        (not content, "file_empty"),
    ]
    problems = [Problem("file", code, code) for is_so, code in found if is_so]
    if problems:
        raise InvalidInput("no such file", problems)
    return JobFile(name, content)
