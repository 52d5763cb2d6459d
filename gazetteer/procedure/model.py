"""Rows of the procedure, and what keeps one from being entered. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from gazetteer.cases.approvers import PLACEHOLDERS as BODY_PLACEHOLDERS
from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.follow_ups import FOLLOWED
from gazetteer.cases.model import CaseKind
from gazetteer.consultations.model import ReportKind
from gazetteer.consultations.suggestions import Condition
from geocore.problems import Problem

LONGEST: Final = {"source": 300, "unit": 100, "task": 200, "reason": 200, "body": 100, "label_zh": 50, "label_en": 100}
REMINDED: Final = ("clock", "unit", "pre_naming", "follow_up")
"""What reminders are about: a period that ends, a unit that has not answered, a pre-naming that ends, a task of another
office that is not done.
"""
REMINDED_DAYS: Final = 365
FOLLOW_UP_DAYS: Final = 365
UNIT_PLACEHOLDERS: Final = ("{county}", "{neighbour}", "{township}", "{village}")
_BRACED = re.compile(r"[{}]")
_CLASS_PREFIX = re.compile(r"[0-9]{1,5}")


class Group(StrEnum):
    """A table of rows; they differ in what the number means."""

    PERIOD = "period"
    """Days of a clock (承诺时限)."""
    CONSULTATION = "consultation"
    ESCALATION = "escalation"
    """Calendar days left of a clock; below zero: days over."""


@dataclass(frozen=True, slots=True)
class NumberKind:
    """One thing that has a number; `least` and `most` as the database has them."""

    code: str
    group: Group
    least: int
    most: int


NUMBER_KINDS: Final = {
    kind.code: kind
    for kind in (
        *(NumberKind(code, Group.PERIOD, 1, 365) for code in ("acceptance", "decision", "announcement", "filing")),
        *(NumberKind(code, Group.ESCALATION, -365, 365) for code in ("review", "approve", "above")),
        NumberKind("public_days_min", Group.CONSULTATION, 1, 365),
        NumberKind("link_grace_days", Group.CONSULTATION, 0, 365),
        NumberKind("experts_min", Group.CONSULTATION, 1, 100),
        NumberKind("neighbour_distance_m", Group.CONSULTATION, 0, 100_000),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNumber:
    """A number of an office from a day on, in place of the one that it had."""

    code: str
    value: int
    division_id: UUID
    source: str
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNumber:
    """`division_id` None: the row of the country. `unit`: of a period, else empty. `valid_to`: first day without."""

    code: str
    value: int
    unit: str
    division_id: UUID | None
    division: str
    source: str
    valid_from: date | None
    valid_to: date | None
    is_in_force: bool
    is_future: bool


class RuleTable(StrEnum):
    """Rules that say who, what and when: whom to ask, who approves, which reports a case needs, what experts score, on
    which days officers are reminded, what other offices have to do after a renaming or retirement.
    """

    UNITS = "units"
    APPROVERS = "approvers"
    REPORTS = "reports"
    CRITERIA = "criteria"
    REMINDERS = "reminders"
    FOLLOW_UPS = "follow_ups"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRule:
    """Empty `category` and `class_prefix` fit every case."""

    division_id: UUID
    source: str
    valid_from: date
    category: str = ""
    class_prefix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnitRule(NewRule):
    """A unit to be asked (gazetteer.consultations.suggestions)."""

    condition: str
    unit: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewApproverRule(NewRule):
    """Who approves (gazetteer.cases.approvers)."""

    approver_kind: str
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReportRule(NewRule):
    """A report that such cases need (gazetteer.consultations.reports); an empty `case_kind` means all of them."""

    report: str
    case_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCriterion(NewRule):
    """What experts score from 1 to 5. An office that has any has all of its own."""

    label_zh: str
    label_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReminderRule(NewRule):
    """Calendar days left; below zero: days over. An office that has any for a matter has all of its own for it."""

    matter: str
    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFollowUpRule(NewRule):
    """A task of another office (gazetteer.cases.follow_ups); an empty `case_kind` means renamings and retirements."""

    unit: str
    task: str
    days: int
    case_kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRule:
    """`division_id` None: shipped, for the whole country. Words of a unit rule, kind and body of an approver's, report
    and kind of case, the two names of a criterion, matter and days of a reminder, or unit, task, days and kind of case.
    """

    id: UUID
    category: str
    class_prefix: str
    words: tuple[str, ...]
    division_id: UUID | None
    division: str
    source: str
    valid_from: date | None
    valid_to: date | None
    is_in_force: bool
    is_future: bool


def number_problems(given: NewNumber, days_of_the_law: int | None) -> list[Problem]:
    """`days_of_the_law`: of the same clock, None for other numbers. A shorter promise is good, a longer one is none."""
    kind = NUMBER_KINDS.get(given.code)
    if kind is None:
        return [Problem("code", "unknown", "no such number")]
    found = list(_source_problems(given.source))
    if not kind.least <= given.value <= kind.most:
        limits = f"{kind.least}—{kind.most}"
        found.append(Problem("value", "out_of_range", f"between {kind.least} and {kind.most}", hint=limits))
    elif days_of_the_law is not None and given.value > days_of_the_law:
        message = "longer than the period of the law"
        found.append(Problem("value", "longer_than_law", message, hint=str(days_of_the_law)))
    return found


def unit_rule_problems(given: NewUnitRule) -> list[Problem]:
    """Everything that is wrong with a rule, but for its category, which the register knows."""
    found = list(_rule_problems(given))
    for field, text in (("unit", given.unit), ("reason", given.reason)):
        if not text:
            found.append(Problem(field, "required", "must be said"))
        elif len(text) > LONGEST[field]:
            found.append(Problem(field, "too_long", "too long", hint=str(LONGEST[field])))
    found += _placeholder_problems("unit", given.unit, UNIT_PLACEHOLDERS)
    if given.condition not in {str(condition) for condition in Condition}:
        found.append(Problem("condition", "unknown", "no such condition"))
    return found


def approver_rule_problems(given: NewApproverRule) -> list[Problem]:
    """Likewise; without a body the form begins empty."""
    found = list(_rule_problems(given))
    if len(given.body) > LONGEST["body"]:
        found.append(Problem("body", "too_long", "too long", hint=str(LONGEST["body"])))
    found += _placeholder_problems("body", given.body, tuple(BODY_PLACEHOLDERS))
    if given.approver_kind not in {str(kind) for kind in ApproverKind}:
        found.append(Problem("approver_kind", "unknown", "no such kind of approver"))
    return found


def report_rule_problems(given: NewReportRule) -> list[Problem]:
    """Likewise."""
    found = list(_rule_problems(given))
    if given.report not in set(ReportKind):
        found.append(Problem("report", "unknown", "no such report"))
    if given.case_kind and given.case_kind not in set(CaseKind):
        found.append(Problem("case_kind", "unknown", "no such kind of case"))
    return found


def criterion_problems(given: NewCriterion) -> list[Problem]:
    found = list(_rule_problems(given))
    if not given.label_zh:
        found.append(Problem("label_zh", "required", "must be said"))
    for field, text in (("label_zh", given.label_zh), ("label_en", given.label_en)):
        if len(text) > LONGEST[field]:
            found.append(Problem(field, "too_long", "too long", hint=str(LONGEST[field])))
    return found


def reminder_rule_problems(given: NewReminderRule) -> list[Problem]:
    found = list(_rule_problems(given))
    if given.matter not in REMINDED:
        found.append(Problem("matter", "unknown", "no such matter"))
    if not -REMINDED_DAYS <= given.days_left <= REMINDED_DAYS:
        limits = f"-{REMINDED_DAYS}—{REMINDED_DAYS}"
        found.append(Problem("days_left", "out_of_range", "between the limits of a year", hint=limits))
    return found


def follow_up_rule_problems(given: NewFollowUpRule) -> list[Problem]:
    found = list(_rule_problems(given))
    for field, text in (("unit", given.unit), ("task", given.task)):
        if not text:
            found.append(Problem(field, "required", "must be said"))
        elif len(text) > LONGEST[field]:
            found.append(Problem(field, "too_long", "too long", hint=str(LONGEST[field])))
    found += _placeholder_problems("unit", given.unit, tuple(BODY_PLACEHOLDERS))
    if given.case_kind and given.case_kind not in FOLLOWED:
        found.append(Problem("case_kind", "unknown", "no kind of case that others have to follow"))
    if not 1 <= given.days <= FOLLOW_UP_DAYS:
        message = "between a day and a year"
        found.append(Problem("days", "out_of_range", message, hint=f"1—{FOLLOW_UP_DAYS}"))
    return found


def _rule_problems(given: NewRule) -> Iterator[Problem]:
    yield from _source_problems(given.source)
    if given.class_prefix and not _CLASS_PREFIX.fullmatch(given.class_prefix):
        yield Problem("class_prefix", "not_digits", "one to five digits of the class code")


def _placeholder_problems(field: str, text: str, known: tuple[str, ...]) -> Iterator[Problem]:
    for placeholder in known:
        text = text.replace(placeholder, "")
    if _BRACED.search(text):
        yield Problem(field, "unknown_placeholder", "no such placeholder", hint="、".join(known))


def _source_problems(source: str) -> Iterator[Problem]:
    if not source:
        yield Problem("source", "required", "must be said")
    elif len(source) > LONGEST["source"]:
        yield Problem("source", "too_long", "too long", hint=str(LONGEST["source"]))
