"""Writing an application and putting papers into the file."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import PurePath
from types import MappingProxyType
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.cases.draft_texts import ITEM_FIELDS
from gazetteer.cases.errors import SamePerson
from gazetteer.cases.model import Case, CaseItem, Draft, DraftItem
from gazetteer.cases.rules import writing_problems
from gazetteer.cases.services.filling import fill_in
from gazetteer.cases.store import areas, papers
from gazetteer.cases.store import cases as store
from gazetteer.cases.workflow import CLOSED, DRAFT, HANDLE, NAMING_CASE, WRITABLE, CaseState, Part
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput, NotPermitted
from geocore.problems import Problem
from geocore.workflow_store import open_subject

NOTHING_UNREAD: Mapping[str, str] = MappingProxyType({})
LARGEST_DOCUMENT = 20 * 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIP_END = b"PK\x05\x06"
MEDIA_TYPES: dict[str, tuple[str, bytes, tuple[bytes, ...]]] = {
    ".pdf": ("application/pdf", b"%PDF-", ()),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff", ()),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff", ()),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n", ()),
    ".docx": (_OFFICE + "wordprocessingml.document", b"PK\x03\x04", (b"word/document.xml", _ZIP_END)),
    ".xlsx": (_OFFICE + "spreadsheetml.sheet", b"PK\x03\x04", (b"xl/workbook.xml", _ZIP_END)),
    ".ofd": ("application/ofd", b"PK\x03\x04", (b"OFD.xml", _ZIP_END)),
}
"""By the ending of the name: type, the bytes it begins with, and what stands in it besides: a ZIP archive names its
parts in clear and ends with a record of its own. Nothing is opened here, and nothing is ever shown inline."""


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file as it was sent."""

    kind: str
    file_name: str
    content: bytes


def open_draft(work: UnitOfWork, draft: Draft, case_id: UUID | None = None) -> UUID:
    """Begin an application.

    `case_id` names it beforehand, so that a form sent twice opens one case. Raises NotPermitted (elsewhere), NotFound
    (division, place), InvalidInput, AlreadyOpened.
    """
    case_id = case_id or uuid4()
    draft = insert_draft(work, draft, case_id)
    work.audit("case.open", "naming_case", case_id, new=asdict(draft), changes=told(draft))
    return case_id


def insert_draft(work: UnitOfWork, draft: Draft, case_id: UUID, unread: Mapping[str, str] = NOTHING_UNREAD) -> Draft:
    """Judge and store, without audit: for services that open a case along with something else. Raises as above."""
    draft = _completed(work.connection, draft)
    path = areas.path_of_division(work.connection, draft.division_id)
    if not work.actor.may(DRAFT, path):
        raise NotPermitted("your roles do not include applications there", needs=DRAFT)
    open_subject(work, NAMING_CASE, case_id, path)
    store.insert_case(work, case_id, draft, path, unread)
    return draft


def edit_draft(
    work: UnitOfWork, case_id: UUID, version: int, draft: Draft, unread: Mapping[str, str] = NOTHING_UNREAD
) -> None:
    """Write the application anew, against the version that the person saw. Once it was submitted, its division stays.
    `unread`: texts of its form that could not be read.

    Raises NotFound, NotPermitted, SamePerson, ActionNotAllowed (submitted), StaleVersion, InvalidInput.
    """
    old = store.find_case(work.connection, case_id)
    require_writing(work, old)
    draft = _completed(work.connection, draft)
    path = areas.path_of_division(work.connection, draft.division_id)
    if path != old.division_path and (old.state is not CaseState.DRAFT or not work.actor.may(DRAFT, path)):
        problem = Problem("division", "division_changed", "an application stays where it was submitted")
        raise InvalidInput("the application cannot move", [problem])
    store.rewrite_case(work, case_id, version, draft, path, unread)
    work.audit("case.edit", "naming_case", case_id, old=asdict(old), new=asdict(draft), changes=told(draft))


def replace_items(work: UnitOfWork, case_id: UUID, version: int, items: tuple[DraftItem, ...]) -> None:
    """Put a whole list of names in the place of the present one; the rest of the application stays as it is. Empty
    cells are filled from the register where a row is about a present place.

    Raises NotFound, NotPermitted, SamePerson, ActionNotAllowed (submitted), StaleVersion, InvalidInput.
    """
    old = store.find_case(work.connection, case_id)
    unread = store.unread_of(work.connection, case_id)
    others = {field: text for field, text in unread.items() if field not in ITEM_FIELDS}
    edit_draft(work, case_id, version, fill_in(work.connection, replace(draft_of(old), items=items)), others)


def draft_of(case: Case) -> Draft:
    """What was written, to be changed in part and written again."""
    values = {field.name: getattr(case, field.name) for field in fields(Draft) if field.name != "items"}
    return Draft(**values, items=tuple(_draft_item(item) for item in case.items))


def _draft_item(item: CaseItem) -> DraftItem:
    return DraftItem(**{field.name: getattr(item, field.name) for field in fields(DraftItem)})


def attach(work: UnitOfWork, case_id: UUID, document: NewDocument) -> UUID:
    """Put a paper into the file. Raises NotFound, NotPermitted, ActionNotAllowed (closed), InvalidInput."""
    case = store.find_case(work.connection, case_id)
    _may_file(work, case)
    document_id, sha256 = insert_paper(work, case_id, document)
    work.audit(
        "case.attach",
        "naming_case",
        case_id,
        new={"document": document_id, "sha256": sha256},
        changes={"kind": document.kind, "sha256": sha256, "size": len(document.content)},
    )
    return document_id


def insert_paper(work: UnitOfWork, case_id: UUID, document: NewDocument) -> tuple[UUID, str]:
    """Check and store, without audit: for services that take a paper along. Returns (id, SHA-256)."""
    media_type, problems = judged(document)
    if problems:
        raise InvalidInput("the file cannot be taken", problems)
    sha256 = hashlib.sha256(document.content).hexdigest()
    name = plain_file_name(document.file_name)
    found = papers.insert_document(work, case_id, document.kind, name, media_type, sha256, document.content)
    return found, sha256


def judged(document: NewDocument) -> tuple[str, list[Problem]]:
    """Media type, and what is wrong with the file."""
    size = len(document.content)
    if size == 0:
        return "", [Problem("file", "document_empty", "the file is empty")]
    if size > LARGEST_DOCUMENT:
        return "", [Problem("file", "document_too_large", f"at most {LARGEST_DOCUMENT} bytes")]
    known = MEDIA_TYPES.get(PurePath(document.file_name).suffix.lower())
    refusal = [Problem("file", "document_type", "no kind of file that is taken, or not what its name says")]
    if known is None:
        return "", refusal
    media_type, beginning, parts = known
    if not document.content.startswith(beginning) or any(part not in document.content for part in parts):
        return "", refusal
    return media_type, []


def withdraw_document(work: UnitOfWork, case_id: UUID, document_id: UUID) -> None:
    """Take a paper out of the application while it is written. Raises NotFound, NotPermitted, ActionNotAllowed."""
    case = store.find_case(work.connection, case_id)
    require_writing(work, case)
    papers.withdraw_document(work, case_id, document_id)
    work.audit("case.withdraw_document", "naming_case", case_id, changes={"document": document_id})


def require_writing(work: UnitOfWork, case: Case) -> None:
    """Raises NotPermitted, SamePerson, ActionNotAllowed (submitted)."""
    if not work.actor.may(DRAFT, case.division_path):
        raise NotPermitted("your roles do not include writing applications here", needs=DRAFT)
    if store.parts_of(work.connection, case.id, work.actor.user_id) - {Part.DRAFT}:
        raise SamePerson("whoever reviews or approves a case does not write in it")
    if case.state not in WRITABLE:
        raise ActionNotAllowed("an application stands still once it is submitted", state=str(case.state))


def _may_file(work: UnitOfWork, case: Case) -> None:
    if case.state in WRITABLE:
        require_writing(work, case)
    elif not work.actor.may(HANDLE, case.division_path):
        raise NotPermitted("your roles do not include this case", needs=HANDLE)
    elif case.state in CLOSED:
        raise ActionNotAllowed("this case is closed", state=str(case.state))


def _completed(connection: sa.Connection, draft: Draft) -> Draft:
    """Texts trimmed and judged; what a registered place already says is taken from it."""
    items = tuple(_trimmed(item) for item in draft.items)
    given = {key: " ".join(getattr(draft, key).split()) for key in _UNIT_FIELDS}
    problems = writing_problems((), given)
    for item in items:
        texts = {key: getattr(item, key) for key in _ITEM_FIELDS} | {"facts": "".join(map("".join, item.facts.items()))}
        problems += writing_problems(item.candidate_names, texts)
    if problems:
        raise InvalidInput("the application cannot be kept like this", problems)
    draft = replace(
        draft,
        items=items,
        applicant_unit=given["applicant_unit"],
        applicant_code=given["applicant_code"],
        contact_person=given["contact_person"],
        contact_phone=given["contact_phone"],
    )
    if draft.kind.changes_a_name and items and items[0].place_id is not None:
        category, class_code, division_id = areas.place_facts(connection, items[0].place_id)
        draft = replace(draft, category=category, class_code=class_code, division_id=division_id)
    return draft


_UNIT_FIELDS = ("applicant_unit", "applicant_code", "contact_person", "contact_phone")
_ITEM_FIELDS = ("position_text", "reading", "origin", "meaning", "reason")


def _trimmed(item: DraftItem) -> DraftItem:
    names = tuple(text for name in item.candidate_names if (text := "".join(name.split())))
    return replace(item, candidate_names=names, **{key: getattr(item, key).strip() for key in _ITEM_FIELDS})


def told(draft: Draft) -> dict[str, object]:
    """For the audit: what is asked for, without the contact."""
    return {
        "kind": str(draft.kind),
        "category": draft.category,
        "names": [list(item.candidate_names) for item in draft.items],
        "places": [item.place_id for item in draft.items if item.place_id is not None],
    }


def plain_file_name(name: str) -> str:
    """The last part of whatever path a browser sends, without control characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(character for character in last if unicodedata.category(character)[0] != "C").strip()
    return plain[-200:] or "file"
