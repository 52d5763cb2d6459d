"""Keeping marker texts and oral histories; one unit of work each, with its one audit record.

The audit tells that somebody told something, never who or what: consent can be taken back, an audit record cannot.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from gazetteer.cases.services.drafting import NewDocument
from gazetteer.memories import store
from gazetteer.memories.model import NewMarkerText, NewOralHistory
from gazetteer.memories.recordings import recording
from gazetteer.protection.store import standard_name
from gazetteer.protection.workflow import KEEP, LIST
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted
from geocore.feed import raise_data_version
from geocore.problems import Problem

LONGEST = {
    "text": 2000, "whereabouts": 300, "speaker": 100, "told_at": 200, "interviewer": 100, "language": 100,
    "transcript": 20_000, "reason": 500,
}  # fmt: skip
_MAY_BE_EMPTY = frozenset({"whereabouts", "speaker", "told_at"})
EARLIEST_YEAR = 1850


def _checked(**texts: str) -> tuple[dict[str, str], list[Problem]]:
    """Trimmed, and every text that is missing or too long."""
    found = {key: value.strip() for key, value in texts.items()}
    problems = [
        Problem(key, "required", "must be said") for key in found if not found[key] and key not in _MAY_BE_EMPTY
    ]
    problems += [
        Problem(key, "too_long", f"at most {LONGEST[key]}", hint=str(LONGEST[key]))
        for key, value in found.items()
        if len(value) > LONGEST[key] or "\x00" in value
    ]
    return found, problems


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise InvalidInput("this cannot be recorded like this", problems)


def _permitted(work: UnitOfWork, place_id: UUID, *needs: str) -> None:
    """Raises NotFound outside one's area, NotPermitted without any of the permissions there."""
    _name, _division, path = standard_name(work.connection, place_id)
    if not any(work.actor.may(one, path) for one in needs):
        raise NotPermitted("your roles do not include this", needs=needs[0])


def _reason(reason: str) -> str:
    texts, problems = _checked(reason=reason)
    _refuse(problems)
    return texts["reason"]


def record_marker(work: UnitOfWork, new: NewMarkerText) -> UUID:
    """The text of a marker, to be approved by its case or by an approver.

    Raises NotFound, NotPermitted, InvalidInput, ActionNotAllowed (no retirement of this name, or it is decided).
    """
    texts, problems = _checked(text=new.text, whereabouts=new.whereabouts)
    _refuse(problems)
    _permitted(work, new.place_id, KEEP)
    text_id = store.insert_marker(work, replace(new, text=texts["text"], whereabouts=texts["whereabouts"]))
    work.audit("memory.marker", "place", new.place_id, new=texts, changes={"text": text_id, "case": new.case_id})
    return text_id


def approve_marker(work: UnitOfWork, text_id: UUID) -> UUID:
    """Public from now on; of a text that belongs to no case. Returns the place.

    Raises NotFound, NotPermitted (also whoever wrote it), ActionNotAllowed (of a case), StaleVersion.
    """
    place_id = store.place_of_marker(work.connection, text_id)
    _permitted(work, place_id, LIST)
    store.approve_marker(work, text_id)
    raise_data_version(work.connection)
    work.audit("memory.approve_marker", "place", place_id, changes={"text": text_id})
    return place_id


def end_marker(work: UnitOfWork, text_id: UUID, reason: str) -> UUID:
    """No longer the text: it leaves the public side and stays in the register. Returns the place.

    Raises NotFound, NotPermitted, InvalidInput, ActionNotAllowed (the approver has it), StaleVersion.
    """
    plain = _reason(reason)
    place_id = store.place_of_marker(work.connection, text_id)
    _permitted(work, place_id, KEEP, LIST)
    store.end_marker(work, text_id, plain)
    raise_data_version(work.connection)
    work.audit("memory.end_marker", "place", place_id, changes={"text": text_id}, reason=plain)
    return place_id


def record_history(work: UnitOfWork, new: NewOralHistory, sent: NewDocument | None, today: date) -> UUID:
    """What somebody told of a place, with or without its recording. Public at once with consent, otherwise never.

    Raises NotFound, NotPermitted, InvalidInput, ActionNotAllowed (no retirement of this name).
    """
    keys = ("speaker", "told_at", "interviewer", "language", "transcript")
    texts, problems = _checked(**{key: getattr(new, key) for key in keys})
    if new.told_on > today:
        problems.append(Problem("told_on", "day_to_come", "a day to come"))
    if new.born_year is not None and not EARLIEST_YEAR <= new.born_year <= new.told_on.year:
        problems.append(Problem("born_year", "born_later", "no year of birth before the day of the record"))
    if new.may_play and not new.may_publish:
        problems.append(Problem("may_play", "play_without_publish", "the voice alone is not published"))
    sound = None
    if sent is not None:
        try:
            sound = recording(sent)
        except InvalidInput as error:
            problems += error.problems
    _refuse(problems)
    _permitted(work, new.place_id, KEEP)
    new = replace(
        new,
        speaker=texts["speaker"],
        told_at=texts["told_at"],
        interviewer=texts["interviewer"],
        language=texts["language"],
        transcript=texts["transcript"],
    )
    history_id = store.insert_history(work, new)
    sha256 = store.insert_recording(work, history_id, *sound) if sound else None
    if new.may_publish:
        raise_data_version(work.connection)
    told = {
        "history": history_id, "case": new.case_id, "may_publish": new.may_publish, "may_play": new.may_play,
        "recording": sha256,
    }  # fmt: skip
    work.audit("memory.history", "place", new.place_id, changes=told)
    return history_id


def end_consent(work: UnitOfWork, history_id: UUID, note: str) -> UUID:
    """The speaker takes the consent back: off the public side in the same transaction. Returns the place.

    Raises NotFound, NotPermitted, InvalidInput, ActionNotAllowed (there was none), StaleVersion.
    """
    plain = _reason(note)
    place_id = store.place_of_history(work.connection, history_id)
    _permitted(work, place_id, KEEP)
    store.end_consent(work, history_id, plain)
    raise_data_version(work.connection)
    work.audit("memory.end_consent", "place", place_id, changes={"history": history_id})
    return place_id


def end_history(work: UnitOfWork, history_id: UUID, reason: str) -> UUID:
    """A record that was wrong: it leaves the public side and stays in the register. Returns the place.

    Raises NotFound, NotPermitted, InvalidInput, StaleVersion.
    """
    plain = _reason(reason)
    place_id = store.place_of_history(work.connection, history_id)
    _permitted(work, place_id, KEEP)
    store.end_history(work, history_id, plain)
    raise_data_version(work.connection)
    work.audit("memory.end_history", "place", place_id, changes={"history": history_id}, reason=plain)
    return place_id
