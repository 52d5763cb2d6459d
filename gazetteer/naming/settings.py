"""What differs by place and kind of name: scope, key and severity of each rule, and sizes that generic terms ask for.

All of it is dated rows with a source. The shipped rows say what national law says, and what Ningbo and Shanghai have
made stricter; a register adds rows of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from gazetteer.naming.findings import Scope, ScopeKind, Severity
from gazetteer.naming.proposal import Measures, Proposal
from gazetteer.naming.provisions import Provision, nearest
from gazetteer.naming.shipped import rows
from gazetteer.naming.words import WordLists, WordProvision, word_lists


class ComparisonKey(StrEnum):
    """What of two names is compared: Ningbo compares specific parts alone."""

    FULL = "full"
    SPECIFIC = "specific"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting(Provision):
    """One row: how a rule works for some names in some area."""

    rule: str
    severity: Severity | None
    """None switches the rule off."""
    scope_kind: ScopeKind = ScopeKind.UNIT
    key: ComparisonKey = ComparisonKey.FULL
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Condition:
    """One measure with its bound: ``floors>=20``."""

    measure: str
    """Name of a field of ``Measures``."""
    relation: str
    """``>=`` or ``<``."""
    bound: float

    def met_by(self, measures: Measures) -> bool | None:
        """Tell whether the condition is met; None if the measure is not stated."""
        stated = getattr(measures, self.measure)
        if stated is None:
            return None
        return bool(stated >= self.bound if self.relation == ">=" else stated < self.bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericThreshold(Provision):
    """What a generic term asks of the feature: one of the alternatives, each with all its conditions."""

    generic: str
    alternatives: tuple[tuple[Condition, ...], ...]


_NUMBER: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
EDGE_M: Final = 200.0
"""So near the edge of a built-up area (建成区) a name is compared in it as well, where its row says nothing else: one
point stands for a street of some hundred metres, public positions are snapped to 50 m, edges run along roads."""
LARGEST_EDGE_M: Final = 250
"""`published.built_up_standing` looks no further."""


def parse_edge(text: str) -> float:
    """Read the ``edge_m`` of a row: whole metres. Raises ValueError for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= LARGEST_EDGE_M):
        raise ValueError(f"no distance of at most {LARGEST_EDGE_M} metres: {text}")
    return float(text)


def parse_most(text: str) -> int:
    """Read the ``most`` of a row: 1 to 99 characters. Raises ValueError for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 2 and int(text) > 0):
        raise ValueError(f"no number of characters: {text}")
    return int(text)


PARAMETERS: Final[Mapping[str, Mapping[str, Callable[[str], float]]]] = {
    "characters.length": {"most": parse_most},
    "duplicate.same": {"edge_m": parse_edge},
}
"""What the row of a rule may say beyond its severity, and how that is read."""

_NO_LAW: Final = RuleSetting(rule="", severity=None, source="没有现行规定")


@dataclass(frozen=True, slots=True)
class Settings:
    """The one row of each rule that holds for a proposal on a day."""

    rules: Mapping[str, RuleSetting]
    threshold: GenericThreshold | None
    """What the generic part of the proposal asks for, if anything."""
    day: date
    words: WordLists = field(default_factory=WordLists)
    version: str = ""
    """Of the register's own rows; empty where only shipped rows were looked at."""

    def of(self, rule: str) -> RuleSetting:
        """Return the row of a rule; a rule that no row puts in force on the day says nothing."""
        return self.rules.get(rule, _NO_LAW)

    @property
    def edge_m(self) -> float:
        """How near the edge of a built-up area a name is compared in it as well, in metres: of ``duplicate.same``."""
        given = self.of("duplicate.same").parameters.get("edge_m")
        return EDGE_M if given is None else parse_edge(given)


@dataclass(frozen=True, slots=True)
class LocalLaw:
    """Rows that a register adds to the shipped ones, and by which state of them: see ``naming_provision``."""

    settings: tuple[RuleSetting, ...] = ()
    thresholds: tuple[GenericThreshold, ...] = ()
    words: tuple[WordProvision, ...] = ()
    version: str = ""


def settings_for(
    settings: Iterable[RuleSetting],
    proposal: Proposal,
    day: date,
    thresholds: Iterable[GenericThreshold] | None = None,
    local: LocalLaw | None = None,
) -> Settings:
    """Resolve the rows for one proposal on one day; shipped thresholds hold unless others are given."""
    added = local or LocalLaw()
    by_rule: dict[str, list[RuleSetting]] = {}
    for setting in (*settings, *added.settings):
        by_rule.setdefault(setting.rule, []).append(setting)
    chosen = {rule: best for rule, of_rule in by_rule.items() if (best := nearest(of_rule, proposal, day))}
    known = (*(shipped_thresholds() if thresholds is None else thresholds), *added.thresholds)
    wanted = (threshold for threshold in known if threshold.generic == proposal.generic)
    words = word_lists(added.words, proposal, day)
    return Settings(chosen, nearest(wanted, proposal, day), day, words, added.version)


_LEVEL: Final = {ScopeKind.PROVINCE: 0, ScopeKind.CITY: 1, ScopeKind.COUNTY: 2}
_WORDS: Final = {
    ScopeKind.NATION: "全国",
    ScopeKind.PROVINCE: "所在省级行政区域",
    ScopeKind.CITY: "所在设区的市",
    ScopeKind.COUNTY: "所在县级行政区域",
    ScopeKind.BUILT_UP_AREA: "所在建成区",
    ScopeKind.UNIT: "本地名",
}


def scope_of(kind: ScopeKind, proposal: Proposal, known: Mapping[ScopeKind, Scope]) -> Scope:
    """Return the area of a scope: as the caller found it, else from the division path, else in words."""
    if kind in known:
        return known[kind]
    level = _LEVEL.get(kind)
    if level is None:
        return Scope(kind, _WORDS[kind])
    names, path = proposal.division_names, proposal.division_path
    label = "".join(names[: level + 1]) if len(names) > level else ""
    return Scope(kind, label or _WORDS[kind], path[level] if len(path) > level else None)


def parse_parameters(text: str) -> dict[str, str]:
    """Read ``most=8;least=2``. Raises ValueError for anything else."""
    return dict(_parameter(part) for part in text.split(";") if part)


def read_parameters(rule: str, text: str) -> dict[str, str]:
    """The parameters of a rule's row. Raises ValueError for one that the rule has not or cannot read."""
    told = parse_parameters(text)
    for name, value in told.items():
        if name not in PARAMETERS.get(rule, {}):
            raise ValueError(f"{rule} has no {name}")
        PARAMETERS[rule][name](value)
    return told


def _parameter(text: str) -> tuple[str, str]:
    name, found, value = (part.strip() for part in text.partition("="))
    if not found or not name or not value:
        raise ValueError(f"no parameter: {text}")
    return name, value


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def parse_conditions(text: str) -> tuple[tuple[Condition, ...], ...]:
    """Read ``site_area_m2>=10000&open_ground_m2>=2000|floors>=20``: alternatives of joined conditions.

    Raises ValueError for anything else, an unknown measure included.
    """
    return tuple(tuple(_condition(part) for part in alternative.split("&")) for alternative in text.split("|"))


def _condition(text: str) -> Condition:
    for relation in (">=", "<"):
        measure, found, bound = text.partition(relation)
        if found and measure in Measures.__dataclass_fields__:
            return Condition(measure, relation, _bound(bound))
    raise ValueError(f"no condition: {text}")


def _bound(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"no bound: {text}")
    return float(text)


def _area(text: str) -> tuple[str, ...]:
    return tuple(text.split("/")) if text else ()


@lru_cache(maxsize=1)
def shipped_settings() -> tuple[RuleSetting, ...]:
    """Return the rows of ``data/rule_settings.csv``."""
    return tuple(
        RuleSetting(
            rule=row["rule"],
            category=row["category"] or None,
            area=_area(row["area"]),
            scope_kind=ScopeKind(row["scope"]),
            key=ComparisonKey(row["key"]),
            severity=Severity(row["severity"]) if row["severity"] != "off" else None,
            parameters=parse_parameters(row["parameters"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            source=row["source"],
        )
        for row in rows("rule_settings.csv")
    )


@lru_cache(maxsize=1)
def shipped_thresholds() -> tuple[GenericThreshold, ...]:
    """Return the rows of ``data/generic_thresholds.csv``."""
    return tuple(
        GenericThreshold(
            generic=row["generic"],
            category=row["category"] or None,
            area=_area(row["area"]),
            alternatives=parse_conditions(row["conditions"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            source=row["source"],
        )
        for row in rows("generic_thresholds.csv")
    )
