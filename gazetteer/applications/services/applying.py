"""The applicant's side: start, write, send papers along, hand in. Whoever holds the link is the applicant."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer.applications import rules
from gazetteer.applications.model import PAPER_KINDS, TASK_OF, NameApplication, application_from
from gazetteer.applications.store import by_link as store
from gazetteer.cases.errors import WrittenElsewhere
from gazetteer.cases.known import filling_for, texts_of_filling
from gazetteer.cases.model import CaseKind
from gazetteer.cases.public_announcements import FollowedCase, followed_from
from gazetteer.cases.services.drafting import NewDocument, judged, plain_file_name
from gazetteer.cases.services.handling import follow_hash
from gazetteer.cases.store.known import published_place
from gazetteer.cases.store.pre_namings import term_of
from gazetteer.name_checks import metres_outside
from gazetteer.receipts import code_from, link_hash, new_link_secret, new_receipt
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotFound
from geocore.problems import Problem

KINDS = (CaseKind.NAMING, CaseKind.RENAMING, CaseKind.PRE_NAMING)
"""The last where local rules offer it."""


@dataclass(frozen=True, slots=True)
class Start:
    """What an application is about: for a naming category, class and division, for a renaming the place."""

    kind: CaseKind
    category: str = ""
    class_code: str = ""
    division_id: UUID | None = None
    place_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """`versions` counts the writings of each field."""

    versions: dict[str, int]
    saved_at: datetime


def start(work: UnitOfWork, command: Start, expires_on: date) -> str:
    """Begin a draft and return the secret of its link, which is stored nowhere. What is public of the place to be
    renamed, the words of its position and where its name came from, is filled in. Raises InvalidInput.
    """
    if command.kind not in KINDS:
        raise InvalidInput("not by this way", [Problem("kind", "required", "must be chosen")])
    secret = new_link_secret()
    found = store.insert_application(
        work,
        link_hash(secret),
        str(command.kind),
        command.category,
        command.class_code,
        command.division_id,
        command.place_id,
        expires_on,
    )
    if found is None:
        field = "place" if command.kind.changes_a_name else "division"
        raise InvalidInput("no such place or division", [Problem(field, f"{field}_unknown", "not published")])
    public = published_place(work.connection, command.place_id) if command.place_id is not None else None
    if known := texts_of_filling(filling_for(command.kind, public)):
        # The first writing in a draft that was made this moment: its last day is as good as today.
        store.write(work, link_hash(secret), known, {}, (), expires_on, expires_on)
    told = {"kind": str(command.kind)} | ({"filled": sorted(known)} if known else {})
    work.audit("application.start", "name_application", found, changes=told)
    return secret


def look(connection: sa.Connection, secret: str, today: date) -> NameApplication:
    """Raises NotFound alike for a link that is unknown and for a draft past its last day."""
    return application_from(_behind(connection, secret, today))


def progress(connection: sa.Connection, secret: str, today: date) -> FollowedCase | None:
    """How the case of a handed-in application stands; None before it is one. Raises NotFound."""
    found = _behind(connection, secret, today)
    told = found["progress"]
    if told is None:
        return None
    return followed_from(connection, {**told, "number": told["number"] or found["receipt"]})


def _behind(connection: sa.Connection, secret: str, today: date) -> dict[str, Any]:
    found = store.application_behind(connection, link_hash(secret), today)
    if found is None:
        raise _nothing()
    return found


def missing(connection: sa.Connection, application: NameApplication, today: date) -> list[Problem]:
    """Everything that is still missing. `connection`: one that may read schema `published`."""
    protected = store.protected_among(connection, application.place_id)
    first = next(iter(application.candidate_names), "")
    kind = (application.category, application.class_code, application.division_id)
    is_offered = application.kind is CaseKind.PRE_NAMING and offers_pre_naming(connection, *kind, today, first)
    outside = None
    if application.lon is not None and application.lat is not None:
        point = {1: (application.lon, application.lat)}
        outside = metres_outside(connection, application.division_path[-1], point).get(1)
    return rules.missing(application, today, protected, is_offered, outside)


def offers_pre_naming(
    connection: sa.Connection, category: str, class_code: str, division_id: UUID, today: date, name: str = ""
) -> bool:
    """Whether such a name may be pre-named there today. `connection`: one that may read schema `published`."""
    path = store.published_path(connection, division_id)
    return term_of(connection, category, class_code, path, name, today) is not None


def save(
    work: UnitOfWork, secret: str, changes: Mapping[str, str], seen: Mapping[str, int], today: date, expires_on: date
) -> Saved:
    """Write fields, each against the version that the page saw; all of them or none.

    Raises InvalidInput, NotFound, WrittenElsewhere, ActionNotAllowed (handed in). The audit tells which fields were
    written, not what.
    """
    values, problems = rules.written(changes)
    if problems:
        raise InvalidInput("this cannot be kept", problems)
    touched = sorted({str(TASK_OF[field]) for field in values})
    found = store.write(work, link_hash(secret), values, seen, touched, today, expires_on)
    if found is None:
        raise _nothing()
    if "stale" in found:
        raise WrittenElsewhere(tuple(found["stale"]))
    work.audit("application.save", "name_application", found["id"], changes={"fields": sorted(values)})
    return Saved(found["versions"], datetime.fromisoformat(found["saved_at"]))


def add_paper(work: UnitOfWork, secret: str, document: NewDocument, today: date, expires_on: date) -> None:
    """Send a paper along. Raises InvalidInput, NotFound, ActionNotAllowed (handed in)."""
    application = look(work.connection, secret, today)
    media_type, problems = judged(document)
    if document.kind not in PAPER_KINDS:
        problems.append(Problem("kind", "required", "must be chosen"))
    problems = problems or rules.paper_problems(application, len(document.content))
    if problems:
        raise InvalidInput("the file cannot be taken", problems)
    sha256 = hashlib.sha256(document.content).hexdigest()
    paper = {
        "kind": str(document.kind), "name": plain_file_name(document.file_name), "type": media_type, "sha256": sha256,
        "content": document.content,
    }  # fmt: skip
    if store.add_paper(work, link_hash(secret), paper, today, expires_on) is None:
        raise _nothing()
    told = {"kind": str(document.kind), "sha256": sha256, "size": len(document.content)}
    work.audit("application.attach", "name_application", application.id, changes=told)


def remove_paper(work: UnitOfWork, secret: str, paper_id: UUID, today: date, expires_on: date) -> None:
    """Take a paper out of the draft again. Raises NotFound, ActionNotAllowed (handed in)."""
    found = store.remove_paper(work, link_hash(secret), paper_id, today, expires_on)
    if found is None:
        raise _nothing()
    work.audit("application.remove_paper", "name_application", found, changes={"paper": paper_id})


def hand_in(work: UnitOfWork, secret: str, seen_version: int, today: date) -> str:
    """Hand in what was reviewed; the receipt number. With it and `follow_code` anybody can follow the application.

    Raises NotFound, InvalidInput (something is missing), StaleVersion, ActionNotAllowed (handed in already).
    """
    application = look(work.connection, secret, today)
    problems = missing(work.connection, application, today) if application.is_open else []
    if problems:
        raise InvalidInput("something is missing", problems)
    receipt = application.receipt or new_receipt("SQ", today)
    code_hash = follow_hash(receipt, follow_code(secret))
    if store.hand_in(work, link_hash(secret), seen_version, receipt, code_hash, today) is None:
        raise _nothing()
    told = {
        "receipt": receipt, "kind": str(application.kind), "category": application.category,
        "names": list(application.candidate_names), "papers": len(application.papers),
    }  # fmt: skip
    work.audit("application.hand_in", "name_application", application.id, changes=told)
    return receipt


def follow_code(secret: str) -> str:
    """The code that goes with the receipt. It is made from the link, so its holder can read it there at any time."""
    return code_from(secret)


def _nothing() -> NotFound:
    return NotFound("this link opens nothing")
