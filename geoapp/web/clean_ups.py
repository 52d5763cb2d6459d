"""Names of clean-up campaigns that are to change, as the public reads them and objects to them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, render_template
from flask.blueprints import BlueprintSetupState
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import Optional

from gazetteer.campaigns.queries import public_campaigns, public_list
from gazetteer.campaigns.services.objecting import ObjectToName, object_to_name
from geoapp.shared.access import public
from geoapp.shared.courtesy import set_limit, take_turn
from geoapp.shared.db import public_reading, unit_of_work
from geoapp.web import campaign_words
from geoapp.web.consultations import sent_key
from geoapp.web.forms.cases import put_problems
from geoapp.web.forms.consultations import objection_text
from geoapp.web.frame import today
from geocore.errors import InvalidInput, NotFound

bp = Blueprint("clean_up", __name__)

AT_ONCE, SECONDS_FOR_ONE_MORE = 10, 20.0


class NameObjectionForm(FlaskForm):
    """An objection of anybody to a listed name; nothing of the person is asked."""

    key = HiddenField(validators=[Optional()])
    text = objection_text()


@bp.record_once
def _limit(state: BlueprintSetupState) -> None:
    set_limit(state.app, "clean_up", AT_ONCE, SECONDS_FOR_ONE_MORE)


@bp.get("/campaigns")
@public
def index() -> str:
    """Every list that is or was public."""
    with public_reading() as connection:
        found = public_campaigns(connection)
    return render_template("public/clean_ups.html", campaigns=found, today=today())


@bp.get("/campaigns/<uuid:campaign_id>")
@public
def show_list(campaign_id: UUID) -> str:
    """The list of names that are to change, with the window in which to object."""
    with public_reading() as connection:
        found = public_list(connection, campaign_id)
    return render_template("public/clean_up.html", found=found, campaign_words=campaign_words, today=today())


@bp.route("/campaigns/<uuid:campaign_id>/names/<int:position>/objection", methods=["GET", "POST"])
@public
def object_to(campaign_id: UUID, position: int) -> Any:
    """An objection to one name of the list, while its window is open; answered to whoever holds the receipt."""
    form = NameObjectionForm()
    with public_reading() as connection:
        found = public_list(connection, campaign_id)
    name = next((one for one in found.names if one.position == position), None)
    if name is None:
        raise NotFound("no such name in this list", position=position)
    receipt = None
    if form.validate_on_submit():
        take_turn("clean_up")
        try:
            with unit_of_work() as work:
                command = ObjectToName(campaign_id, position, sent_key(form.key.data), form.text.data)
                receipt = object_to_name(work, command, today())
        except InvalidInput as error:
            put_problems(form, error)
    if not form.key.data:
        form.key.data = str(uuid4())
    page = render_template(
        "public/object_to_name.html",
        found=found,
        name=name,
        form=form,
        receipt=receipt,
        campaign_words=campaign_words,
        is_open=found.objections_from <= today() <= found.objections_until,
    )
    return page, 422 if form.is_submitted() and receipt is None else 200
