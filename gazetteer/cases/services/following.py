"""Looking an application up by number and code: recorded, because a guessed code would be a breach."""

from __future__ import annotations

from gazetteer.cases.public_announcements import FollowedCase, followed_case
from geocore.db import UnitOfWork
from geocore.errors import NotFound


def follow(work: UnitOfWork, number: str, code: str) -> FollowedCase | None:
    """Where the application stands; None for a wrong number or a wrong code, which nothing tells apart."""
    asked = "".join(number.split()).replace("\x00", "")[:40]
    try:
        found = followed_case(work.connection, asked, code.replace("\x00", ""))
    except NotFound:
        work.audit("case.follow", "naming_case", asked or "-", result="denied", reason="number or code unknown")
        return None
    work.audit("case.follow", "naming_case", asked)
    return found
