"""The campaign, its machine pass and its candidates. Row security decides whose campaigns are seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.campaigns.exclusions import Exclusion
from gazetteer.campaigns.kinds import Confidence, Hit, IrregularKind
from gazetteer.campaigns.model import Campaign, Candidate, NewCampaign, Scan, ScannedName
from gazetteer.campaigns.tables import (
    campaign_candidate,
    campaign_scan,
    clean_up_campaign,
    published_campaign,
    published_campaign_name,
)
from gazetteer.campaigns.workflow import CampaignState
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

_CAMPAIGNS = f"""
select c.id, c.name, c.division_id, c.division_path, {division_name("c.division_id")} as division, c.categories,
       c.kinds, c.least_confidence, c.exclusions, c.starts_on, c.ends_on, c.objections_from, c.objections_until,
       c.opened_at, s.state, s.version as state_version
  from gazetteer.clean_up_campaign c
  join app.workflow_subject s on s.id = c.id
"""
_CANDIDATES = """
select id, position, place_id, division_path, name, category, division, kinds, confidence, findings, excluded_by, result
  from gazetteer.campaign_candidate
"""


def campaign_of(row: sa.Row[Any]) -> Campaign:
    values = row._asdict()
    return Campaign(
        **values
        | {
            "division_path": tuple(row.division_path),
            "categories": tuple(row.categories),
            "kinds": tuple(map(IrregularKind, row.kinds)),
            "least_confidence": Confidence(row.least_confidence),
            "exclusions": tuple(map(Exclusion.from_dict, row.exclusions)),
            "state": CampaignState(row.state),
        }
    )


def candidate_of(row: sa.Row[Any]) -> Candidate:
    values = row._asdict()
    return Candidate(
        **values
        | {"kinds": tuple(row.kinds), "findings": tuple(row.findings), "division_path": tuple(row.division_path)}
    )


def find_campaign(connection: sa.Connection, campaign_id: UUID) -> Campaign:
    """Raises NotFound, also outside one's area."""
    row = connection.execute(sa.text(_CAMPAIGNS + " where c.id = :id"), {"id": campaign_id}).one_or_none()
    if row is None:
        raise NotFound("no such campaign", id=str(campaign_id))
    return campaign_of(row)


def campaigns(connection: sa.Connection, limit: int) -> tuple[Campaign, ...]:
    """The newest first."""
    rows = connection.execute(sa.text(_CAMPAIGNS + " order by c.opened_at desc, c.id limit :limit"), {"limit": limit})
    return tuple(map(campaign_of, rows))


def insert_campaign(work: UnitOfWork, campaign_id: UUID, new: NewCampaign, path: Sequence[int]) -> None:
    """With its machine pass waiting. The subject must have been opened before."""
    work.connection.execute(
        sa.insert(clean_up_campaign).values(
            id=campaign_id,
            name=new.name,
            division_id=new.division_id,
            division_path=list(path),
            categories=list(new.categories),
            kinds=[str(kind) for kind in new.kinds],
            least_confidence=str(new.least_confidence),
            exclusions=[exclusion.as_dict() for exclusion in new.exclusions],
            starts_on=new.starts_on,
            ends_on=new.ends_on,
        )
    )
    work.connection.execute(
        sa.text("insert into gazetteer.campaign_scan (campaign_id) values (:id)"), {"id": campaign_id}
    )


def set_window(work: UnitOfWork, campaign_id: UUID, first: date, last: date) -> None:
    work.connection.execute(
        sa.update(clean_up_campaign)
        .where(clean_up_campaign.c.id == campaign_id)
        .values(objections_from=first, objections_until=last, version=clean_up_campaign.c.version + 1)
    )


def scan_of(connection: sa.Connection, campaign_id: UUID) -> Scan:
    """Raises NotFound, also outside one's area."""
    row = connection.execute(
        sa.text(
            "select state, after_name, total, checked, found, excluded, rules_version, data_version, version"
            " from gazetteer.campaign_scan where campaign_id = :id"
        ),
        {"id": campaign_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such campaign", id=str(campaign_id))
    return Scan(*row)


_IN_AREA = """
  from gazetteer.name n join gazetteer.place p on p.id = n.place_id
 where n.kind = 'standard' and upper_inf(n.valid) and n.status <> 'approved'
   and p.division_path && array[cast(:area as integer)] and p.category = any (:categories)
"""


def count_names(connection: sa.Connection, area: int, categories: Sequence[str]) -> int:
    """Registered standard names in force in the area."""
    return int(
        connection.execute(
            sa.text("select count(*)" + _IN_AREA), {"area": area, "categories": list(categories)}
        ).scalar_one()
    )


def names_after(
    connection: sa.Connection, area: int, categories: Sequence[str], after: UUID | None, limit: int
) -> tuple[ScannedName, ...]:
    """The next names in the order of their ids."""
    rows = connection.execute(
        sa.text(
            "select n.id, n.place_id, n.text, p.category, p.class_code,"
            " p.division_path[array_length(p.division_path, 1)],"
            " case when p.position_kind <> 'demo' then st_x(p.geom) end,"
            " case when p.position_kind <> 'demo' then st_y(p.geom) end,"
            " (select r.tones from gazetteer.reading r where r.name_id = n.id and r.status = 'decided'),"
            " lower(n.valid), exists (select from published.protected_name l where l.place_id = p.id)"
            + _IN_AREA
            + " and n.id > :after order by n.id limit :limit"
        ),
        {"area": area, "categories": list(categories), "after": after or UUID(int=0), "limit": limit},
    )
    return tuple(ScannedName(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Found:
    """A name with what was found, and why the campaign leaves it alone, if it does."""

    scanned: ScannedName
    hits: tuple[Hit, ...]
    excluded: str | None


def insert_candidates(work: UnitOfWork, campaign_id: UUID, first_position: int, found: Iterable[Found]) -> None:
    rows = [
        {
            "id": uuid4(),
            "campaign_id": campaign_id,
            "position": position,
            "place_id": one.scanned.place_id,
            "name_id": one.scanned.name_id,
            "name": one.scanned.name,
            "category": one.scanned.category,
            "division": division,
            "kinds": list(dict.fromkeys(str(hit.kind) for hit in one.hits)),
            "confidence": str(one.hits[0].confidence),
            "findings": [hit.as_dict() for hit in one.hits],
            "excluded_by": one.excluded,
        }
        for position, (one, division) in enumerate(_with_divisions(work.connection, list(found)), start=first_position)
    ]
    if rows:
        work.connection.execute(sa.insert(campaign_candidate), rows)


def _with_divisions(connection: sa.Connection, found: list[Found]) -> list[tuple[Found, str]]:
    """Each with its division in words, from the province down."""
    words = connection.execute(
        sa.text(
            "select d.seq, (select string_agg(u.name, '' order by u.level) from boundaries.public_division u"
            " where u.seq = any (d.path) and u.level > 0 and u.valid @> current_date)"
            " from boundaries.public_division d where d.seq = any (:seqs) and d.valid @> current_date"
        ),
        {"seqs": list({one.scanned.division_seq for one in found})},
    )
    by_seq = {seq: name or "" for seq, name in words}
    return [(one, by_seq.get(one.scanned.division_seq, "")) for one in found]


def move_scan(work: UnitOfWork, campaign_id: UUID, seen: Scan, **values: object) -> None:
    """Raises StaleVersion when another part of the same pass was faster: nothing is counted twice."""
    changed = work.connection.execute(
        sa.update(campaign_scan)
        .where(campaign_scan.c.campaign_id == campaign_id, campaign_scan.c.version == seen.version)
        .values(version=campaign_scan.c.version + 1, **values)
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else runs the machine pass at this moment", id=str(campaign_id))


def find_candidate(connection: sa.Connection, campaign_id: UUID, candidate_id: UUID) -> Candidate:
    """Raises NotFound, also outside one's area."""
    row = connection.execute(
        sa.text(_CANDIDATES + " where campaign_id = :campaign and id = :id"),
        {"campaign": campaign_id, "id": candidate_id},
    ).one_or_none()
    if row is None:
        raise NotFound("no such name in the campaign", id=str(candidate_id))
    return candidate_of(row)


def candidates_of(connection: sa.Connection, campaign_id: UUID) -> tuple[Candidate, ...]:
    """All, in the order of the pass. A campaign is a county's, some hundred names; a city's some thousand."""
    rows = connection.execute(
        sa.text(_CANDIDATES + " where campaign_id = :campaign order by position"), {"campaign": campaign_id}
    )
    return tuple(map(candidate_of, rows))


def publish_list(work: UnitOfWork, campaign: Campaign, office: str) -> int:
    """The public copy of the list: names that are to change, with what is said of them. Returns their number."""
    listed = [candidate for candidate in candidates_of(work.connection, campaign.id) if candidate.result == "change"]
    work.connection.execute(
        sa.insert(published_campaign).values(
            id=campaign.id,
            name=campaign.name,
            division=campaign.division,
            office=office,
            objections_from=campaign.objections_from,
            objections_until=campaign.objections_until,
        )
    )
    rows = [
        {
            "campaign_id": campaign.id,
            "position": candidate.position,
            "place_id": candidate.place_id,
            "name": candidate.name,
            "division": candidate.division,
            "kinds": list(candidate.kinds),
            "messages": [f"{finding['message']}（{finding['article']}）" for finding in candidate.findings],
        }
        for candidate in listed
    ]
    if rows:
        work.connection.execute(sa.insert(published_campaign_name), rows)
    return len(rows)
