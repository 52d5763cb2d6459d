"""What keeps a case from its decision: whatever was begun for the decision must have ended before it. Pure.

A trigger (`gazetteer.naming_case_hindrances`) refuses the same on its own, so that no other way leads around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geocore.problems import Problem


@dataclass(frozen=True, slots=True)
class Begun:
    """What stands in the file of a case. `public_until` is the last day of a public consultation that nobody closed;
    `missing_reports` are those of 条例第十一条 that the case needs and has neither as a report nor as a paper.
    """

    unanswered_units: tuple[str, ...] = ()
    unhandled_opinions: int = 0
    public_until: date | None = None
    unanswered_comments: int = 0
    has_open_review: bool = False
    missing_reports: tuple[str, ...] = ()


def hindrances(begun: Begun) -> list[Problem]:
    """Everything that stands against the decision, at once."""
    problems = [
        Problem("", "unit_unanswered", "a unit that was asked has not answered", hint=unit)
        for unit in begun.unanswered_units
    ]
    if begun.unhandled_opinions:
        count = str(begun.unhandled_opinions)
        problems.append(Problem("", "opinion_unhandled", "an opinion of the public is not handled", hint=count))
    if begun.public_until is not None:
        day = begun.public_until.isoformat()
        problems.append(Problem("", "public_open", "a public consultation is not closed", hint=day))
    if begun.unanswered_comments:
        count = str(begun.unanswered_comments)
        problems.append(Problem("", "comment_unanswered", "a comment of the public is not answered", hint=count))
    if begun.has_open_review:
        problems.append(Problem("", "review_open", "an expert review is not concluded"))
    problems += [
        Problem("", "report_missing", "a report that the case needs is missing", hint=report)
        for report in begun.missing_reports
    ]
    return problems
