"""Taking in a report of an error from anybody, with or without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gazetteer.receipts import new_receipt
from gazetteer.store import error_reports as store
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.problems import Problem

SHORTEST, LONGEST = 5, 2000
LONGEST_CONTACT = 200


@dataclass(frozen=True, slots=True)
class ReportError:
    """What somebody tells us: about a published place, or in general; `contact` only if an answer is wanted."""

    place_id: UUID | None
    text: str
    contact: str


def receive_report(work: UnitOfWork, command: ReportError, today: date) -> str:
    """Store the report and return its receipt number. Raises InvalidInput, NotFound (no such place).

    The audit record tells that a report came in and on what, not what it says: it may hold personal data.
    """
    text, contact = command.text.strip(), " ".join(command.contact.split())
    problems = [Problem(key, "nul", "holds a NUL character") for key, value in (("text", text), ("contact", contact))
                if "\x00" in value]  # fmt: skip
    if not SHORTEST <= len(text) <= LONGEST:
        problems.append(Problem("text", "text_length", f"{SHORTEST} to {LONGEST} characters, not {len(text)}"))
    if len(contact) > LONGEST_CONTACT:
        problems.append(Problem("contact", "contact_length", f"at most {LONGEST_CONTACT} characters"))
    if problems:
        raise InvalidInput("the report cannot be taken like this", problems)
    name: str | None = None
    path: tuple[int, ...] = store.NATION
    if command.place_id is not None:
        name, path = store.published_place(work.connection, command.place_id)
    receipt = new_receipt("JC", today)
    store.insert_report(work, receipt, command.place_id, name, path, text, contact or None)
    work.audit(
        "error_report.receive",
        "error_report",
        receipt,
        changes={"place": command.place_id, "place_name": name, "has_contact": bool(contact)},
    )
    return receipt
