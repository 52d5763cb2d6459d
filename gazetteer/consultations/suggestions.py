"""Which units to ask about a case, found from its kind and place by rules that an office sets. Pure.

A rule names a unit with `{county}`, `{neighbour}`, `{township}` or `{village}` in it; where the place has no such
division the rule says nothing. Nothing here is law: it is a list to begin with, which the reviewer changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gazetteer.cases.model import PathDivision

MOST_SUGGESTED: Final = 12
_COUNTY, _TOWNSHIP, _VILLAGE = 3, 4, 5
_MINORITY = re.compile("自治|民族乡|民族镇|民族苏木|族村")


class Condition(StrEnum):
    ALWAYS = "always"
    NEIGHBOUR = "neighbour"
    """Once for each county whose area comes near the place."""
    MINORITY = "minority"
    """In an autonomous unit or a 民族乡, or where the applicant tells of a minority language."""
    TOWNSHIP = "township"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class UnitRule:
    """One row of the office's list; empty `category` or `class_prefix` fits every case."""

    condition: Condition
    unit: str
    reason: str
    category: str = ""
    class_prefix: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """Kind and place of a case: `path` country first, `neighbours` the other counties near it, nearest first."""

    category: str
    class_code: str
    path: tuple[PathDivision, ...]
    neighbours: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    """What the applicant wrote on origin and meaning."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    unit: str
    reason: str


def suggested_units(situation: Situation, rules: Iterable[UnitRule]) -> tuple[Suggestion, ...]:
    """Each unit once, with every reason for which it is asked, in the order of the rules."""
    reasons: dict[str, list[str]] = {}
    for rule in rules:
        if not _fits(rule, situation):
            continue
        for unit in _units(rule, situation):
            known = reasons.setdefault(unit, [])
            if rule.reason not in known:
                known.append(rule.reason)
    return tuple(Suggestion(unit, "；".join(known)) for unit, known in list(reasons.items())[:MOST_SUGGESTED])


def _fits(rule: UnitRule, situation: Situation) -> bool:
    if rule.category and rule.category != situation.category:
        return False
    if not situation.class_code.startswith(rule.class_prefix):
        return False
    return rule.condition is not Condition.MINORITY or _tells_of_minorities(situation)


def _tells_of_minorities(situation: Situation) -> bool:
    names = [division.name for division in situation.path]
    return any(_MINORITY.search(name) for name in names) or any("族语" in text for text in situation.texts)


def _units(rule: UnitRule, situation: Situation) -> Iterator[str]:
    names = {
        "{county}": _office_name(situation.path),
        "{township}": _seat(_name_at(situation.path, _TOWNSHIP)),
        "{village}": _committee(_name_at(situation.path, _VILLAGE)),
    }
    neighbours = situation.neighbours if "{neighbour}" in rule.unit else ("",)
    for neighbour in neighbours:
        unit = rule.unit.replace("{neighbour}", neighbour)
        if all(key not in unit or name for key, name in names.items()):
            for key, name in names.items():
                unit = unit.replace(key, name)
            yield unit


def _office_name(path: Sequence[PathDivision]) -> str:
    """The county of the case, or what stands above it where there is none."""
    above = [division.name for division in path if 0 < division.level <= _COUNTY]
    return above[-1] if above else ""


def _name_at(path: Sequence[PathDivision], level: int) -> str:
    return next((division.name for division in path if division.level == level), "")


def _seat(township: str) -> str:
    """A 街道 has an office of its district's government, a 镇 or 乡 a government; other areas have neither."""
    if township.endswith("街道"):
        return f"{township}办事处"
    return f"{township}人民政府" if township.endswith(("镇", "乡", "苏木")) else ""


def _committee(village: str) -> str:
    if not village or village.endswith("委员会"):
        return village
    is_urban = village.endswith(("社区", "居委会"))
    return f"{village}居民委员会" if is_urban else f"{village}民委员会" if village.endswith("村") else village
