"""The table of steps: state by action, the separation of parts, and that the database holds the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
import sqlalchemy as sa

from gazetteer.cases.workflow import CLOSED, NAMING_CASE, PART_OF, CaseState, Part, actions_for, may_take
from geocore.actor import Actor
from geocore.errors import ActionNotAllowed, NotPermitted
from tests.builders.case_model import LAWFUL


@dataclass(frozen=True)
class Subject:
    state: CaseState


EVERYTHING = Actor(None, "x", {step.needs: frozenset({1}) for step in NAMING_CASE.steps.values()})


@pytest.mark.parametrize(("state", "action"), list(product(CaseState, NAMING_CASE.steps)))
def test_every_state_with_every_action(state: CaseState, action: str) -> None:
    target = LAWFUL.get((state.value, action))
    if target is None:
        with pytest.raises(ActionNotAllowed):
            NAMING_CASE.plan(Subject(state), action, EVERYTHING, (1,))
    else:
        assert NAMING_CASE.plan(Subject(state), action, EVERYTHING, (1,)).target == target


@pytest.mark.parametrize("action", list(NAMING_CASE.steps))
def test_every_action_needs_its_permission_there(action: str) -> None:
    step = NAMING_CASE.steps[action]
    elsewhere = Actor(None, "x", {step.needs: frozenset({2})})
    with pytest.raises(NotPermitted):
        NAMING_CASE.plan(Subject(next(iter(step.sources))), action, elsewhere, (1,))


@pytest.mark.parametrize("state", sorted(CLOSED))
def test_closed_cases_stay_closed(state: CaseState) -> None:
    assert actions_for(Subject(state), EVERYTHING, (1,), frozenset()) == []


def test_nobody_has_two_parts() -> None:
    for action, part in PART_OF.items():
        assert [other for other in Part if may_take(action, frozenset({other}))] == [part]
    assert may_take("announce", frozenset(Part))


def test_the_database_has_the_same_parts(owner_connection: sa.Connection) -> None:
    rows = owner_connection.exec_driver_sql("select action, part from gazetteer.case_part")
    assert {row.action: row.part for row in rows} == {action: str(part) for action, part in PART_OF.items()}
