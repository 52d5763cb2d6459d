"""What can go wrong with a naming case beyond what goes wrong with every record."""

from __future__ import annotations

from geocore.errors import Conflict, NotPermitted


class NameTaken(Conflict):
    """Another case has approved the same name within the scope of art. 9."""

    code = "name_taken"


class AlreadyOpened(Conflict):
    """The form was sent before: the case is there."""

    code = "already_opened"


class SamePerson(NotPermitted):
    """Drafting, reviewing and approving one case are the parts of three persons."""

    code = "same_person"
