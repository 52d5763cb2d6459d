"""What the pages of a campaign show. Row security decides whose campaigns, and during the triage whose verdicts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.campaigns.burn_down import DayLeft, burn_down
from gazetteer.campaigns.model import (
    Campaign,
    Candidate,
    GivenVerdict,
    Objection,
    Outcome,
    Progress,
    RankedDivision,
    Scan,
    SignPhoto,
    Verdict,
)
from gazetteer.campaigns.report import MOVES_A_SIGN, ClosingReport, closing_report, signs_replaced
from gazetteer.campaigns.store import campaigns as store
from gazetteer.campaigns.store import judgements, signs
from gazetteer.campaigns.workflow import AFTER_TRIAGE, CampaignState
from geocore.errors import NotFound
from geocore.workflow_store import WorkflowEvent, events_of

MOST_CAMPAIGNS = 100


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """Everything about a campaign that the person may see. Of `signs` names the sign is to go, of `replaced` it has."""

    campaign: Campaign
    scan: Scan
    progress: Progress
    candidates: tuple[Candidate, ...]
    objections: tuple[Objection, ...]
    outcomes: dict[UUID, Outcome]
    days: tuple[DayLeft, ...]
    ranking: tuple[RankedDivision, ...]
    signs: int
    replaced: int
    events: tuple[WorkflowEvent, ...]


def campaign_list(connection: sa.Connection) -> tuple[Campaign, ...]:
    """The newest campaigns of one's area."""
    return store.campaigns(connection, MOST_CAMPAIGNS)


def campaign_file(connection: sa.Connection, campaign_id: UUID, today: date) -> CampaignFile:
    """Raises NotFound, also outside one's area."""
    campaign = store.find_campaign(connection, campaign_id)
    candidates = store.candidates_of(connection, campaign_id)
    outcomes = judgements.outcomes_of(connection, campaign_id)
    progress = judgements.progress_of(connection, campaign_id)
    is_listed = campaign.state in AFTER_TRIAGE
    replaced = signs_replaced(signs.photos_of(connection, campaign_id))
    days = burn_down(
        campaign.starts_on,
        today if campaign.state is not CampaignState.CLOSED else campaign.starts_on,
        progress.total,
        judgements.resolved_by_day(connection, campaign_id),
        listed=sum(candidate.result == Verdict.CHANGE for candidate in candidates) if is_listed else None,
        listed_on=campaign.objections_from,
        settled=Counter(outcome.decided_on for outcome in outcomes.values()),
        replaced=Counter(max(day, campaign.starts_on) for day in replaced.values()),
    )
    return CampaignFile(
        campaign=campaign,
        scan=store.scan_of(connection, campaign_id),
        progress=progress,
        candidates=candidates,
        objections=judgements.objections_of(connection, campaign_id),
        outcomes=outcomes,
        days=days,
        ranking=signs.ranking_of(connection, campaign_id),
        signs=sum(outcome.outcome in MOVES_A_SIGN for outcome in outcomes.values()),
        replaced=len(replaced),
        events=events_of(connection, campaign_id),
    )


def report_of(connection: sa.Connection, campaign_id: UUID) -> ClosingReport:
    """The closing report as it stands now. Raises NotFound."""
    return closing_report(
        store.find_campaign(connection, campaign_id),
        store.scan_of(connection, campaign_id),
        store.candidates_of(connection, campaign_id),
        judgements.verdicts_of(connection, campaign_id),
        judgements.objections_of(connection, campaign_id),
        judgements.outcomes_of(connection, campaign_id),
        signs.photos_of(connection, campaign_id),
        signs.ranking_of(connection, campaign_id),
    )


@dataclass(frozen=True, slots=True)
class Board:
    """The triage as one person sees it: `queue` are the names to judge, those of a third first, like names side by
    side; `mine` what the person has said."""

    campaign: Campaign
    progress: Progress
    queue: tuple[Candidate, ...]
    is_third: dict[UUID, bool]
    mine: tuple[tuple[GivenVerdict, Candidate], ...]


def triage_board(connection: sa.Connection, campaign_id: UUID, person: UUID | None) -> Board:
    """Raises NotFound."""
    by_id = {candidate.id: candidate for candidate in store.candidates_of(connection, campaign_id)}
    waiting = judgements.triage_queue(connection, campaign_id)
    given = judgements.verdicts_of(connection, campaign_id)
    return Board(
        campaign=store.find_campaign(connection, campaign_id),
        progress=judgements.progress_of(connection, campaign_id),
        queue=tuple(
            sorted((by_id[one] for one in waiting), key=lambda one: (not waiting[one.id], one.name, one.position))
        ),
        is_third=waiting,
        mine=tuple((verdict, by_id[verdict.candidate_id]) for verdict in reversed(given) if verdict.person == person),
    )


@dataclass(frozen=True, slots=True)
class CandidateFile:
    """One name of a campaign. `verdicts` are those that the person may see."""

    campaign: Campaign
    candidate: Candidate
    verdicts: tuple[GivenVerdict, ...]
    objections: tuple[Objection, ...]
    outcome: Outcome | None
    photos: tuple[SignPhoto, ...]


def candidate_file(connection: sa.Connection, campaign_id: UUID, candidate_id: UUID) -> CandidateFile:
    """Raises NotFound."""
    candidate = store.find_candidate(connection, campaign_id, candidate_id)
    return CandidateFile(
        campaign=store.find_campaign(connection, campaign_id),
        candidate=candidate,
        verdicts=tuple(
            one for one in judgements.verdicts_of(connection, campaign_id) if one.candidate_id == candidate_id
        ),
        objections=tuple(
            one for one in judgements.objections_of(connection, campaign_id) if one.candidate_id == candidate_id
        ),
        outcome=judgements.outcomes_of(connection, campaign_id).get(candidate_id),
        photos=signs.photos_of(connection, campaign_id, candidate_id),
    )


@dataclass(frozen=True, slots=True)
class PublicName:
    position: int
    place_id: UUID
    name: str
    division: str
    kinds: tuple[str, ...]
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicCampaign:
    """A campaign whose list is public, with the window in which to object."""

    id: UUID
    name: str
    division: str
    office: str
    objections_from: date
    objections_until: date


@dataclass(frozen=True, slots=True)
class PublicList(PublicCampaign):
    """The list of names that are to change, as everybody reads it."""

    names: tuple[PublicName, ...]


_PUBLIC = "select id, name, division, office, objections_from, objections_until from published.clean_up_campaign"


def public_campaigns(connection: sa.Connection) -> tuple[PublicCampaign, ...]:
    """From schema `published`, those that end last first. An office has one in some years: no pages."""
    found = connection.execute(sa.text(f"{_PUBLIC} order by objections_until desc, id limit {MOST_CAMPAIGNS}"))
    return tuple(PublicCampaign(**row._asdict()) for row in found)


def public_list(connection: sa.Connection, campaign_id: UUID) -> PublicList:
    """From schema `published`. Raises NotFound."""
    row = connection.execute(
        sa.text(f"{_PUBLIC} where id = :id"),
        {"id": campaign_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such list", id=str(campaign_id))
    names = connection.execute(
        sa.text(
            "select position, place_id, name, division, kinds, messages from published.clean_up_name"
            " where campaign_id = :id order by position"
        ),
        {"id": campaign_id},
    )
    listed = (
        PublicName(**one._asdict() | {"kinds": tuple(one.kinds), "messages": tuple(one.messages)}) for one in names
    )
    return PublicList(**row._asdict(), names=tuple(listed))
