"""Workflows as tables of steps, read by one small engine.

A domain writes its workflow as a `Workflow(...)` object; `geoapp db check` compares the objects with the table
`app.workflow_step`, through which the database refuses any step that is not in the table.
`plan` is pure: the service that calls it moves the state through `geocore.workflow_store.advance`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from geocore.actor import Actor
from geocore.errors import ActionNotAllowed, NotPermitted


class Subject(Protocol):
    """What a workflow moves: anything with a state."""

    @property
    def state(self) -> StrEnum | str: ...


@dataclass(frozen=True, slots=True)
class Step:
    """One action: the only way from its source states to its target."""

    action: str
    sources: frozenset[StrEnum]
    target: StrEnum
    needs: str
    """Name of the permission that the actor must hold at the subject's place."""


class Workflow:
    """A named table of steps. One action name is one step with one target."""

    def __init__(self, name: str, states: type[StrEnum], initial: StrEnum, steps: Iterable[Step]) -> None:
        self.name = name
        self.states = states
        self.initial = initial
        self.steps: dict[str, Step] = {}
        for step in steps:
            if step.action in self.steps:
                raise ValueError(f"workflow {name}: action {step.action} is listed twice")
            self.steps[step.action] = step

    def actions_for(self, subject: Subject, actor: Actor, path: tuple[int, ...] | None = None) -> list[str]:
        """Actions that this actor may take now; buttons and API links come from here."""
        return [s.action for s in self.steps.values() if subject.state in s.sources and actor.may(s.needs, path)]

    def plan(self, subject: Subject, action: str, actor: Actor, path: tuple[int, ...] | None = None) -> Step:
        """The step to take. Raises ActionNotAllowed or NotPermitted; changes nothing."""
        step = self.steps.get(action)
        if step is None:
            raise ActionNotAllowed("unknown action", workflow=self.name, action=action)
        if not actor.may(step.needs, path):
            raise NotPermitted("permission missing", needs=step.needs)
        if subject.state not in step.sources:
            raise ActionNotAllowed("not possible in this state", action=action, state=str(subject.state))
        return step

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """(workflow, source, action, target, permission) of every transition, as `app.workflow_step` holds them."""
        return sorted(
            (self.name, str(source), step.action, str(step.target), step.needs)
            for step in self.steps.values()
            for source in step.sources
        )
