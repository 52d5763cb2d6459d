"""The engine over tables of steps: every state, every action, with and without the right."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum

import pytest

from geoapp.workflows import WORKFLOWS
from geocore.actor import ANONYMOUS, Actor
from geocore.errors import ActionNotAllowed, NotPermitted
from geocore.workflow import Step, Workflow


class S(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    DONE = "done"


CASE = Workflow(
    "case",
    S,
    S.DRAFT,
    [
        Step("submit", frozenset({S.DRAFT}), S.OPEN, needs="case.write"),
        Step("return", frozenset({S.OPEN}), S.DRAFT, needs="case.review"),
        Step("approve", frozenset({S.OPEN}), S.DONE, needs="case.review"),
    ],
)
HERE, ELSEWHERE = (1, 2, 7), (1, 3)
OFFICER = Actor(None, "officer", {"case.write": frozenset({2}), "case.review": frozenset({2})})


@dataclass
class Case:
    state: StrEnum


@pytest.mark.parametrize(("state", "action"), list(itertools.product(S, [*CASE.steps, "invent"])))
def test_every_state_and_action(state: S, action: str) -> None:
    step = CASE.steps.get(action)
    if step is not None and state in step.sources:
        assert CASE.plan(Case(state), action, OFFICER, HERE) is step
        assert action in CASE.actions_for(Case(state), OFFICER, HERE)
    else:
        assert action not in CASE.actions_for(Case(state), OFFICER, HERE)
        with pytest.raises(ActionNotAllowed):
            CASE.plan(Case(state), action, OFFICER, HERE)


@pytest.mark.parametrize("action", list(CASE.steps))
def test_without_the_right_or_elsewhere_no_step_is_offered_or_planned(action: str) -> None:
    state = next(iter(CASE.steps[action].sources))
    for actor, place in ((ANONYMOUS, HERE), (OFFICER, ELSEWHERE)):
        assert CASE.actions_for(Case(state), actor, place) == []
        with pytest.raises(NotPermitted):
            CASE.plan(Case(state), action, actor, place)


def test_an_action_is_one_step() -> None:
    step = CASE.steps["submit"]
    with pytest.raises(ValueError, match="submit is listed twice"):
        Workflow("twice", S, S.DRAFT, [step, step])


def test_rows_name_every_transition_once() -> None:
    assert CASE.rows() == [
        ("case", "draft", "submit", "open", "case.write"),
        ("case", "open", "approve", "done", "case.review"),
        ("case", "open", "return", "draft", "case.review"),
    ]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda w: w.name)
def test_every_state_of_the_real_workflows_can_be_reached(workflow: Workflow) -> None:
    reached, border = {workflow.initial}, [workflow.initial]
    while border:
        state = border.pop()
        for step in workflow.steps.values():
            if state in step.sources and step.target not in reached:
                reached.add(step.target)
                border.append(step.target)
    assert reached == set(workflow.states)
