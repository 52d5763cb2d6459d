"""Setting a campaign up, and its steps."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from gazetteer.campaigns.model import Campaign, NewCampaign
from gazetteer.campaigns.store import campaigns as store
from gazetteer.campaigns.workflow import CLEAN_UP_CAMPAIGN, RUN
from gazetteer.cases.store import areas
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted, StaleVersion
from geocore.feed import raise_data_version
from geocore.problems import Problem
from geocore.workflow_store import SubjectState, advance, open_subject

WINDOW_DAYS = 7
"""Public notices of names last seven days or more in the practice of cities."""
MOST_WINDOW_DAYS = 90
LONGEST = timedelta(days=3653)
LAST_YEAR = 2100
"""A later year is a slip of the hand, and the period of a campaign is never changed."""


@dataclass(frozen=True, slots=True)
class CampaignStep:
    """Which campaign, as the person saw it, on which day, and why."""

    campaign_id: UUID
    state_version: int
    today: date
    note: str = ""


def open_campaign(work: UnitOfWork, new: NewCampaign) -> UUID:
    """Raises NotPermitted (elsewhere), NotFound (division), InvalidInput with everything that is wrong."""
    new = replace(new, name=" ".join(new.name.split()))
    problems = _problems(new)
    if problems:
        raise InvalidInput("the campaign cannot be set up like this", problems)
    path = areas.path_of_division(work.connection, new.division_id)
    if not work.actor.may(RUN, path):
        raise NotPermitted("your roles do not include campaigns there", needs=RUN)
    campaign_id = uuid4()
    open_subject(work, CLEAN_UP_CAMPAIGN, campaign_id, path)
    store.insert_campaign(work, campaign_id, new, path)
    work.audit("campaign.open", "clean_up_campaign", campaign_id, new=asdict(new), changes={"name": new.name})
    return campaign_id


def _problems(new: NewCampaign) -> list[Problem]:
    problems = []
    if not 1 <= len(new.name) <= 100 or "\x00" in new.name:
        problems.append(Problem("name", "name_length", "1 to 100 characters", hint="100"))
    if not new.categories:
        problems.append(Problem("categories", "required", "no category is chosen"))
    if not new.kinds:
        problems.append(Problem("kinds", "required", "no kind of irregular name is chosen"))
    if new.ends_on < new.starts_on:
        problems.append(Problem("ends_on", "ends_before_start", "ends before it begins"))
    elif new.ends_on - new.starts_on > LONGEST or new.ends_on.year > LAST_YEAR:
        problems.append(Problem("ends_on", "period_too_long", f"ten years at most, until the end of {LAST_YEAR}"))
    for exclusion in new.exclusions:
        if not exclusion.reason.strip():
            problems.append(Problem("leave_names", "reason_missing", "has no reason", hint=exclusion.value))
        if len(exclusion.value) > 100 or len(exclusion.reason) > 200 or "\x00" in exclusion.value + exclusion.reason:
            problems.append(Problem("leave_names", "too_long", "at most 100 and 200 characters", hint="100"))
    return problems


def campaign_as_seen(work: UnitOfWork, command: CampaignStep) -> Campaign:
    """Raises NotFound, StaleVersion."""
    campaign = store.find_campaign(work.connection, command.campaign_id)
    if campaign.state_version != command.state_version:
        raise StaleVersion("somebody else took a step in this campaign in between", id=str(campaign.id))
    return campaign


def _take(work: UnitOfWork, campaign: Campaign, action: str, note: str) -> None:
    step = CLEAN_UP_CAMPAIGN.plan(campaign, action, work.actor, campaign.division_path)
    subject = SubjectState(
        campaign.id, CLEAN_UP_CAMPAIGN.name, str(campaign.state), campaign.state_version, campaign.division_path
    )
    advance(work, subject, step, note=note.strip() or None)


def take_step(work: UnitOfWork, command: CampaignStep, action: str) -> None:
    """A step that has no other effect: start the triage, end the objections, close, cancel (with a reason).

    Raises ActionNotAllowed, also where the database finds something open; NotPermitted, StaleVersion, InvalidInput.
    """
    note = command.note.strip()
    if "\x00" in note or len(note) > 2000:
        raise InvalidInput("the note cannot be kept", [Problem("note", "too_long", "at most 2000", hint="2000")])
    if action == "cancel" and not note:
        raise InvalidInput("say why", [Problem("note", "required", "must be said")])
    campaign = campaign_as_seen(work, command)
    _take(work, campaign, action, note)
    work.audit(f"campaign.{action}", "clean_up_campaign", campaign.id, reason=note or None)


def publish_list(work: UnitOfWork, command: CampaignStep, days: int, office: str) -> int:
    """Make the list of names that are to change public, and take objections for so many days. Returns their number.

    Raises ActionNotAllowed while a name has no verdict, InvalidInput for a window that is too short or too long.
    """
    office = " ".join(office.split())
    problems = []
    if not WINDOW_DAYS <= days <= MOST_WINDOW_DAYS:
        problems.append(Problem("days", "days_range", f"{WINDOW_DAYS} to {MOST_WINDOW_DAYS} days"))
    if not 1 <= len(office) <= 200 or "\x00" in office:
        problems.append(Problem("office", "required", "to whom objections go"))
    if problems:
        raise InvalidInput("the list cannot be made public like this", problems)
    campaign = campaign_as_seen(work, command)
    last = command.today + timedelta(days=days)
    store.set_window(work, campaign.id, command.today, last)
    _take(work, campaign, "publish_list", command.note)
    listed = store.publish_list(work, replace(campaign, objections_from=command.today, objections_until=last), office)
    raise_data_version(work.connection)
    work.audit(
        "campaign.publish_list",
        "clean_up_campaign",
        campaign.id,
        changes={"names": listed, "from": command.today, "until": last},
    )
    return listed
