"""Who approves a name (条例第十二条): found from category, class and place by rows of data. Pure.

Provinces and cities have lawfully arranged it otherwise than the list of the law, so this is what a form begins with;
the decision names its own body.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import PathDivision

PLACEHOLDERS: Final = {"{province}": 1, "{city}": 2, "{county}": 3}
"""What a body may hold in braces, with the level of the division whose name takes its place."""


@dataclass(frozen=True, slots=True)
class ApproverRule:
    """One row; `body` is empty where it could be several."""

    kind: ApproverKind
    body: str
    law: str


def body_of(rule: ApproverRule, path: Sequence[PathDivision]) -> str:
    """The body with its names; empty where the place has no division of that level."""
    body = rule.body
    for placeholder, level in PLACEHOLDERS.items():
        if placeholder in body:
            name = next((division.name for division in path if division.level == level), "")
            if not name:
                return ""
            body = body.replace(placeholder, name)
    return body
