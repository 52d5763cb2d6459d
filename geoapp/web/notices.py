"""Notices of a case as its applicant opens them, who follows it by a link or by number and code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gazetteer.cases.notices import Notice, notices_of
from gazetteer.cases.paperwork import notice_of
from gazetteer.cases.public_announcements import FollowedCase
from geoapp.shared.presenting import address
from geoapp.web.papers import download
from geocore.errors import NotFound


def open_to(followed: FollowedCase | None) -> tuple[Notice, ...]:
    """What there is to open; nothing before there is a case."""
    return notices_of(followed.told) if followed is not None and followed.told is not None else ()


def applicants_copy(followed: FollowedCase | None, kind: str, code: str = "") -> Any:
    """As PDF. Raises NotFound before the step was taken that it tells of, TooManyTries."""
    if followed is None or followed.told is None or kind not in set(open_to(followed)):
        raise NotFound("no such notice", kind=kind)
    facts = replace(followed.told, code=code, follow_at=address("announcement.follow"))
    return download(notice_of(Notice(kind), facts), "pdf")
