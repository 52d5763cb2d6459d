"""A proposed name checked: where it is to stand, what the law says there, what the register holds against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from gazetteer.name_checks.built_up import areas_around
from gazetteer.name_checks.candidates import ScopeOfSearch, candidates, scope_of_search
from gazetteer.name_checks.local_law import local_law
from gazetteer.name_checks.whereabouts import Whereabouts, local_names, whereabouts
from gazetteer.naming import (
    Candidate,
    Measures,
    Proposal,
    Report,
    Scope,
    ScopeKind,
    Surroundings,
    check,
    settings_for,
    shipped_settings,
)
from geocore.errors import InvalidInput
from geocore.official_time import today
from geocore.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A name to be checked for a place. `division` is a sequence number, `point` in degrees of EPSG:4490, lon first.

    `division_decides`: a point beside the drawn area of the division is taken all the same.
    """

    name: str
    category: str
    class_code: str = ""
    division: int | None = None
    point: tuple[float, float] | None = None
    measures: Measures = field(default_factory=Measures)
    readings: tuple[str, ...] = ()
    is_alteration_of: str | None = None
    division_decides: bool = False


@dataclass(frozen=True, slots=True)
class CheckedName:
    """The report, and by which state of the register it was made: both versions make a check repeatable."""

    report: Report
    proposal: Proposal
    where: Whereabouts
    scope: Scope
    """In which equal names were looked for."""
    data_version: str

    def as_dict(self) -> dict[str, Any]:
        return self.report.as_dict(self.data_version)


def check_name(
    connection: sa.Connection,
    question: Question,
    *,
    day: date | None = None,
    bring: Callable[[Proposal, ScopeOfSearch], tuple[Candidate, ...]] | None = None,
    same_spot: tuple[Candidate, ...] = (),
) -> CheckedName:
    """Check a name against the law of a day (default today), shipped and of the register, and what is published.

    `bring` gives names that are not public, pending, reserved or refused, for the proposal and its scope; `same_spot`
    are names at the very position, for which the public grid is too coarse. Raises InvalidInput for an empty name and
    for a place that cannot be found.
    """
    if not question.name.strip():
        raise InvalidInput("no name was given", [Problem("name", "empty", "no name was given")])
    where = whereabouts(connection, question.division, question.point, division_decides=question.division_decides)
    below = where.below_country
    proposal = Proposal(
        name=question.name,
        category=question.category,
        class_code=question.class_code,
        division_path=tuple(ref.seq for ref in below),
        division_names=tuple(ref.name for ref in below),
        readings=question.readings,
        measures=question.measures,
        is_alteration_of=question.is_alteration_of,
    )
    law = local_law(connection, [ref.seq for ref in where.path])
    on = day or today()
    settings = settings_for(shipped_settings(), proposal, on, local=law)
    scope_kind = settings.of("duplicate.same").scope_kind
    areas = areas_around(connection, where, on, settings.edge_m) if scope_kind is ScopeKind.BUILT_UP_AREA else None
    searched = scope_of_search(scope_kind, where, areas)
    names, features = local_names(connection, where)
    surroundings = Surroundings(
        candidates=(
            *candidates(connection, proposal, where, searched),
            *(bring(proposal, searched) if bring else ()),
        ),
        same_spot=same_spot,
        features=features,
        local_names=names,
        scopes={searched.scope.kind: searched.scope},
    )
    version = connection.exec_driver_sql("select version from published.data_version").scalar_one()
    return CheckedName(check(proposal, settings, surroundings), proposal, where, searched.scope, str(version))
