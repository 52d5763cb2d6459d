"""Reminders of what falls due, on the officers' first page; taking note of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from gazetteer.reminders import service
from geoapp.shared.access import signed_in
from geoapp.shared.db import unit_of_work

bp = Blueprint("reminders", __name__, url_prefix="/work/reminders")


@bp.post("/seen")
@signed_in
def seen() -> Any:
    with unit_of_work() as work:
        service.take_note(work)
    flash(_("提醒已标为看过。"), "success")
    return redirect(url_for("work.home"))
