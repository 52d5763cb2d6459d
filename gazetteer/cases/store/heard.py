"""What the public and experts said of a case, read in numbers. Consultations and reviews have their own package above
this one; only what the approver is told of them is looked at here.
"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.heard import Heard, PublicComments, ReviewOutcome

_COMMENTS = sa.text(
    """
    select (select count(*) from gazetteer.public_consultation p where p.case_id = :case) as consultations,
           count(*) as received,
           count(*) filter (where c.handling = 'adopted') as adopted,
           count(*) filter (where c.handling = 'partly') as partly,
           count(*) filter (where c.handling = 'not_adopted') as not_adopted
      from gazetteer.public_comment c where c.case_id = :case
    """
)
_REVIEW = sa.text(
    """
    select r.result, r.concluded_on,
           (select count(*) from gazetteer.expert e where e.review_id = r.id and not e.has_conflict) as experts,
           (select avg(s.score)::double precision from gazetteer.expert e
              join gazetteer.expert_score s on s.expert_id = e.id
             where e.review_id = r.id and not e.has_conflict) as mean
      from gazetteer.expert_review r where r.case_id = :case and r.concluded_on is not null
     order by r.opened_on desc, r.concluded_on desc, r.id desc limit 1
    """
)


def heard_of(connection: sa.Connection, case_id: UUID) -> Heard:
    """Row security shows what belongs to cases of one's area; elsewhere nothing was heard."""
    comments = PublicComments(*connection.execute(_COMMENTS, {"case": case_id}).one())
    review = connection.execute(_REVIEW, {"case": case_id}).one_or_none()
    return Heard(comments, None if review is None else ReviewOutcome(*review))
