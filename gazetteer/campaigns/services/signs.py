"""Photographs of the signs of names that are to change or are withdrawn: before and after."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from gazetteer.campaigns.model import SignStage
from gazetteer.campaigns.services.judging import candidate_for, kept_text
from gazetteer.campaigns.store import signs
from gazetteer.campaigns.workflow import TRIAGE
from gazetteer.cases.services.drafting import NewDocument
from gazetteer.photographs import photograph
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.problems import Problem

LONGEST_REASON = 500


def add_photo(
    work: UnitOfWork,
    campaign_id: UUID,
    candidate_id: UUID,
    stage: SignStage,
    taken_on: date,
    sent: NewDocument,
    today: date,
) -> UUID:
    """Keep a photograph without what the camera told; also after the campaign is closed, since signs follow later.

    Raises NotFound, NotPermitted, InvalidInput (no JPEG or PNG, too large, damaged, a day to come), ActionNotAllowed
    (the name keeps its sign).
    """
    candidate = candidate_for(work, campaign_id, candidate_id, TRIAGE)
    if taken_on > today:
        raise InvalidInput("not yet", [Problem("taken_on", "day_to_come", "a photograph is not taken in the future")])
    media_type, content = photograph(sent)
    photo_id, sha256 = signs.insert_photo(work, campaign_id, candidate.id, stage, taken_on, media_type, content)
    told = {"candidate": candidate.id, "photo": photo_id, "stage": str(stage), "taken_on": taken_on, "sha256": sha256}
    work.audit("campaign.sign_photo", "clean_up_campaign", campaign_id, changes=told)
    return photo_id


def withdraw_photo(work: UnitOfWork, campaign_id: UUID, candidate_id: UUID, photo_id: UUID, reason: str) -> None:
    """A wrong photograph counts no longer and stays. Raises NotPermitted, InvalidInput (no reason), StaleVersion."""
    candidate_for(work, campaign_id, candidate_id, TRIAGE)
    plain = kept_text("reason", reason, LONGEST_REASON)
    signs.withdraw_photo(work, campaign_id, candidate_id, photo_id, plain)
    told = {"candidate": candidate_id, "photo": photo_id}
    work.audit("campaign.withdraw_sign_photo", "clean_up_campaign", campaign_id, changes=told, reason=plain)
