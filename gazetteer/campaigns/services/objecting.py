"""Objections (异议) to names of a public list: anybody sends one, the office of the campaign answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gazetteer.campaigns.services.judging import LONGEST_TEXT
from gazetteer.campaigns.store import judgements
from gazetteer.consultations.rules import length_problems
from gazetteer.receipts import new_receipt
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput

SHORTEST_TEXT = 5


@dataclass(frozen=True, slots=True)
class ObjectToName:
    """`position`: the number of the name in the list; `key` is made with the form: sent twice is one objection."""

    campaign_id: UUID
    position: int
    key: UUID
    text: str


def object_to_name(work: UnitOfWork, command: ObjectToName, today: date) -> str:
    """Keep it for the office and return its receipt. Nothing of the person is asked or stored.

    Raises InvalidInput, ActionNotAllowed (no such listed name, or not in its window).
    """
    problems = length_problems({"text": command.text}, {"text": (SHORTEST_TEXT, LONGEST_TEXT)})
    if problems:
        raise InvalidInput("the objection cannot be taken like this", problems)
    receipt = judgements.add_public_objection(
        work, command.campaign_id, command.position, command.key, new_receipt("YG", today), command.text.strip(), today
    )
    if receipt is None:
        raise ActionNotAllowed("the window for objections is over")
    changes = {"receipt": receipt, "position": command.position}
    work.audit("campaign.public_objection", "clean_up_campaign", command.campaign_id, changes=changes)
    return receipt
