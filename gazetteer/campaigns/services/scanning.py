"""The machine pass over the registered names: the whole of it in one unit of work, as a job or in the foreground, or a
bounded part that goes on where the last one ended. Two at the same moment are one too many, and one is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.campaigns.exclusions import excluded_by
from gazetteer.campaigns.kinds import hits
from gazetteer.campaigns.model import Campaign, Scan, ScannedName
from gazetteer.campaigns.store import campaigns as store
from gazetteer.campaigns.workflow import RUN, CampaignState
from gazetteer.name_checks import CheckedName, Question, check_name
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, NotPermitted

PART = 20
"""Names looked at between two ticks of the progress: about a second."""
KIND = "campaigns.scan"
"""What the pass is called among the jobs."""

Tick = Callable[[str, int, int | None], None]


def scan_names(
    work: UnitOfWork, campaign_id: UUID, today: date, tick: Tick = lambda stage, done, total: None, part: int = PART
) -> Scan:
    """Look at all names that are left; `tick(stage, done, total)` may raise to undo it. Raises as `scan_part`."""
    before = seen = store.scan_of(work.connection, campaign_id)
    while True:
        tick("scan", seen.checked, seen.total)
        seen = _look_at_next(work, campaign_id, today, part)
        if seen.is_done:
            break
    tick("scan", seen.checked, seen.total)
    _audit(work, campaign_id, before, seen)
    return seen


def scan_part(work: UnitOfWork, campaign_id: UUID, today: date, limit: int = PART) -> Scan:
    """Look at the next names and keep what is found; the register itself is only read. Returns how far the pass is.

    Raises NotFound, NotPermitted, ActionNotAllowed (not in preparation, or done), StaleVersion (another one runs).
    """
    before = store.scan_of(work.connection, campaign_id)
    seen = _look_at_next(work, campaign_id, today, limit)
    _audit(work, campaign_id, before, seen)
    return seen


def may_scan(work: UnitOfWork, campaign_id: UUID) -> Campaign:
    """The campaign, if this person may begin its pass. Raises NotFound, NotPermitted, ActionNotAllowed."""
    campaign = store.find_campaign(work.connection, campaign_id)
    if not work.actor.may(RUN, campaign.division_path):
        raise NotPermitted("your roles do not include running campaigns here", needs=RUN)
    if campaign.state is not CampaignState.PREPARING or store.scan_of(work.connection, campaign_id).is_done:
        raise ActionNotAllowed("the machine pass is done", state=str(campaign.state))
    return campaign


def _look_at_next(work: UnitOfWork, campaign_id: UUID, today: date, limit: int) -> Scan:
    campaign = may_scan(work, campaign_id)
    seen = store.scan_of(work.connection, campaign_id)
    area = campaign.division_path[-1]
    total = seen.total
    if total is None:
        total = store.count_names(work.connection, area, campaign.categories)
    names = store.names_after(work.connection, area, campaign.categories, seen.after_name, limit)
    found: list[store.Found] = []
    rules_version, data_version = seen.rules_version, seen.data_version
    for name in names:
        checked = _checked(work.connection, name, today)
        rules_version, data_version = checked.report.rules_version, checked.data_version
        one = _found(campaign, name, checked)
        if one is not None:
            found.append(one)
    store.insert_candidates(work, campaign_id, seen.found + seen.excluded + 1, found)
    excluded = sum(one.excluded is not None for one in found)
    is_done = len(names) < limit
    store.move_scan(
        work,
        campaign_id,
        seen,
        state="done" if is_done else "running",
        after_name=names[-1].name_id if names else seen.after_name,
        total=total,
        checked=seen.checked + len(names),
        found=seen.found + len(found) - excluded,
        excluded=seen.excluded + excluded,
        rules_version=rules_version,
        data_version=data_version,
        finished_at=sa.func.now() if is_done else None,
    )
    return store.scan_of(work.connection, campaign_id)


def _audit(work: UnitOfWork, campaign_id: UUID, before: Scan, seen: Scan) -> None:
    told: dict[str, object] = {
        what: getattr(seen, what) - getattr(before, what) for what in ("checked", "found", "excluded")
    }
    work.audit("campaign.scan", "clean_up_campaign", campaign_id, changes=told | {"done": seen.is_done})


def _checked(connection: sa.Connection, name: ScannedName, today: date) -> CheckedName:
    """By the same rules as a proposed name, as a change of its own place: it does not stand against itself."""
    point = None if name.lon is None or name.lat is None else (name.lon, name.lat)
    question = Question(
        name=name.name,
        category=name.category,
        class_code=name.class_code,
        division=name.division_seq,
        point=point,
        readings=(name.tones,) if name.tones else (),
        is_alteration_of=str(name.place_id),
        division_decides=True,
    )
    return check_name(connection, question, day=today)


def _found(campaign: Campaign, name: ScannedName, checked: CheckedName) -> store.Found | None:
    found = hits(checked.report.findings, campaign.kinds, campaign.least_confidence)
    if not found:
        return None
    exclusion = excluded_by(
        name.name, name.since, is_protected=name.is_protected, hits=found, exclusions=campaign.exclusions
    )
    return store.Found(name, found, None if exclusion is None else exclusion.reason)
