"""What became of an opinion, an objection, a report: for whoever holds its receipt, without an account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from gazetteer.services.receipts import ReceiptProgress, progress_of
from geoapp.shared.access import public
from geoapp.shared.courtesy import set_limit, take_turn
from geoapp.shared.db import unit_of_work
from geoapp.web import consultation_words, supervision_words
from geoapp.web.forms.text import NEEDED, storable

bp = Blueprint("receipts", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 10, 20.0

MATTERS = {
    "comment": _l("对征求意见的意见"),
    "objection": _l("对公告的异议"),
    "listed_name": _l("对公示名称的异议"),
    "use_report": _l("不规范使用地名的报告"),
    "error_report": _l("地名信息纠错"),
}
_ANSWERED = {"waiting": (_l("待答复"), "warn"), "answered": (_l("已答复"), "done")}
STATES = {
    "comment": consultation_words.MODERATIONS,
    "objection": _ANSWERED,
    "listed_name": _ANSWERED,
    "use_report": supervision_words.STATES,
    "error_report": {"received": (_l("已收到"), "active")},
}
OUTCOMES = {"comment": consultation_words.HANDLINGS, "objection": consultation_words.OUTCOMES}
_PAGES = {
    "comment": ("consultation.show", "consultation_id"),
    "objection": ("announcement.show", "announcement_id"),
    "listed_name": ("clean_up.show_list", "campaign_id"),
    "error_report": ("place.show", "place_id"),
}


class ReceiptForm(FlaskForm):
    receipt = StringField(
        _l("回执号"), [DataRequired(NEEDED), Length(max=60), storable],
        description=_l("例如 YJ20260301-7F3K9Q"),
        render_kw={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"},
    )  # fmt: skip


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    set_limit(state.app, "receipt", AT_ONCE, SECONDS_FOR_ONE_MORE)


@bp.route("/receipts", methods=["GET", "POST"])
@public
def index() -> Any:
    """Ask with a receipt, read what became of it."""
    form = ReceiptForm()
    found: ReceiptProgress | None = None
    if form.validate_on_submit():
        take_turn("receipt")
        with unit_of_work() as work:
            found = progress_of(work, form.receipt.data)
        if found is None:
            form.form_errors.append(_("没有这个回执号，请核对。网上申请的回执要和查询码一起查。"))
    page = render_template(
        "public/receipt.html",
        form=form,
        found=found,
        about=_about(found),
        matters=MATTERS,
        states=STATES,
        outcomes=OUTCOMES,
    )
    return page, 422 if form.is_submitted() and found is None else 200


def _about(found: ReceiptProgress | None) -> str | None:
    """The page of what the sender wrote about, where it is public."""
    if found is None or found.about is None:
        return None
    endpoint, key = _PAGES[found.matter]
    return url_for(endpoint, **{key: found.about})
