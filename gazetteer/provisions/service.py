"""Entering and ending rows of local law, by whoever keeps the rules of the area."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from gazetteer.cases.store.areas import path_of_division
from gazetteer.provisions import store
from gazetteer.provisions.model import NewProvision, problems_of
from gazetteer.store.dated_rows import end_row, required_reason
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted

EDIT = "rules.edit"


@dataclass(frozen=True, slots=True)
class EndProvision:
    """`first_day_without`: the day of repeal, or today for a row that was a mistake."""

    provision_id: UUID
    version: int
    first_day_without: date
    reason: str


def add_provision(work: UnitOfWork, given: NewProvision) -> UUID:
    """Enter a row. Raises NotFound (division), NotPermitted, InvalidInput with every problem, Conflict."""
    path = path_of_division(work.connection, given.division_id)
    _require(work, path)
    tidy = replace(
        given,
        subject=_one_line(given.subject),
        source=_one_line(given.source),
        note=_one_line(given.note),
        word_kind=_one_line(given.word_kind),
        details="".join(given.details.split()),
        exceptions=tuple(dict.fromkeys(word for word in given.exceptions if word)),
    )
    problems = problems_of(tidy)
    if problems:
        raise InvalidInput("the row cannot be entered like this", problems)
    provision_id = store.insert_provision(work, tidy, path)
    told = _told(tidy)
    work.audit("naming_provision.add", "naming_provision", provision_id, new=told, changes=told)
    return provision_id


def end_provision(work: UnitOfWork, command: EndProvision) -> None:
    """Raises NotFound, NotPermitted, StaleVersion (ended already), InvalidInput without a reason."""
    old = store.find_provision(work.connection, command.provision_id)
    _require(work, old.division_path)
    reason = required_reason(command.reason)
    end_row(work, "gazetteer.naming_provision", command.provision_id, command.version, command.first_day_without)
    work.audit(
        "naming_provision.end",
        "naming_provision",
        command.provision_id,
        old=_told(old),
        changes={"subject": old.subject, "area": old.division, "from": command.first_day_without.isoformat()},
        reason=reason,
    )


def _require(work: UnitOfWork, path: tuple[int, ...]) -> None:
    if not work.actor.may(EDIT, path):
        raise NotPermitted("your roles do not include the rules of this area", needs=EDIT)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _told(provision: NewProvision) -> dict[str, Any]:
    """For the audit: what the row says, without what is empty."""
    return {
        key: value.isoformat() if isinstance(value, date) else str(value)
        for key, value in asdict(provision).items()
        if value not in ("", None, ())
    }
