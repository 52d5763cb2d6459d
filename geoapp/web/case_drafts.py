"""From the application's form to a draft and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.facts import facts_of, lines_of
from gazetteer.cases.model import Case, CaseKind, Channel, Draft, DraftItem
from gazetteer.cases.store import areas
from gazetteer.cases.store.pre_namings import term_of
from gazetteer.classes import DEFAULT_CLASS, class_categories
from geoapp.web.forms.cases import DraftForm
from geocore.errors import InvalidInput
from geocore.problems import Problem

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


def draft_from(connection: sa.Connection, form: DraftForm, regions: Sequence[int], today: date) -> Draft:
    """What the form says, with its division and place found in the person's area. Raises InvalidInput."""
    problems: list[Problem] = []
    kind = CaseKind(form.kind.data)
    division_id = _division(connection, form.division.data, regions, problems)
    place_id = _place(connection, form.place.data or "", problems) if kind.changes_a_name else None
    class_code = form.class_code.data or DEFAULT_CLASS[form.category.data]
    if not kind.changes_a_name and class_categories(connection).get(class_code) != form.category.data:
        problems.append(Problem("class_code", "class_mismatch", "the class belongs to another category"))
    names = tuple(line.strip() for line in (form.names.data or "").splitlines() if line.strip())
    if kind is CaseKind.PRE_NAMING and division_id is not None:
        path = areas.path_of_division(connection, division_id)
        if term_of(connection, form.category.data, class_code, path, names[0] if names else "", today) is None:
            problems.append(Problem("kind", "pre_naming_not_offered", "no row of local rules offers it there"))
    if problems or division_id is None:
        raise InvalidInput("the application cannot be kept like this", problems)
    item = DraftItem(
        candidate_names=names,
        place_id=place_id,
        lon=float(form.lon.data) if form.lon.data and form.lat.data else None,
        lat=float(form.lat.data) if form.lon.data and form.lat.data else None,
        position_text=form.position_text.data or "",
        reading=form.reading.data or "",
        origin=form.origin.data or "",
        meaning=form.meaning.data or "",
        reason=form.reason.data or "",
        facts=facts_of(form.facts.data or ""),
        ended_on=date.fromisoformat(form.ended_on.data.strip()) if form.ended_on.data else None,
    )
    return Draft(
        kind=kind,
        category=form.category.data,
        class_code=class_code,
        division_id=division_id,
        items=(item,),
        channel=Channel(form.channel.data),
        applicant_unit=form.applicant_unit.data or "",
        applicant_code=form.applicant_code.data or "",
        contact_person=form.contact_person.data or "",
        contact_phone=form.contact_phone.data or "",
    )


def _division(connection: sa.Connection, words: str, regions: Sequence[int], problems: list[Problem]) -> UUID | None:
    try:
        return areas.the_division(connection, words, regions).id
    except InvalidInput as error:
        problems.extend(error.problems)
        return None


def _place(connection: sa.Connection, words: str, problems: list[Problem]) -> UUID | None:
    """By the address of its page or its name. None while nothing is said: a draft may wait for it."""
    text = words.strip()
    if not text:
        return None
    found = place_meant(connection, text)
    if found is None:
        problems.append(Problem("place", "place_unknown", "not one place of this area"))
    return found


def place_meant(connection: sa.Connection, text: str) -> UUID | None:
    """The place whose page's address or whose name the text is; None where that is not one place of the area."""
    address = _UUID.search(text)
    found = (UUID(address[0]),) if address else areas.places_by_name(connection, text)
    return found[0] if len(found) == 1 else None


def fill_form(form: DraftForm, case: Case, division_name: str) -> None:
    """The draft as it stands, for the form that changes it."""
    item = case.items[0]
    form.version.data = str(case.version)
    form.kind.data, form.category.data, form.class_code.data = str(case.kind), case.category, case.class_code
    form.division.data, form.channel.data = division_name, str(case.channel)
    form.place.data = str(item.place_id) if item.place_id else ""
    form.names.data = "\n".join(item.candidate_names)
    form.lon.data = "" if item.lon is None else f"{item.lon:.6f}"
    form.lat.data = "" if item.lat is None else f"{item.lat:.6f}"
    form.ended_on.data = item.ended_on.isoformat() if item.ended_on else ""
    form.facts.data = lines_of(item.facts)
    for key in ("reading", "reason", "meaning", "origin", "position_text"):
        getattr(form, key).data = getattr(item, key)
    for key in ("applicant_unit", "applicant_code", "contact_person", "contact_phone"):
        getattr(form, key).data = getattr(case, key)
