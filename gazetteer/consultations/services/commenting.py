"""A comment on a public consultation by anybody, with or without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from gazetteer.consultations.rules import LONGEST_COMMENT, length_problems
from gazetteer.consultations.store import public as store
from gazetteer.receipts import new_receipt
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput

LIMITS: Final = {"text": (2, LONGEST_COMMENT), "author": (0, 50), "contact": (0, 200)}


@dataclass(frozen=True, slots=True)
class SendComment:
    """`key` is made with the form: the same form sent twice is one comment."""

    consultation_id: UUID
    key: UUID
    text: str
    author: str
    contact: str


def send_comment(work: UnitOfWork, command: SendComment, today: date) -> str:
    """Keep the comment for moderation and return its receipt. Raises InvalidInput, ActionNotAllowed (not open).

    The audit record tells that a comment came, not what it says: it may hold personal data.
    """
    words = {"text": command.text, "author": command.author, "contact": command.contact}
    problems = length_problems(words, LIMITS)
    if problems:
        raise InvalidInput("the comment cannot be taken like this", problems)
    text, author, contact = (words[name].strip() for name in ("text", "author", "contact"))
    receipt = store.add_comment(
        work, command.consultation_id, command.key, new_receipt("YJ", today), text, author, contact, today
    )
    if receipt is None:
        raise ActionNotAllowed("this consultation takes no comments today", id=str(command.consultation_id))
    changes = {"receipt": receipt, "has_contact": bool(contact)}
    work.audit("consultation.comment", "public_consultation", command.consultation_id, changes=changes)
    return receipt
