"""What differs by place and kind of name: scope, key and severity of each rule, and sizes that generic terms ask for.

All of it is dated rows with a source. The shipped rows say what national law says, and what Ningbo and Shanghai have
made stricter; a register adds rows of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeVar

from gazetteer.naming.findings import Scope, ScopeKind, Severity
from gazetteer.naming.proposal import Measures, Proposal
from gazetteer.naming.shipped import rows


class ComparisonKey(StrEnum):
    """What of two names is compared: Ningbo compares specific parts alone."""

    FULL = "full"
    SPECIFIC = "specific"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dated:
    """Where and when a row holds."""

    category: str | None = None
    """A category or a kind (``NameKind``); None for all."""
    division: int | None = None
    """Sequence number of a division; the row holds in its whole subtree."""
    area: tuple[str, ...] = ()
    """The same by names, province first, for rows shipped without a register; empty means the whole nation."""
    valid_from: date | None = None
    valid_to: date | None = None
    """First day on which the row no longer holds."""
    source: str

    @property
    def is_local(self) -> bool:
        """True for rows of local law."""
        return self.division is not None or bool(self.area)

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def nearness(self, proposal: Proposal) -> int | None:
        """Return how deep the area of the row lies in the division path, 0 for the nation, None for elsewhere."""
        if self.division is not None:
            path = proposal.division_path
            return path.index(self.division) + 1 if self.division in path else None
        return len(self.area) if proposal.division_names[: len(self.area)] == self.area else None

    def speciality(self, proposal: Proposal) -> int | None:
        """Return 2 for the very kind of the name, 1 for its category, 0 for all names, None for other names."""
        if self.category is None:
            return 0
        if self.category == proposal.kind.value:
            return 2
        return 1 if self.category == proposal.kind.category else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSetting(_Dated):
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
class GenericThreshold(_Dated):
    """What a generic term asks of the feature: one of the alternatives, each with all its conditions."""

    generic: str
    alternatives: tuple[tuple[Condition, ...], ...]


Row = TypeVar("Row", bound=_Dated)


def _nearest(candidates: Iterable[Row], proposal: Proposal, day: date) -> Row | None:
    """Pick the row of the nearest area, then of the most special kind, then the one begun last."""
    best: Row | None = None
    best_rank: tuple[int, int, date] | None = None
    for row in candidates:
        near, special = row.nearness(proposal), row.speciality(proposal)
        if near is None or special is None or not row.holds_on(day):
            continue
        rank = (near, special, row.valid_from or date.min)
        if best_rank is None or rank > best_rank:
            best, best_rank = row, rank
    return best


_NO_LAW: Final = RuleSetting(rule="", severity=None, source="没有现行规定")


@dataclass(frozen=True, slots=True)
class Settings:
    """The one row of each rule that holds for a proposal on a day."""

    rules: Mapping[str, RuleSetting]
    threshold: GenericThreshold | None
    """What the generic part of the proposal asks for, if anything."""
    day: date

    def of(self, rule: str) -> RuleSetting:
        """Return the row of a rule; a rule that no row puts in force on the day says nothing."""
        return self.rules.get(rule, _NO_LAW)


def settings_for(
    settings: Iterable[RuleSetting],
    proposal: Proposal,
    day: date,
    thresholds: Iterable[GenericThreshold] | None = None,
) -> Settings:
    """Resolve the rows for one proposal on one day; shipped thresholds hold unless others are given."""
    by_rule: dict[str, list[RuleSetting]] = {}
    for setting in settings:
        by_rule.setdefault(setting.rule, []).append(setting)
    chosen = {rule: best for rule, of_rule in by_rule.items() if (best := _nearest(of_rule, proposal, day))}
    known = shipped_thresholds() if thresholds is None else thresholds
    wanted = (threshold for threshold in known if threshold.generic == proposal.generic)
    return Settings(chosen, _nearest(wanted, proposal, day), day)


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


def _parameters(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split(";") if part)


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
            return Condition(measure, relation, float(bound))
    raise ValueError(f"no condition: {text}")


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
            parameters=_parameters(row["parameters"]),
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
