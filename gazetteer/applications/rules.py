"""What may be written in an application, what is missing before it is handed in, how far each task is. Pure.

What is missing is judged by the rules of the office's own submission (`gazetteer.cases.rules`), so that an application
that was handed in does not fail there for the same things.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from gazetteer.applications.model import TASK_OF, NameApplication, Task, TaskState
from gazetteer.cases.change_reasons import all_reasons
from gazetteer.cases.draft_texts import text_problems
from gazetteer.cases.facts import facts_of
from gazetteer.cases.model import Case, CaseItem, CaseKind, Channel, DocumentKind, Draft, DraftItem
from gazetteer.cases.rules import REQUIRED_DOCUMENTS, Application, problems_of, writing_problems
from gazetteer.cases.workflow import CaseState
from geocore.coordinates import decimal_number
from geocore.problems import Problem

MOST_PAPERS: Final = 20
MOST_BYTES: Final = 60 * 1024 * 1024
"""Of all papers of one application together; the database holds both limits as well."""
LIMITS: Final = {
    "names": 200, "position_text": 2000, "lon": 24, "lat": 24, "scale": 1000, "reason_code": 20, "reason": 2000,
    "meaning": 2000, "origin": 2000, "applicant_unit": 200, "applicant_code": 50, "contact_person": 50,
    "contact_phone": 50,
}  # fmt: skip
"""Characters of each field."""
ONE_LINE: Final = frozenset({"lon", "lat", "applicant_unit", "applicant_code", "contact_person", "contact_phone"})
_ENVELOPE: Final = {"lon": (70.0, 140.0), "lat": (0.0, 56.0)}

_TURNS: Final = tuple(Task)
Value = str | float | None


def written(changes: Mapping[str, str]) -> tuple[dict[str, Value], list[Problem]]:
    """The values to be stored, and what is wrong with any; a field that does not exist is a problem too."""
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for field, text in changes.items():
        found = text_problems(field, text, LIMITS)
        problems += found
        if not found:
            values[field] = _value(field, text, problems)
    return values, problems


def _value(field: str, text: str, problems: list[Problem]) -> Value:
    if field in _ENVELOPE:
        return _degrees(field, text.strip(), problems)
    if field == "names":
        names = tuple(name for line in text.splitlines() if (name := "".join(line.split())))
        problems += writing_problems(names, {})
        return "\n".join(names)
    if field == "reason_code" and text not in ("", *all_reasons()):
        problems.append(Problem(field, "required", "must be chosen"))
    return " ".join(text.split()) if field in ONE_LINE else text.strip().replace("\r\n", "\n")


def _degrees(field: str, text: str, problems: list[Problem]) -> float | None:
    if not text:
        return None
    try:
        value = decimal_number(text)
    except ValueError:
        value = math.nan
    least, most = _ENVELOPE[field]
    if not math.isfinite(value):
        problems.append(Problem(field, "not_degrees", "no number of degrees"))
    elif not least <= value <= most:
        problems.append(Problem(field, "position_outside", "not in the country"))
    return value


def missing(
    application: NameApplication,
    today: date,
    protected: frozenset[UUID],
    offers_pre_naming: bool = False,
    outside: float | None = None,
) -> list[Problem]:
    """Everything that is missing, at once, by field; `protected`: places of it that are on the protection list;
    `outside`: its metres from its division, where it lies elsewhere.
    """
    papers = frozenset(paper.kind for paper in application.papers)
    looked_at = Application(
        _as_case(application),
        papers,
        {},
        today,
        protected=protected,
        offers_pre_naming=offers_pre_naming,
        outside={} if outside is None else {1: outside},
    )
    problems = problems_of(looked_at)
    if (application.lon is None) != (application.lat is None) and "lon" not in {one.field for one in problems}:
        half = "lon" if application.lon is None else "lat"
        problems.append(Problem(half, "position_missing", "half a position"))
    # A body applies (条例第十一条); without somebody to ask it could not be told what is missing.
    problems += [
        Problem(field, f"{field}_missing", "must be said")
        for field in ("contact_person", "contact_phone")
        if not getattr(application, field)
    ]
    return sorted(problems, key=lambda problem: _TURNS.index(task_of(problem)))


def task_of(problem: Problem) -> Task:
    return Task.PAPERS if problem.field == "documents" else TASK_OF.get(problem.field, Task.NAMES)


def task_states(application: NameApplication, problems: list[Problem]) -> dict[Task, TaskState]:
    """How far each task is; `problems` as `missing` tells them."""
    begun = {task for field, task in TASK_OF.items() if application.value_of(field)}
    begun |= {Task.PAPERS} if application.papers else set()
    unready = {task_of(problem) for problem in problems}
    states = {}
    for task in Task:
        if task in application.return_tasks:
            states[task] = TaskState.CHANGES
        elif task not in begun:
            states[task] = TaskState.EMPTY
        else:
            states[task] = TaskState.CHANGES if task in unready else TaskState.DONE
    return states


def needed_papers(kind: CaseKind, is_protected: bool) -> tuple[DocumentKind, ...]:
    """Kinds of papers without which nothing is handed in."""
    more = (DocumentKind.PROTECTION_PLAN,) if is_protected and kind is CaseKind.RENAMING else ()
    return REQUIRED_DOCUMENTS[kind] + more


def paper_problems(application: NameApplication, size: int) -> list[Problem]:
    """Whether one more paper of `size` bytes has room."""
    if len(application.papers) >= MOST_PAPERS:
        return [Problem("file", "too_many_papers", f"at most {MOST_PAPERS} papers", hint=str(MOST_PAPERS))]
    if sum(paper.size for paper in application.papers) + size > MOST_BYTES:
        return [Problem("file", "papers_too_large", f"at most {MOST_BYTES} bytes together")]
    return []


def draft_of(application: NameApplication) -> Draft:
    """The draft of the case that an officer takes it over as."""
    return Draft(
        kind=application.kind,
        category=application.category,
        class_code=application.class_code,
        division_id=application.division_id,
        items=(_item(application),),
        channel=Channel.PORTAL,
        applicant_unit=application.applicant_unit,
        applicant_code=application.applicant_code,
        contact_person=application.contact_person,
        contact_phone=application.contact_phone,
    )


def _item(application: NameApplication) -> DraftItem:
    is_placed = application.lon is not None and application.lat is not None
    return DraftItem(
        candidate_names=application.candidate_names,
        place_id=application.place_id,
        lon=application.lon if is_placed else None,
        lat=application.lat if is_placed else None,
        position_text=application.position_text,
        origin=application.origin,
        meaning=application.meaning,
        reason=application.reason,
        facts=facts_of(application.scale),
        reason_code=application.reason_code,
    )


def _as_case(application: NameApplication) -> Case:
    """The application as the rules of submission look at a case."""
    item = _item(application)
    return Case(
        id=application.id,
        kind=application.kind,
        category=application.category,
        class_code=application.class_code,
        channel=Channel.PORTAL,
        division_id=application.division_id,
        division_path=application.division_path,
        applicant_unit=application.applicant_unit,
        applicant_code=application.applicant_code,
        contact_person=application.contact_person,
        contact_phone=application.contact_phone,
        version=application.version,
        state=CaseState.DRAFT,
        state_version=0,
        opened_at=application.saved_at,
        number=None,
        accepted_on=None,
        items=(
            CaseItem(
                id=application.id,
                position=1,
                candidate_names=item.candidate_names,
                place_id=item.place_id,
                old_name_id=application.old_name_id,
                old_name=application.old_name or None,
                # Half a position is told at the half that is missing.
                lon=application.lon,
                lat=item.lat,
                position_text=item.position_text,
                reading="",
                origin=item.origin,
                meaning=item.meaning,
                reason=item.reason,
                facts=item.facts,
                ended_on=None,
                reason_code=item.reason_code,
            ),
        ),
    )
