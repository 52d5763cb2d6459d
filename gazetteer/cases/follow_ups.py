"""What other offices have to do after a renaming or retirement was announced: addresses, maps, deeds, signs. Pure.

Standard names must be used on signs, in papers and on maps (条例第十八条); who has to change them, in how many days,
is data of the office (`gazetteer.follow_up_rule`). Nothing is sent from here: the office's own mail takes the notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from gazetteer.cases.approvers import PLACEHOLDERS
from gazetteer.cases.model import Case, CaseKind, PathDivision
from geocore.documents import chinese_date

FOLLOWED: Final = (CaseKind.RENAMING, CaseKind.RETIREMENT)
"""Kinds of cases that change what others write on signs, maps and deeds; a correction mends a slip of the register."""
OUTCOMES: Final = ("done", "not_needed")
LONGEST_NOTE: Final = 500
_COUNTY: Final = 3


@dataclass(frozen=True, slots=True)
class FollowUpRule:
    """One row; an empty `case_kind`, `category` or `class_prefix` fits every case. `days`: calendar days from the day
    of the announcement, which is not counted.
    """

    unit: str
    task: str
    days: int
    source: str
    case_kind: str = ""
    category: str = ""
    class_prefix: str = ""


@dataclass(frozen=True, slots=True)
class NewFollowUp:
    """A task of a unit that follows an announcement."""

    unit: str
    task: str
    due_on: date
    source: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A task as it stands. `settled_on`: when the unit has done it, or it was judged not to be needed."""

    id: UUID
    unit: str
    task: str
    source: str
    made_on: date
    due_on: date
    outcome: str | None
    settled_on: date | None
    settled_by: str
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class Notice:
    """What goes to a unit outside this system. Lines of the letter end in `\\n`."""

    subject: str
    letter: str


def follow_ups_for(
    case: Case, path: Sequence[PathDivision], rules: Iterable[FollowUpRule], announced_on: date
) -> tuple[NewFollowUp, ...]:
    """The tasks of a case, in the order of the rules. Of two rows that give a unit the same task the first counts:
    the caller brings those of the nearest division first.
    """
    found: dict[tuple[str, str], NewFollowUp] = {}
    for rule in rules if case.kind in FOLLOWED else ():
        unit = unit_of(rule.unit, path)
        if unit and _fits(rule, case):
            due_on = announced_on + timedelta(days=rule.days)
            found.setdefault((unit, rule.task), NewFollowUp(unit, rule.task, due_on, rule.source))
    return tuple(found.values())


def _fits(rule: FollowUpRule, case: Case) -> bool:
    return (
        rule.case_kind in ("", case.kind)
        and rule.category in ("", case.category)
        and case.class_code.startswith(rule.class_prefix)
    )


def unit_of(unit: str, path: Sequence[PathDivision]) -> str:
    """The unit with its names; empty where the place has no division of a level that it needs.

    For `{county}` stands what is above it where a case lies in no county: its office has the same tasks.
    """
    names = {division.level: division.name for division in path if division.level > 0}
    county = [name for level, name in sorted(names.items()) if level <= _COUNTY]
    for placeholder, level in PLACEHOLDERS.items():
        name = (county[-1] if county else "") if level == _COUNTY else names.get(level, "")
        if placeholder in unit and not name:
            return ""
        unit = unit.replace(placeholder, name)
    return unit


def notice_of(task: FollowUp, deeds: Sequence[str], number: str, announced_on: date, address: str) -> Notice:
    """The letter that asks a unit for its task, in Chinese whatever language the officer reads.

    `deeds`: what was announced (“甲路”更名为“乙路”), `number` and `address` of the announcement.
    """
    told = "；".join(deeds)
    letter = (
        f"{task.unit}：\n{told}，已于{chinese_date(announced_on)}公告（{number}）：\n{address}\n"
        f"请于{chinese_date(task.due_on)}前完成下列事项，并将办理情况告知我单位：\n{task.task}。\n"
        f"依据：{task.source}。"
    )
    return Notice(f"关于{told}后{task.task}的函", letter)
