"""What a row of local law says, and what keeps it from being entered. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from gazetteer.cases.pre_naming import months_of
from gazetteer.naming import (
    LARGEST_EDGE_M,
    ComparisonKey,
    NameKind,
    ScopeKind,
    Severity,
    parse_conditions,
    read_parameters,
    shipped_settings,
)
from gazetteer.naming.words import LISTS
from geocore.problems import Problem

PRE_NAMING: Final = "pre_naming"
"""The one subject of a row that offers pre-naming; the database asks for it as well."""
OFF: Final = "off"
"""As a severity: the rule is not applied, the word is spared."""
WORD_PLACES: Final = ("name", "specific", "whole")
LONGEST: Final = {"subject": 50, "details": 500, "word_kind": 50, "source": 300, "note": 500}
MOST_EXCEPTIONS: Final = 50
CATEGORIES: Final = frozenset({kind.value for kind in NameKind} | {kind.category for kind in NameKind})


class ProvisionKind(StrEnum):
    RULE = "rule"
    """How strictly a rule speaks, where, and what it compares."""
    THRESHOLD = "threshold"
    """What a generic term asks of the feature."""
    WORD = "word"
    """A word that a list gains, or that is spared though a list holds it."""
    PRE_NAMING = "pre_naming"
    """That names may be held for applicants (预命名), and for how many months; its subject is `PRE_NAMING` itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProvision:
    """One row to be entered. `subject` is a rule's code, a generic term or a word; `category` empty for all names."""

    kind: ProvisionKind
    subject: str
    division_id: UUID
    source: str
    valid_from: date
    valid_to: date | None = None
    """First day on which it no longer holds."""
    category: str = ""
    severity: str = ""
    scope_kind: str = ""
    comparison_key: str = ""
    details: str = ""
    """``most=8`` for a rule, ``floors>=20|height_m>=60`` for a term, ``months=6;extension_months=3`` for pre-naming."""
    list: str = ""
    word_kind: str = ""
    word_place: str = ""
    exceptions: tuple[str, ...] = field(default=())
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredProvision(NewProvision):
    """A row of the register. `is_in_force`: it holds today; `is_future`: from a later day."""

    id: UUID
    division: str
    division_path: tuple[int, ...]
    recorded_on: date
    is_in_force: bool
    is_future: bool
    version: int


def rule_codes() -> tuple[str, ...]:
    """Codes of all rules that a row may speak of, in the order of the law."""
    return tuple(dict.fromkeys(setting.rule for setting in shipped_settings()))


def word_kinds(list_name: str) -> tuple[str, ...]:
    """Kinds that the rules on a list tell apart; empty where any words do."""
    return ("国家领导人", "历史人物", "近现代人物", "笔名别名", "作品人物") if list_name == "persons" else ()


def problems_of(given: NewProvision) -> list[Problem]:
    """Everything that keeps the row from being entered."""
    problems = list(_common(given))
    checks = {
        ProvisionKind.RULE: _rule,
        ProvisionKind.THRESHOLD: _threshold,
        ProvisionKind.WORD: _word,
        ProvisionKind.PRE_NAMING: _pre_naming,
    }
    problems.extend(checks[given.kind](given))
    return problems


def _common(given: NewProvision) -> Iterator[Problem]:
    for name in ("subject", "source"):
        if not getattr(given, name).strip():
            yield Problem(name, "required", "must be said")
    for name, longest in LONGEST.items():
        text = getattr(given, name)
        if len(text) > longest or "\x00" in text:
            yield Problem(name, "too_long", f"at most {longest} characters, none of them NUL", hint=str(longest))
    if given.category and given.category not in CATEGORIES:
        yield Problem("category", "unknown", "no category or kind of names")
    if given.valid_to is not None and given.valid_to <= given.valid_from:
        yield Problem("valid_to", "ends_before_it_begins", "ends before it begins")


def _severity(given: NewProvision) -> Iterator[Problem]:
    if given.severity not in (OFF, *(severity.value for severity in Severity)):
        yield Problem("severity", "required", "must be chosen")


def _rule(given: NewProvision) -> Iterator[Problem]:
    yield from _severity(given)
    if given.subject and given.subject not in rule_codes():
        yield Problem("subject", "unknown", "no such rule")
    if given.scope_kind not in {kind.value for kind in ScopeKind}:
        yield Problem("scope_kind", "required", "must be chosen")
    if given.comparison_key not in {key.value for key in ComparisonKey}:
        yield Problem("comparison_key", "required", "must be chosen")
    yield from _parameters(given)


def _parameters(given: NewProvision) -> Iterator[Problem]:
    """What cannot be read would stop every check of the area, and a word that is not known would say nothing."""
    try:
        read_parameters(given.subject, given.details)
    except ValueError:
        if "edge_m" in given.details:
            limit = str(LARGEST_EDGE_M)
            yield Problem("details", "edge_unreadable", f"edge_m=0 to edge_m={limit}, of duplicate.same", hint=limit)
        else:
            yield Problem("details", "parameters_unreadable", "not of the form most=8")


def _threshold(given: NewProvision) -> Iterator[Problem]:
    try:
        parse_conditions(given.details)
    except ValueError:
        yield Problem("details", "conditions_unreadable", "not of the form floors>=20|height_m>=60")


def _pre_naming(given: NewProvision) -> Iterator[Problem]:
    try:
        months_of(given.details)
    except ValueError:
        yield Problem("details", "months_unreadable", "not of the form months=6;extension_months=3")


def _word(given: NewProvision) -> Iterator[Problem]:
    yield from _severity(given)
    if f"{given.list}.csv" not in LISTS:
        yield Problem("list", "required", "must be chosen")
    if given.word_place not in WORD_PLACES:
        yield Problem("word_place", "required", "must be chosen")
    kinds = word_kinds(given.list)
    if kinds and given.severity != OFF and given.word_kind not in kinds:
        yield Problem("word_kind", "unknown", f"one of {'、'.join(kinds)}", hint="、".join(kinds))
    if len(given.exceptions) > MOST_EXCEPTIONS or any(given.subject not in word for word in given.exceptions):
        yield Problem("exceptions", "exceptions_do_not_fit", "each longer word has to contain the word itself")
