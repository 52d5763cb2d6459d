"""The errors of the domains. No HTTP word in here: `geoapp.shared.errors` alone turns them into answers.

DomainError
├── InvalidInput        the caller's data break a rule; carries every Problem found
├── NotFound            no such record, or none that this actor may know of
├── NotPermitted        the actor lacks the right, here or at all
├── Conflict            true at reading, no longer true at writing
│   ├── StaleVersion    somebody else changed the record in between
│   └── ActionNotAllowed  the workflow has no such step from this state
└── Unavailable         a part of the system is not ready; trying again may help
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from geocore.problems import Problem


class DomainError(Exception):
    """An error that the caller can understand. `code` is part of the public contract; the text may change."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class InvalidInput(DomainError):
    """Data break a rule. All problems are collected before raising, so that a person mends them in one go."""

    code = "invalid_input"

    def __init__(self, message: str, problems: Iterable[Problem] = (), **details: object) -> None:
        super().__init__(message, **details)
        self.problems: tuple[Problem, ...] = tuple(problems)


class NotFound(DomainError):
    """Also raised for records outside the actor's jurisdiction: a refusal must not tell that they exist."""

    code = "not_found"


class NotPermitted(DomainError):
    code = "not_permitted"


class Conflict(DomainError):
    code = "conflict"


class StaleVersion(Conflict):
    code = "stale_version"


class ActionNotAllowed(Conflict):
    code = "action_not_allowed"


class Unavailable(DomainError):
    code = "unavailable"
