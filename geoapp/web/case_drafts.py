"""The form of an application between the browser and the draft: what was sent, what is shown, what is told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import jsonify, render_template, request, url_for
from flask_babel import gettext as _

from boundaries import public_queries as public_boundaries
from gazetteer import public_queries
from gazetteer.cases import change_reasons
from gazetteer.cases.draft_texts import LIMITS, mark_of
from gazetteer.cases.errors import AlreadyOpened, WrittenElsewhere
from gazetteer.cases.known import FILLED, KnownPlace
from gazetteer.cases.model import CaseKind
from gazetteer.cases.services import writing
from gazetteer.cases.services.checking import look_at_wishes
from gazetteer.cases.services.writing import WrittenDraft
from gazetteer.cases.store import areas
from gazetteer.cases.store.cases import find_case
from gazetteer.cases.store.known import known_places
from gazetteer.cases.store.pre_namings import is_offered_within
from gazetteer.store.overrides import current_overrides
from geoapp.auth import permissions
from geoapp.shared.access import current_actor
from geoapp.shared.db import public_reading, reading, unit_of_work
from geoapp.shared.extensions import chosen_language
from geoapp.web import case_words
from geoapp.web.forms.cases import DraftForm, offered
from geoapp.web.frame import today
from geoapp.web.moments import clock_time
from geoapp.web.name_check import report_of
from geocore.errors import InvalidInput
from geocore.problems import Problem

OFFERED_DIVISIONS = 200
PLACE_ZOOM = 15


def sent_texts() -> dict[str, str]:
    return {field: request.form[field] for field in LIMITS if field in request.form}


def written_now(case_id: UUID) -> WrittenDraft:
    """The draft as it stands. Raises NotFound."""
    with reading() as connection:
        return writing.look(connection, current_actor(), find_case(connection, case_id), today())


def begin(case_id: UUID, *, strictly: bool) -> None:
    """Open the draft that was sent, or write into it where an earlier try has opened it.

    Raises InvalidInput, NotPermitted, WrittenElsewhere.
    """
    try:
        with unit_of_work() as work:
            writing.begin(work, case_id, sent_texts(), today(), _seen(), strictly=strictly)
    except AlreadyOpened:
        with unit_of_work() as work:
            writing.keep(work, case_id, sent_texts(), None, today())


def keep(case_id: UUID) -> WrittenDraft:
    """Write what was sent, against what its window saw. Raises as `gazetteer.cases.services.writing.keep`."""
    with unit_of_work() as work:
        return writing.keep(work, case_id, sent_texts(), _seen(), today())


def _seen() -> dict[str, str]:
    """The mark of each field that the window saw; one that was tampered with saw another text."""
    return {field: request.form.get(f"seen-{field}", "") for field in LIMITS}


def told_of_begin(case_id: UUID) -> Any:
    """For a script: the draft is there, and where."""
    at = url_for("cases.edit", case_id=case_id)
    try:
        begin(case_id, strictly=False)
    except InvalidInput as error:
        return jsonify(problems=_words(error.problems)), 422
    except WrittenElsewhere as error:
        return _told_elsewhere(case_id, error.fields, at=at)
    return _told_kept(written_now(case_id), at=at)


def told_of_keep(case_id: UUID) -> Any:
    """For a script: what was kept, what another window wrote, or what cannot be kept."""
    try:
        kept = keep(case_id)
    except InvalidInput as error:
        return jsonify(problems=_words(error.problems)), 422
    except WrittenElsewhere as error:
        return _told_elsewhere(case_id, error.fields)
    return _told_kept(kept)


def _told_kept(kept: WrittenDraft, **more: str) -> Any:
    # A registered place decides the first itself, whatever was chosen, and fills in the others where nobody has typed.
    follow = ("category", "class_code", "division", *FILLED)
    followed = {field: kept.texts[field] for field in follow if field in kept.texts}
    return jsonify(
        versions=kept.marks,
        values=followed,
        problems=_words(kept.problems),
        saved_at=clock_time(kept.saved_at),
        **more,
    )


def _told_elsewhere(case_id: UUID, fields: Iterable[str], **more: str) -> Any:
    now = written_now(case_id)
    told = {field: {"value": now.texts[field], "version": now.marks[field]} for field in fields}
    return jsonify(elsewhere=told, **more), 412


def _words(problems: Iterable[Problem]) -> dict[str, str]:
    return {problem.field: case_words.problem_words(problem) for problem in problems}


def begin_about(form: DraftForm, place: str, kind: str | None) -> None:
    """A new application about the place of an address: what the register knows of it stands in the form at once."""
    sent = {"kind": kind or CaseKind.RENAMING, "place": place}
    with reading() as connection:
        texts = writing.preview(connection, current_actor(), sent, today())
    for field, text in texts.items():
        form[field].data = text


def _fill(form: DraftForm, written: WrittenDraft) -> None:
    """The form as the draft stands, with what is wrong beside each field."""
    for field, text in written.texts.items():
        form[field].data = text
    for problem in written.problems:
        form[problem.field].errors = [*form[problem.field].errors, case_words.problem_words(problem)]


def _regions() -> list[int]:
    return sorted(current_actor().grants.get(permissions.CASES_DRAFT, ()))


def draft_form() -> DraftForm:
    """With the categories and classes of today."""
    form = DraftForm()
    with public_reading() as connection:
        categories = public_queries.categories(connection)
        classes = public_queries.classes(connection)
    is_english = chosen_language() == "en"
    form.category.choices = offered({row.code: row.name_en if is_english else row.name_zh for row in categories})
    form.reason_code.choices = reason_choices(form.reason_code.data or "")
    form.class_code.choices = offered({"": _("按类别")} | {row.code: f"{row.code} {row.name_zh}" for row in classes})
    return form


def reason_choices(chosen: str = "", kinds: Iterable[CaseKind] = CaseKind) -> list[Any]:
    """What may be said today of a change of these kinds, and what was said before although it may not be any more."""
    today_s = {reason.code: reason for kind in kinds for reason in change_reasons.offered(kind, today())}
    codes = [code for code in change_reasons.all_reasons() if code in today_s or code == chosen]
    return offered({"": _("未选")} | {code: case_words.reason_words(code) for code in codes})


def draft_page(form: DraftForm, case_id: UUID | None, elsewhere: Sequence[str] = ()) -> Any:
    """The form of a draft, or of none yet; as it was sent where that could not be kept."""
    is_sent = form.is_submitted()
    there: dict[str, str] = {}
    if case_id is not None:
        written = written_now(case_id)
        there = {field: written.texts[field] for field in elsewhere}
        if not is_sent:
            _fill(form, written)
    with reading() as connection:
        divisions = _offered(connection)
        case = find_case(connection, case_id) if case_id is not None else None
        checked = look_at_wishes(connection, case, today()) if case is not None and len(case.items) == 1 else ()
        overrides = current_overrides(connection)
        known = _known(connection, form)
        # Chosen all the same, it stays in the list with what is told against it.
        if form.kind.data != CaseKind.PRE_NAMING and not is_offered_within(connection, today(), _regions()):
            form.kind.choices = [one for one in form.kind.choices if one.value != CaseKind.PRE_NAMING]
        if not form.division.data and divisions and not is_sent:
            form.division.data = divisions[0].name
        view = _view(connection, form)
    if is_sent and not elsewhere:
        seen = _seen()
    else:
        seen = (
            written.marks
            if case_id is not None
            else {field: mark_of(field, form[field].data or "") for field in LIMITS}
        )
    page = render_template(
        "cases/edit.html",
        form=form,
        case=case,
        divisions=divisions,
        seen=seen,
        elsewhere=there,
        known=known,
        reports=[report_of(one, overrides) for one in checked],
        view=view,
        is_kept=not is_sent or bool(elsewhere),
    )
    return page, 412 if elsewhere else 422 if is_sent else 200


def _known(connection: sa.Connection, form: DraftForm) -> KnownPlace | None:
    """What the register says of the present place, for the eyes beside the form."""
    try:
        place_id = UUID(form.place.data or "")
    except ValueError:
        return None
    return known_places(connection, (place_id,)).get(place_id)


def ground(connection: sa.Connection, division: str, place: str) -> dict[str, Any]:
    """Where the words of the form lie, for a map without a point; nothing where that is not sure.

    `center` and `zoom` of the place that is to change, unless its position is invented; else `extent` of the division.
    """
    place_id = areas.place_meant(connection, place) if place else None
    if place_id is not None:
        at = areas.registered_positions(connection, [place_id]).get(place_id)
        if at is not None and not at.is_demo:
            return {"center": [at.lon, at.lat], "zoom": PLACE_ZOOM}
    found = areas.division_by_words(connection, division, _regions()) if division else ()
    bounds = public_boundaries.bounds_around(connection, found[0].seq) if len(found) == 1 else None
    return {} if bounds is None else {"extent": list(bounds)}


def _view(connection: sa.Connection, form: DraftForm) -> dict[str, str]:
    """The same as the attributes with which a map opens."""
    division, place = (readable(field.data or "") for field in (form.division, form.place))
    told = ground(connection, division, place)
    return {key: ",".join(map(str, value)) if isinstance(value, list) else str(value) for key, value in told.items()}


def readable(text: str) -> str:
    """What may be asked of the database: no text has a NUL, and none is longer than a field."""
    return "" if "\x00" in text else text.strip()[:200]


def _offered(connection: sa.Connection) -> tuple[Any, ...]:
    return areas.divisions_of_regions(connection, _regions(), OFFERED_DIVISIONS)
