"""What can go wrong with a naming case beyond what goes wrong with every record."""

from __future__ import annotations

from collections.abc import Iterable

from geocore.errors import ActionNotAllowed, Conflict, NotPermitted, StaleVersion
from geocore.problems import Problem


class NameTaken(Conflict):
    """Another case has approved the same name within the scope of art. 9."""

    code = "name_taken"


class AlreadyOpened(Conflict):
    """The form was sent before: the case is there."""

    code = "already_opened"


class SamePerson(NotPermitted):
    """Drafting, reviewing and approving one case are the parts of three persons."""

    code = "same_person"


class Hindered(ActionNotAllowed):
    """The case is not ready for its decision; carries everything that stands against it."""

    code = "hindered"

    def __init__(self, message: str, problems: Iterable[Problem] = (), **details: object) -> None:
        super().__init__(message, **details)
        self.problems: tuple[Problem, ...] = tuple(problems)


class WrittenElsewhere(StaleVersion):
    """These fields were written in another window in between, otherwise than here. Nothing was stored."""

    code = "written_elsewhere"

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("written in another window in between", fields=list(fields))
        self.fields = fields
