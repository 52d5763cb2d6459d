"""Expert reviews: docket, declarations, scores, opinions, result; and what is scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.consultations.model import Criterion, Expert, ExpertReview, Method, ReviewResult
from gazetteer.consultations.tables import expert, expert_review, expert_score
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion

# The criteria of the nearest division above the case that has any: an office that sets its own sets all of them.
_CRITERIA = sa.text(
    """
    select code, label_zh, label_en from gazetteer.expert_criterion
     where valid @> cast(:on as date) and division_seq = (
           select c.division_seq from gazetteer.expert_criterion c
            where c.division_seq = any (:path) and c.valid @> cast(:on as date)
            order by array_position(cast(:path as integer[]), c.division_seq) desc limit 1)
     order by position, code
    """
)


def criteria_of(connection: sa.Connection, path: Sequence[int], on: date) -> tuple[Criterion, ...]:
    return tuple(Criterion(*row) for row in connection.execute(_CRITERIA, {"path": list(path), "on": on}))


def reviews_of(connection: sa.Connection, case_id: UUID) -> tuple[ExpertReview, ...]:
    """All of the case in the order in which they were opened, each with its docket."""
    scores: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(
        sa.text("select expert_id, criterion, score from gazetteer.expert_score where case_id = :case"),
        {"case": case_id},
    ):
        scores[row.expert_id][row.criterion] = row.score
    dockets: defaultdict[UUID, list[Expert]] = defaultdict(list)
    for row in connection.execute(
        sa.text(
            "select review_id, id, name, field, unit, has_conflict, conflict_text, opinion, answered_on, version"
            " from gazetteer.expert where case_id = :case order by name, unit"
        ),
        {"case": case_id},
    ):
        values = row._asdict()
        dockets[values.pop("review_id")].append(Expert(**values, scores=scores[row.id]))
    rows = connection.execute(
        sa.text(
            "select id, question, method, opened_on, held_on, minutes, risks, advice, result, concluded_on, version"
            " from gazetteer.expert_review where case_id = :case order by opened_on, concluded_on nulls last, id"
        ),
        {"case": case_id},
    )
    return tuple(
        ExpertReview(
            **{
                **row._asdict(),
                "method": Method(row.method),
                "result": None if row.result is None else ReviewResult(row.result),
                "experts": tuple(dockets[row.id]),
            }
        )
        for row in rows
    )


def find_review(connection: sa.Connection, case_id: UUID, review_id: UUID) -> ExpertReview:
    """Raises NotFound."""
    for found in reviews_of(connection, case_id):
        if found.id == review_id:
            return found
    raise NotFound("no such expert review in this case", id=str(review_id))


def find_expert(review: ExpertReview, expert_id: UUID) -> Expert:
    """Raises NotFound."""
    for found in review.experts:
        if found.id == expert_id:
            return found
    raise NotFound("no such expert on this docket", id=str(expert_id))


def insert_review(work: UnitOfWork, case_id: UUID, question: str, method: str, opened_on: date) -> UUID:
    review_id = uuid4()
    work.connection.execute(
        sa.insert(expert_review).values(
            id=review_id, case_id=case_id, question=question, method=method, opened_on=opened_on
        )
    )
    return review_id


def insert_expert(work: UnitOfWork, case_id: UUID, review_id: UUID, name: str, field: str, unit: str) -> UUID:
    expert_id = uuid4()
    work.connection.execute(
        sa.insert(expert).values(id=expert_id, case_id=case_id, review_id=review_id, name=name, field=field, unit=unit)
    )
    return expert_id


def change_expert(work: UnitOfWork, expert_id: UUID, version: int, **values: object) -> None:
    """Raises StaleVersion."""
    changed = work.connection.execute(
        sa.update(expert)
        .where(expert.c.id == expert_id, expert.c.version == version)
        .values(**values, version=version + 1)
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else entered something for this expert in between", id=str(expert_id))


def replace_scores(work: UnitOfWork, case_id: UUID, expert_id: UUID, scores: Mapping[str, int]) -> None:
    """Empty scores take those away that were given."""
    work.connection.execute(sa.delete(expert_score).where(expert_score.c.expert_id == expert_id))
    rows = [
        {"expert_id": expert_id, "case_id": case_id, "criterion": code, "score": score}
        for code, score in scores.items()
    ]
    if rows:
        work.connection.execute(sa.insert(expert_score), rows)


def conclude_review(work: UnitOfWork, review_id: UUID, version: int, **values: object) -> None:
    """Raises StaleVersion when it is concluded already."""
    changed = work.connection.execute(
        sa.update(expert_review)
        .where(
            expert_review.c.id == review_id,
            expert_review.c.version == version,
            expert_review.c.concluded_on.is_(None),
        )
        .values(**values, version=version + 1)
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else concluded this review in between", id=str(review_id))
