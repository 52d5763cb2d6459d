"""Verdicts, objections, outcomes. The database decides who may give which verdict, and whose verdicts are seen."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.campaigns.model import GivenVerdict, Objection, Outcome, Progress, Verdict
from gazetteer.campaigns.tables import campaign_objection, campaign_outcome, campaign_verdict
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion


def insert_verdict(work: UnitOfWork, candidate_id: UUID, verdict: Verdict, note: str) -> None:
    """As the person of the unit of work."""
    work.connection.execute(
        sa.insert(campaign_verdict).values(candidate_id=candidate_id, verdict=str(verdict), note=note)
    )


def last_verdict(connection: sa.Connection, campaign_id: UUID, person: UUID | None) -> GivenVerdict | None:
    """The newest standing verdict of the person in the campaign."""
    row = connection.execute(
        sa.text(
            _VERDICTS + " where k.campaign_id = :campaign and v.person = :person and v.withdrawn_at is null"
            " order by v.seq desc limit 1"
        ),
        {"campaign": campaign_id, "person": person},
    ).one_or_none()
    return None if row is None else _verdict(row)


def take_back(work: UnitOfWork, seq: int) -> None:
    """Raises StaleVersion unless it is a standing verdict of the person."""
    changed = work.connection.execute(
        sa.update(campaign_verdict)
        .where(campaign_verdict.c.seq == seq, campaign_verdict.c.withdrawn_at.is_(None))
        .values(withdrawn_at=sa.func.now())
    ).rowcount
    if changed != 1:
        raise StaleVersion("this verdict is taken back already")


_VERDICTS = """
select v.seq, v.candidate_id, v.person, coalesce(u.display_name, '') as person_name, v.verdict, v.note, v.given_at
  from gazetteer.campaign_verdict v
  join gazetteer.campaign_candidate k on k.id = v.candidate_id
  left join app.user_account u on u.id = v.person
"""


def _verdict(row: sa.Row[tuple[object, ...]]) -> GivenVerdict:
    values = row._asdict()
    return GivenVerdict(**values | {"verdict": Verdict(row.verdict)})


def verdicts_of(connection: sa.Connection, campaign_id: UUID) -> tuple[GivenVerdict, ...]:
    """The standing ones that the person may see: his own during the triage, all afterwards."""
    rows = connection.execute(
        sa.text(_VERDICTS + " where k.campaign_id = :campaign and v.withdrawn_at is null order by v.seq"),
        {"campaign": campaign_id},
    )
    return tuple(map(_verdict, rows))


def triage_queue(connection: sa.Connection, campaign_id: UUID) -> dict[UUID, bool]:
    """Names that the person may judge now; true where two differ and a third is asked."""
    rows = connection.execute(
        sa.text("select id, is_third from gazetteer.triage_queue(:campaign)"), {"campaign": campaign_id}
    )
    return {row.id: row.is_third for row in rows}


def progress_of(connection: sa.Connection, campaign_id: UUID) -> Progress:
    row = connection.execute(
        sa.text("select total, untouched, judged_once, disputed, resolved from gazetteer.triage_progress(:campaign)"),
        {"campaign": campaign_id},
    ).one()
    return Progress(*row)


def resolved_by_day(connection: sa.Connection, campaign_id: UUID) -> dict[date, int]:
    """How many names got their result on which day."""
    rows = connection.execute(
        sa.text("select day, resolved from gazetteer.triage_days(:campaign)"), {"campaign": campaign_id}
    )
    return {row.day: row.resolved for row in rows}


def insert_objection(work: UnitOfWork, campaign_id: UUID, candidate_id: UUID, text: str, received_on: date) -> UUID:
    objection_id = uuid4()
    work.connection.execute(
        sa.insert(campaign_objection).values(
            id=objection_id, campaign_id=campaign_id, candidate_id=candidate_id, text=text, received_on=received_on
        )
    )
    return objection_id


def add_public_objection(
    work: UnitOfWork, campaign_id: UUID, position: int, key: UUID, receipt: str, text: str, today: date
) -> str | None:
    """The receipt, also of the same objection sent before; None where nothing can be objected to. Needs no account."""
    given: str | None = work.connection.execute(
        sa.text("select gazetteer.add_campaign_objection(:campaign, :position, :key, :receipt, :text, :today)"),
        {
            "campaign": campaign_id,
            "position": position,
            "key": key,
            "receipt": receipt,
            "text": text,
            "today": today,
        },
    ).scalar_one()
    return given


def answer_objection(work: UnitOfWork, campaign_id: UUID, objection_id: UUID, answer: str, on: date) -> None:
    """Raises StaleVersion when it is answered already, or not of this campaign."""
    changed = work.connection.execute(
        sa.update(campaign_objection)
        .where(
            campaign_objection.c.id == objection_id,
            campaign_objection.c.campaign_id == campaign_id,
            campaign_objection.c.answered_on.is_(None),
        )
        .values(answer=answer, answered_on=on, version=campaign_objection.c.version + 1)
    ).rowcount
    if changed != 1:
        raise StaleVersion("this objection is answered already", id=str(objection_id))


def objections_of(connection: sa.Connection, campaign_id: UUID) -> tuple[Objection, ...]:
    rows = connection.execute(
        sa.text(
            "select id, candidate_id, received_on, text, answer, answered_on, receipt from gazetteer.campaign_objection"
            " where campaign_id = :campaign order by received_on, id"
        ),
        {"campaign": campaign_id},
    )
    return tuple(Objection(*row) for row in rows)


def insert_outcome(
    work: UnitOfWork, campaign_id: UUID, candidate_id: UUID, outcome: Verdict, reason: str, proposed_name: str
) -> None:
    work.connection.execute(
        sa.insert(campaign_outcome).values(
            candidate_id=candidate_id,
            campaign_id=campaign_id,
            outcome=str(outcome),
            reason=reason,
            proposed_name=proposed_name,
        )
    )


def link_case(work: UnitOfWork, candidate_id: UUID, case_id: UUID) -> None:
    """Raises StaleVersion unless the name is settled as one to change and has no case yet."""
    changed = work.connection.execute(
        sa.update(campaign_outcome)
        .where(
            campaign_outcome.c.candidate_id == candidate_id,
            campaign_outcome.c.outcome == str(Verdict.CHANGE),
            campaign_outcome.c.case_id.is_(None),
        )
        .values(case_id=case_id)
    ).rowcount
    if changed != 1:
        raise StaleVersion("this name has its case already", id=str(candidate_id))


_OUTCOMES = """
select o.candidate_id, o.outcome, o.reason, o.proposed_name, o.case_id, s.state as case_state,
       (o.decided_at at time zone 'Asia/Shanghai')::date as decided_on
  from gazetteer.campaign_outcome o left join app.workflow_subject s on s.id = o.case_id
 where o.campaign_id = :campaign
"""


def outcomes_of(connection: sa.Connection, campaign_id: UUID) -> dict[UUID, Outcome]:
    rows = connection.execute(sa.text(_OUTCOMES), {"campaign": campaign_id})
    found = (Outcome(**row._asdict() | {"outcome": Verdict(row.outcome)}) for row in rows)
    return {outcome.candidate_id: outcome for outcome in found}


def outcome_of(connection: sa.Connection, campaign_id: UUID, candidate_id: UUID) -> Outcome:
    """Raises NotFound for a name that is not settled."""
    found = outcomes_of(connection, campaign_id).get(candidate_id)
    if found is None:
        raise NotFound("this name is not settled", id=str(candidate_id))
    return found
