"""The officers' first page: what there is to do and to look at, by what the person may."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from gazetteer.applications.queries import waiting_count
from gazetteer.cases.queries import Tab, queue
from gazetteer.cases.store.deadlines import unanswered_prompts
from gazetteer.consultations.queries import waiting_things
from gazetteer.reminders.store import unseen
from gazetteer.store.error_reports import recent_reports
from gazetteer.store.readings import undecided_readings
from geoapp.auth import permissions
from geoapp.shared.access import current_actor, signed_in
from geoapp.shared.db import reading
from geoapp.web import case_words, consultation_words, reminder_words
from geoapp.web.frame import today
from geoapp.web.navigation import template_context
from geocore.batch_store import recent_batches

bp = Blueprint("work", __name__, url_prefix="/work")
bp.context_processor(template_context)

SHOWN = 8
REMINDERS = 50


@bp.get("")
@signed_in
def home() -> str:
    """Cases and readings to be dealt with, reports from the public, the last imports."""
    actor = current_actor()
    may_read = actor.may(permissions.NAMES_READ)
    handles_cases = actor.may(permissions.CASES_HANDLE)
    regions = sorted(actor.grants.get(permissions.READINGS_DECIDE, ()))
    with reading() as connection:
        return render_template(
            "work/home.html",
            may_read=may_read,
            waiting=waiting_things(connection, today()) if actor.may(permissions.CASES_REVIEW) else (),
            words_of=consultation_words,
            cases=queue(connection, actor, Tab.MINE, today(), limit=SHOWN).items if handles_cases else None,
            prompted=unanswered_prompts(connection, SHOWN) if handles_cases else (),
            applied=waiting_count(connection) if handles_cases else 0,
            case_words=case_words,
            today=today(),
            reports=recent_reports(connection) if may_read else (),
            reminders=unseen(connection, REMINDERS),
            reminder_words=reminder_words,
            sends_mail=bool(current_app.config["SETTINGS"].smtp_url),
            undecided=undecided_readings(connection, regions, limit=SHOWN).items if regions else None,
            batches=recent_batches(connection, SHOWN) if may_read else (),
        )
