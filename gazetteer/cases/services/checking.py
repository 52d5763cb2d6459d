"""The rule check as part of the file: made when an application is handed in, and anew when it goes to the decision.

A report is kept with the versions of rules and data, so that a later reader sees what was known at each step. It
decides nothing: that is for those whom the law names.
"""

from __future__ import annotations

from gazetteer.cases.model import Case, CaseItem
from gazetteer.cases.store import papers
from gazetteer.name_checks import CheckedName, Question, check_name
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput


def check_wishes(work: UnitOfWork, case: Case) -> int:
    """Check every name that the case asks for against what is public now, and keep the reports. Returns how many."""
    if not case.kind.gives_a_name:
        return 0
    count = 0
    for item in case.items:
        for name in item.candidate_names:
            checked = _checked(work, case, item, name)
            if checked is None:
                continue
            papers.insert_check(
                work, case.id, name, checked.report.rules_version, checked.data_version, checked.as_dict()
            )
            count += 1
    return count


def _checked(work: UnitOfWork, case: Case, item: CaseItem, name: str) -> CheckedName | None:
    """None where the division is not public yet: then the file holds no report, and the page says so."""
    point = (item.lon, item.lat) if item.lon is not None and item.lat is not None else None
    alteration = str(item.place_id) if item.place_id is not None else None

    def ask(point: tuple[float, float] | None) -> CheckedName:
        return check_name(
            work.connection,
            Question(
                name=name,
                category=case.category,
                class_code=case.class_code,
                division=case.division_path[-1],
                point=point,
                is_alteration_of=alteration,
            ),
        )

    # The division of record counts; published areas are drawings, and a point near the line may lie beside them.
    for place in dict.fromkeys((point, None)):
        try:
            return ask(place)
        except InvalidInput:
            continue
    return None
