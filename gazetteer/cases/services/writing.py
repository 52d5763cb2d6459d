"""An application kept while it is typed: field by field, each against what the window saw of it.

What can be read is in the draft at once. What cannot be read yet stays beside it as it was typed
(`naming_case.unread`), is told with its reason, and keeps the case from its submission.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.draft_texts import LIMITS, mark_of, plain, stale_fields, text_problems, texts_of
from gazetteer.cases.errors import WrittenElsewhere
from gazetteer.cases.model import Case, CaseKind, Draft, DraftItem
from gazetteer.cases.services.draft_reading import ReadTexts, TextReader
from gazetteer.cases.services.drafting import draft_of, insert_draft, require_writing, told
from gazetteer.cases.services.filling import fill_in, register_texts
from gazetteer.cases.store import areas
from gazetteer.cases.store import cases as store
from gazetteer.cases.workflow import DRAFT, CaseState
from gazetteer.classes import DEFAULT_CLASS
from geocore.actor import Actor
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted
from geocore.problems import Problem


@dataclass(frozen=True, slots=True)
class WrittenDraft:
    """The form of a draft as it stands: its texts, and what is wrong with those that the draft does not say."""

    texts: dict[str, str]
    problems: tuple[Problem, ...]
    saved_at: datetime

    @property
    def marks(self) -> dict[str, str]:
        """What a window that shows it has seen of each field."""
        return {field: mark_of(field, text) for field, text in self.texts.items()}


def look(connection: sa.Connection, actor: Actor, case: Case, today: date) -> WrittenDraft:
    """The draft for its form; read-only."""
    texts = _texts(connection, draft_of(case), store.unread_of(connection, case.id))
    read = _reader(connection, actor, case, today).read(texts)
    return WrittenDraft(texts, read.problems, store.changed_at(connection, case.id))


def preview(connection: sa.Connection, actor: Actor, texts: Mapping[str, str], today: date) -> dict[str, str]:
    """The form of an application that begins with these texts, filled in from the register; nothing is kept.

    Raises NotPermitted.
    """
    read = _first(connection, actor, texts, today)
    return _texts(connection, fill_in(connection, read.draft, typed=read.unread), read.unread)


def begin(
    work: UnitOfWork,
    case_id: UUID,
    texts: Mapping[str, str],
    today: date,
    seen: Mapping[str, str] | None = None,
    *,
    strictly: bool = False,
) -> None:
    """Open a draft with these texts; `case_id` names it beforehand, so that a form sent twice opens one case. `seen`:
    as for `keep`; what the register had filled in and somebody has emptied stays empty.

    Raises InvalidInput for what cannot be kept at all, and `strictly` also for what is wrong, not for what is only half
    there; NotPermitted, AlreadyOpened.
    """
    _require_keepable(texts)
    read = _first(work.connection, work.actor, texts, today)
    if strictly and any(problem.code != "position_missing" for problem in read.problems):
        raise InvalidInput("the application cannot be kept like this", read.problems)
    emptied = {
        field
        for field, mark in (seen or {}).items()
        if mark and not texts.get(field, "").strip() and mark != mark_of(field, "")
    }
    draft = fill_in(work.connection, read.draft, typed={*read.unread, *emptied})
    draft = insert_draft(work, draft, case_id, read.unread)
    work.audit("case.open", "naming_case", case_id, new=asdict(draft), changes=told(draft))


def _first(connection: sa.Connection, actor: Actor, texts: Mapping[str, str], today: date) -> ReadTexts:
    offered = areas.divisions_of_regions(connection, sorted(actor.grants.get(DRAFT, ())), 1)
    if not offered:
        raise NotPermitted("your roles do not include applications anywhere", needs=DRAFT)
    street = "street"
    blank = Draft(CaseKind.NAMING, street, DEFAULT_CLASS[street], offered[0].id, (DraftItem(),))
    shown = texts_of(blank, offered[0].name)
    given = {field: plain(field, texts.get(field, text)) for field, text in shown.items()}
    return TextReader(connection, actor, today, blank).read(given)


def keep(
    work: UnitOfWork, case_id: UUID, changes: Mapping[str, str], seen: Mapping[str, str] | None, today: date
) -> WrittenDraft:
    """Write fields of a draft, all of them or none. `seen`: field -> mark of what the window saw; None: it opened the
    case and had no answer, which counts as long as nobody else has written.

    Raises InvalidInput for what cannot be kept at all, NotFound, NotPermitted, SamePerson, ActionNotAllowed
    (submitted), WrittenElsewhere.
    """
    store.lock_draft(work, case_id)
    case = store.find_case(work.connection, case_id)
    require_writing(work, case)
    old = draft_of(case)
    present = _texts(work.connection, old, store.unread_of(work.connection, case_id))
    given = {field: plain(field, text) for field, text in changes.items()}
    _require_keepable(given, present)
    # What the register filled in meanwhile is nobody's text: whoever types at that moment writes over it.
    filled_in = register_texts(work.connection, old)
    stale = tuple(field for field in stale_fields(present, given, seen or {}) if present[field] != filled_in.get(field))
    if stale and not (seen is None and case.version == 0):
        raise WrittenElsewhere(stale)
    read = _reader(work.connection, work.actor, case, today).read(present | given)
    if len(old.items) <= 1 and _is_about_another(old, read.draft):
        typed = {*read.unread, *(field for field, text in given.items() if text != present[field])}
        read = replace(read, draft=fill_in(work.connection, read.draft, old, typed))
    path = areas.path_of_division(work.connection, read.draft.division_id)
    store.rewrite_case(work, case_id, case.version, read.draft, path, read.unread)
    # As with the applicant's own form: which fields, not what was typed at each pause.
    work.audit("case.edit", "naming_case", case_id, old=asdict(old), new=_kept(read), changes={"fields": sorted(given)})
    texts = _texts(work.connection, read.draft, read.unread)
    return WrittenDraft(texts, read.problems, store.changed_at(work.connection, case_id))


def _is_about_another(old: Draft, new: Draft) -> bool:
    """Another place was chosen, or something else is to become of it."""
    before = old.items[0].place_id if old.items else None
    return (old.kind, before) != (new.kind, new.items[0].place_id)


def unread_problems(connection: sa.Connection, case_id: UUID) -> list[Problem]:
    """Texts of the draft that could not be read, each as a problem of its field."""
    return [
        Problem(field, "unread_text", "this text is not understood yet", hint=text[:40])
        for field, text in store.unread_of(connection, case_id).items()
    ]


def _texts(connection: sa.Connection, draft: Draft, unread: Mapping[str, str]) -> dict[str, str]:
    shown = texts_of(draft, areas.name_of_division(connection, draft.division_id))
    return shown | {field: text for field, text in unread.items() if field in shown}


def _reader(connection: sa.Connection, actor: Actor, case: Case, today: date) -> TextReader:
    return TextReader(connection, actor, today, draft_of(case), may_move=case.state is CaseState.DRAFT)


def _kept(read: ReadTexts) -> dict[str, object]:
    return {**asdict(read.draft), "unread": read.unread}


def _require_keepable(texts: Mapping[str, str], fields: Mapping[str, str] | None = None) -> None:
    limits = LIMITS if fields is None else {field: LIMITS[field] for field in fields}
    problems = [problem for field, text in texts.items() for problem in text_problems(field, text, limits)]
    if problems:
        raise InvalidInput("this cannot be kept", problems)
