"""The list of names of one case (地名方案) as a table: taken from Excel or CSV, given back as Excel."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from openpyxl import Workbook

from gazetteer.cases.item_table import read_items, table_of
from gazetteer.cases.model import DraftItem
from gazetteer.cases.queries import case_file
from gazetteer.cases.services import drafting
from gazetteer.cases.store import areas
from gazetteer.cases.store.cases import find_case
from gazetteer.importers.csv_file import csv_rows
from gazetteer.importers.error_workbook import text_cell
from gazetteer.importers.xlsx import xlsx_rows
from gazetteer.name_checks import metres_outside
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.usecases.name_files import ENVELOPE
from geoapp.web import case_words
from geoapp.web.asked import seen_version
from geoapp.web.forms.cases import ItemsForm
from geoapp.web.navigation import template_context
from geocore.errors import InvalidInput
from geocore.problems import Problem

bp = Blueprint("case_items", __name__, url_prefix="/work/cases/<uuid:case_id>/items")

LARGEST_TABLE = 10 * 1024 * 1024
MOST_PROBLEMS = 200
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.context_processor
def _context() -> dict[str, object]:
    return {**template_context(), "case_words": case_words}


@bp.get("/table.xlsx")
@requires(permissions.CASES_HANDLE)
def table(case_id: UUID) -> Any:
    """The items as they are; a draft without any gives the headings to be filled in."""
    with reading() as connection:
        rows = table_of(find_case(connection, case_id).items)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(_("名称清单"))
    for row in rows:
        sheet.append([text_cell(sheet, cell) for cell in row])
    content = io.BytesIO()
    workbook.save(content)
    content.seek(0)
    return send_file(content, mimetype=_XLSX, as_attachment=True, download_name=_("名称清单") + ".xlsx", max_age=0)


@bp.route("", methods=["GET", "POST"])
@requires(permissions.CASES_DRAFT)
def replace(case_id: UUID) -> Any:
    """A table in the place of the present items; nothing is taken while one row cannot be read."""
    form = ItemsForm()
    problems: list[Problem] = []
    with reading() as connection:
        found = case_file(connection, case_id, current_actor())
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                items = _sent_items(work.connection, form.file.data, found.case.division_path[-1])
                drafting.replace_items(work, case_id, seen_version(), items)
        except InvalidInput as error:
            problems = list(error.problems)
        else:
            flash(_("名称清单已保存，共 %(count)s 个名称。", count=len(items)), "success")
            return redirect(url_for("cases.show", case_id=case_id))
    if not form.is_submitted():
        form.version.data = str(found.case.version)
    page = render_template(
        "cases/items.html",
        case=found.case,
        form=form,
        problems=problems[:MOST_PROBLEMS],
        left_out=max(0, len(problems) - MOST_PROBLEMS),
    )
    return page, 422 if form.is_submitted() else 200


def _sent_items(connection: sa.Connection, storage: Any, division: int) -> tuple[DraftItem, ...]:
    """Raises InvalidInput: no table, too large, rows that cannot be read."""
    content = storage.read(LARGEST_TABLE + 1)
    if len(content) > LARGEST_TABLE:
        message = _("文件超过 10 MB，请分成几件")
        raise InvalidInput("the table is too large", [Problem("file", "document_too_large", message)])
    is_workbook = (storage.filename or "").lower().endswith((".xlsx", ".xls"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("items.xlsx" if is_workbook else "items.csv")
        path.write_bytes(content)
        rows = xlsx_rows(path) if is_workbook else csv_rows(path)[0]
        return read_items(
            rows,
            ENVELOPE,
            lambda text: areas.place_meant(connection, text),
            lambda points: metres_outside(connection, division, points),
        )
