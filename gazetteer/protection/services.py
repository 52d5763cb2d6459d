"""Proposing names for the protection list and deciding on them; recording what vanished, origins, the reserve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from gazetteer.cases.store import areas
from gazetteer.protection import store
from gazetteer.protection.model import NewOrigin, NewProtection, NewReserved, NewVanished
from gazetteer.protection.workflow import KEEP, PROTECTED_NAME
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted, StaleVersion
from geocore.feed import raise_data_version
from geocore.problems import Problem
from geocore.workflow_store import SubjectState, advance, open_subject

LONGEST = {
    "name": 100, "reason": 2000, "plan": 2000, "text": 2000, "quotation": 2000, "source": 300, "vanished": 100,
    "evidence": 2000, "origin": 2000, "meaning": 2000, "document": 200, "note": 2000, "release_reason": 500,
}  # fmt: skip


def _checked(texts: dict[str, str], optional: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Trimmed. Raises InvalidInput with every text that is missing or too long."""
    problems = []
    found = {key: value.strip() for key, value in texts.items()}
    for key, value in found.items():
        if not value and key not in optional:
            problems.append(Problem(key, "required", "must be said"))
        if len(value) > LONGEST[key] or "\x00" in value:
            problems.append(Problem(key, "too_long", f"at most {LONGEST[key]}", hint=str(LONGEST[key])))
    if problems:
        raise InvalidInput("this cannot be recorded like this", problems)
    return found


def _may_keep(work: UnitOfWork, path: tuple[int, ...]) -> None:
    if not work.actor.may(KEEP, path):
        raise NotPermitted("your roles do not include this", needs=KEEP)


def propose(work: UnitOfWork, new: NewProtection) -> UUID:
    """Propose a name for the list, with the plan of its protection. Raises NotFound, NotPermitted, InvalidInput,
    ActionNotAllowed (on the list, or proposed, already).
    """
    new = replace(new, **_checked({"reason": new.reason, "plan": new.plan}))
    problems = []
    if new.grade not in {one.code for one in store.grades(work.connection)}:
        problems.append(Problem("grade", "required", "no such grade"))
    if not new.criteria or not set(new.criteria) <= {one.code for one in store.criteria(work.connection)}:
        problems.append(Problem("criteria", "required", "no criterion, or none that is known"))
    if problems:
        raise InvalidInput("this cannot be proposed like this", problems)
    name, division_id, path = store.standard_name(work.connection, new.place_id)
    _may_keep(work, path)
    entry_id = uuid4()
    open_subject(work, PROTECTED_NAME, entry_id, path)
    store.insert_protected(work, entry_id, new, name, division_id, path)
    work.audit("protection.propose", "protected_name", entry_id, changes={"name": name, "grade": new.grade})
    return entry_id


@dataclass(frozen=True, slots=True)
class ProtectionStep:
    """Which entry, as the person saw it; the paper for listing, the reason for the others."""

    entry_id: UUID
    state_version: int
    today: date
    document: str = ""
    note: str = ""


def take_step(work: UnitOfWork, step: ProtectionStep, action: str) -> None:
    """`list`, `reject`, `delist`: by somebody who did not propose it; `withdraw` also by whoever did.

    Listing is public in the same transaction.

    Raises NotFound, NotPermitted, ActionNotAllowed, StaleVersion, InvalidInput (no paper, no reason).
    """
    wanted = "document" if action == "list" else "note"
    texts = _checked({"document": step.document, "note": step.note}, frozenset({"document", "note"} - {wanted}))
    entry = store.find_protected(work.connection, step.entry_id)
    if entry.state_version != step.state_version:
        raise StaleVersion("somebody else decided on this entry in between", id=str(entry.id))
    planned = PROTECTED_NAME.plan(entry, action, work.actor, entry.division_path)
    if action != "withdraw" and entry.proposed_by == work.actor.user_id:
        raise NotPermitted("whoever proposes a name for the list does not decide on it")
    subject = SubjectState(entry.id, PROTECTED_NAME.name, str(entry.state), entry.state_version, entry.division_path)
    advance(work, subject, planned, note=texts["note"] or None)
    if action == "list":
        store.set_listed(work, entry, texts["document"], step.today)
    elif action == "delist":
        store.unpublish_protected(work, entry.id)
    if action in ("list", "delist"):
        raise_data_version(work.connection)
    work.audit(
        f"protection.{action}", "protected_name", entry.id, changes={"name": entry.name}, reason=texts["note"] or None
    )


def record_vanished(work: UnitOfWork, new: NewVanished) -> UUID:
    """A name whose feature is gone, with its evidence; never changed afterwards. Raises NotFound, NotPermitted,
    InvalidInput.
    """
    keys = ("name", "vanished", "reason", "evidence", "source")
    new = replace(new, **_checked({key: getattr(new, key) for key in keys}))
    path = areas.path_of_division(work.connection, new.division_id)
    if new.place_id is not None:
        name, division_id, path = store.standard_name(work.connection, new.place_id)
        new = replace(new, name=name, division_id=division_id)
    _may_keep(work, path)
    record_id = store.insert_vanished(work, new, path)
    raise_data_version(work.connection)
    work.audit("protection.vanished", "vanished_name", record_id, changes={"name": new.name})
    return record_id


def state_origin(work: UnitOfWork, new: NewOrigin) -> UUID:
    """Where a name comes from, by which source, how surely, and whether others say otherwise.

    Raises NotFound, NotPermitted, InvalidInput, StaleVersion (replaces one that is replaced already).
    """
    texts = _checked({"text": new.text, "quotation": new.quotation, "source": new.source}, frozenset({"quotation"}))
    new = replace(new, **texts)
    name, _division, path = store.standard_name(work.connection, new.place_id)
    _may_keep(work, path)
    statement_id = store.insert_origin(work, new)
    raise_data_version(work.connection)
    told = {"name": name, "confidence": str(new.confidence), "contested": new.is_contested, "replaces": new.replaces}
    work.audit("protection.origin", "place", new.place_id, new=texts, changes=told)
    return statement_id


def reserve(work: UnitOfWork, new: NewReserved) -> UUID:
    """Set a name aside. Raises NotFound, NotPermitted, InvalidInput, Conflict (held already)."""
    texts = _checked(
        {"name": "".join(new.name.split()), "origin": new.origin, "meaning": new.meaning}, frozenset({"meaning"})
    )
    if len(texts["name"]) > 30:
        raise InvalidInput("the name is too long", [Problem("name", "too_long", "at most 30", hint="30")])
    new = replace(new, **texts)
    path = areas.path_of_division(work.connection, new.division_id)
    _may_keep(work, path)
    record_id = store.insert_reserved(work, new, path)
    work.audit("protection.reserve", "reserved_name", record_id, changes={"name": new.name})
    return record_id


def release(work: UnitOfWork, record_id: UUID, reason: str, today: date) -> None:
    """Give a reserved name free: it is used, or no longer wanted. Raises InvalidInput, StaleVersion."""
    text = _checked({"release_reason": reason})["release_reason"]
    store.release_reserved(work, record_id, text, today)
    work.audit("protection.release", "reserved_name", record_id, reason=text)
