"""Import batches: the list, one batch with its report, and taking one back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

import gazetteer
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, requires
from geoapp.shared.db import reading, unit_of_work
from geoapp.web.forms.imports import UndoForm
from geoapp.web.navigation import template_context
from geocore.batch_store import NATION, batch_source, find_batch, recent_batches
from geocore.batches import IMPORT_BATCH
from geocore.errors import Conflict
from geocore.workflow_store import events_of, subject_state

bp = Blueprint("imports", __name__, url_prefix="/work/imports")
bp.context_processor(template_context)

LISTED = 100
UNDOABLE = frozenset({"names"})
"""Divisions and polygons carry everything else; taking them back is not a button."""


@bp.get("")
@requires(permissions.NAMES_READ)
def index() -> str:
    with reading() as connection:
        batches = recent_batches(connection, LISTED)
    actor = current_actor()
    return render_template(
        "work/imports.html",
        batches=batches,
        may_import_names=actor.may(permissions.NAMES_IMPORT),
        may_import_divisions=actor.may(permissions.DIVISIONS_IMPORT, NATION),
    )


@bp.get("/<uuid:batch_id>")
@requires(permissions.NAMES_READ)
def show(batch_id: UUID) -> str:
    return _page(batch_id, UndoForm())


@bp.post("/<uuid:batch_id>/undo")
@requires(permissions.IMPORTS_UNDO)
def undo(batch_id: UUID) -> Any:
    """Take the batch back, all of it or nothing."""
    form = UndoForm()
    if form.validate_on_submit():
        try:
            with unit_of_work() as work:
                undone = gazetteer.undo_names(work, batch_id, form.reason.data)
        except Conflict as error:
            form.form_errors.append(_refusal(error))
            return _page(batch_id, form), 409
        flash(
            _("已撤销：%(places)s 处地名、%(names)s 个名称；%(restored)s 个旧名恢复为标准地名。",
              places=f"{undone.places:,}", names=f"{undone.names:,}", restored=f"{undone.restored:,}"),
            "success",
        )  # fmt: skip
        return redirect(url_for("imports.show", batch_id=batch_id))
    return _page(batch_id, form), 422


def _refusal(error: Conflict) -> str:
    words = {
        "changed_names": _("改动过的名称"),
        "later_readings": _("之后审定的读音"),
        "events": _("之后登记的事件"),
        "later_names": _("之后增加的名称"),
    }
    later = [f"{words[key]} {count}" for key, count in error.details.items() if key in words and count]
    if later:
        return _("不能撤销，已有后续工作以它为基础：%(what)s。请先处理这些记录。", what="、".join(later))
    return _("这个批次已经撤销，或正被他人处理。")


def _page(batch_id: UUID, form: UndoForm) -> str:
    with reading() as connection:
        batch = find_batch(connection, batch_id)
        subject = subject_state(connection, batch_id)
        return render_template(
            "work/import.html",
            batch=batch,
            source=batch_source(connection, batch_id),
            events=events_of(connection, batch_id),
            form=form,
            may_undo=batch.kind in UNDOABLE
            and "undo" in IMPORT_BATCH.actions_for(subject, current_actor(), subject.division_path),
        )
