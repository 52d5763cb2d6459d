"""Taking in a report, from anybody without an account or from an officer who found something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.cases.store import areas
from gazetteer.photographs import photograph
from gazetteer.receipts import new_receipt
from gazetteer.store.error_reports import published_place
from gazetteer.supervision.model import NewReport
from gazetteer.supervision.store import cases as store
from gazetteer.supervision.workflow import SUPERVISION_CASE
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.workflow_store import open_subject

_LONGEST = {"used_name": 100, "place_words": 300, "text": 2000, "person": 100, "contact": 200}
SHORTEST_TEXT = 5
_NATION = (1,)


def receive_report(work: UnitOfWork, report: NewReport, today: date) -> tuple[UUID, str]:
    """Store a report and return its id and receipt number. Raises InvalidInput with everything that is wrong.

    The audit tells that a report came in and whether somebody can be asked back, never who: 条例第三十三条.
    """
    report = replace(
        report,
        used_name=" ".join(report.used_name.split()),
        place_words=" ".join(report.place_words.split()),
        text=report.text.strip(),
        person=" ".join(report.person.split()),
        contact=" ".join(report.contact.split()),
    )
    problems = _problems(report)
    photo = None
    if report.photo is not None:
        try:
            photo = photograph(report.photo)
        except InvalidInput as error:
            problems += error.problems
    division = None if problems else _division(work.connection, report, problems)
    if problems or division is None:
        raise InvalidInput("the report cannot be taken like this", problems)
    division_id, path = division
    case_id = uuid4()
    receipt = new_receipt("JB", today)
    open_subject(work, SUPERVISION_CASE, case_id, path)
    store.insert_case(work, case_id, receipt, report, division_id, path)
    if report.contact:
        store.insert_informant(work, case_id, report.person, report.contact)
    if photo is not None:
        store.insert_photo(work, case_id, "found", *photo)
    work.audit(
        "supervision.report",
        "supervision_case",
        case_id,
        changes={"receipt": receipt, "channel": str(report.channel), "has_informant": bool(report.contact),
                 "has_photo": photo is not None},
    )  # fmt: skip
    return case_id, receipt


def _problems(report: NewReport) -> list[Problem]:
    problems = []
    for field, longest in _LONGEST.items():
        value = getattr(report, field)
        if len(value) > longest or "\x00" in value:
            problems.append(Problem(field, "too_long", f"at most {longest} characters", hint=str(longest)))
    for field in ("used_name", "place_words"):
        if not getattr(report, field):
            problems.append(Problem(field, "required", "must be said"))
    if len(report.text) < SHORTEST_TEXT:
        problems.append(Problem("text", "text_short", f"{SHORTEST_TEXT} characters or more", hint=str(SHORTEST_TEXT)))
    if report.person and not report.contact:
        problems.append(Problem("contact", "contact_missing", "a name alone is of no use"))
    return problems


def _division(
    connection: sa.Connection, report: NewReport, problems: list[Problem]
) -> tuple[UUID, tuple[int, ...]] | None:
    """Whose report it is: by the place, by the point, by the words; in this order."""
    if report.place_id is not None:
        _name, path = published_place(connection, report.place_id)
        return store.division_of_path(connection, path), path
    if report.lon is not None and report.lat is not None:
        around = store.where_is_it(connection, report.lon, report.lat)
        if around is not None:
            return around
    words = report.division_words.strip()
    found = areas.division_by_words(connection, words, _NATION) if words and "\x00" not in words else ()
    if len(found) == 1:
        return found[0].id, areas.path_of_division(connection, found[0].id)
    code = "division_ambiguous" if found else "division_unknown"
    problems.append(Problem("division", code, "not one division"))
    return None
