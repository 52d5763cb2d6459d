"""What may be entered in consultations, reviews and objections, and when. Pure; every problem at once.

The fields of a problem are those of the forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from gazetteer.consultations.model import Assessment, Criterion, ExpertReview
from geocore.problems import Problem

ANSWERS: Final = ("agree", "conditions", "object", "none")
NEED_WORDS: Final = ("conditions", "object")
LONGEST_TEXT: Final = 2000
LONGEST_COMMENT: Final = 2000
LONGEST_DAYS: Final = 365


def length_problems(texts: Mapping[str, str], limits: Mapping[str, tuple[int, int]]) -> list[Problem]:
    """`limits`: field -> (least, most) characters of the stripped text. NUL cannot be stored."""
    problems = []
    for name, (least, most) in limits.items():
        text = texts[name].strip()
        if "\x00" in text:
            problems.append(Problem(name, "nul", "holds a NUL character"))
        if not text and least:
            problems.append(Problem(name, "required", "must be said"))
        elif len(text) < least:
            problems.append(Problem(name, "too_short", f"at least {least} characters", hint=str(least)))
        elif len(text) > most:
            problems.append(Problem(name, "too_long", f"at most {most} characters", hint=str(most)))
    return problems


def answer_problems(answer: str, text: str, name: str) -> list[Problem]:
    """A unit's answer: who answers is named; an objection has its reason, a condition its words."""
    problems = [] if answer in ANSWERS else [Problem("answer", "required", "must be chosen")]
    least = 1 if answer in NEED_WORDS else 0
    return problems + length_problems({"text": text, "name": name}, {"text": (least, LONGEST_TEXT), "name": (1, 100)})


def period_problems(opens_on: date, closes_on: date, today: date, least_days: int) -> list[Problem]:
    """A public consultation begins today or later and lasts its least number of days, first and last included."""
    problems = []
    if opens_on < today:
        problems.append(Problem("opens_on", "opens_in_past", "the first day is past"))
    days = (closes_on - opens_on).days + 1
    if days < least_days:
        problems.append(Problem("closes_on", "public_too_short", "too few days", hint=str(least_days)))
    elif days > LONGEST_DAYS:
        problems.append(Problem("closes_on", "public_too_long", "more than a year"))
    return problems


def score_problems(scores: Mapping[str, int], criteria: Sequence[Criterion]) -> list[Problem]:
    """Each criterion is scored, from 1 to 5, and nothing else is."""
    return [
        Problem("scores", "score_missing", "score from 1 to 5", hint=criterion.label_zh)
        for criterion in criteria
        if scores.get(criterion.code) not in range(1, 6)
    ]


def conclusion_problems(review: ExpertReview, criteria: Sequence[Criterion], least_experts: int) -> list[Problem]:
    """Everybody has declared; those without a conflict of interest have answered, and they are enough."""
    problems = [
        Problem("experts", "conflict_undeclared", "has not declared", hint=expert.name)
        for expert in review.experts
        if expert.has_conflict is None
    ]
    counted = [expert for expert in review.experts if expert.counts]
    problems += [
        Problem("experts", "expert_silent", "has not answered", hint=expert.name)
        for expert in counted
        if expert.answered_on is None or score_problems(expert.scores, criteria)
    ]
    if len(counted) < least_experts:
        problems.append(Problem("experts", "experts_few", "too few experts count", hint=str(least_experts)))
    return problems


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The end of an expert review; risks and advice are sections of its report (实施办法第五条)."""

    held_on: date
    minutes: str
    risks: str
    advice: str
    result: str


def conclusion_words_problems(conclusion: Conclusion, opened_on: date, today: date) -> list[Problem]:
    words = {"minutes": conclusion.minutes, "risks": conclusion.risks, "advice": conclusion.advice}
    problems = length_problems(words, {"minutes": (1, 5000), "risks": (1, LONGEST_TEXT), "advice": (1, LONGEST_TEXT)})
    if not opened_on <= conclusion.held_on <= today:
        problems.append(Problem("held_on", "held_out_of_order", "between the opening and today"))
    return problems


def assessment_problems(assessment: Assessment) -> list[Problem]:
    """A draft may have empty sections; they must only be storable."""
    return length_problems(_sections(assessment), dict.fromkeys(_sections(assessment), (0, LONGEST_TEXT)))


def _sections(assessment: Assessment) -> dict[str, str]:
    return {part.name: getattr(assessment, part.name) for part in fields(assessment) if part.name != "version"}
