"""What was begun in a case, read in one row. Consultations, reviews and reports have their own package above this one;
only their being open or missing is looked at here.
"""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.hindrances import Begun

_BEGUN = sa.text(
    """
    select array(select q.unit from gazetteer.case_consultation q
                  where q.case_id = :case and q.is_mandatory and q.answered_on is null order by q.unit) as units,
           (select count(*) from gazetteer.case_opinion o where o.case_id = :case and o.handled_on is null) as opinions,
           (select max(p.closes_on) from gazetteer.public_consultation p
             where p.case_id = :case and p.closed_on is null) as public_until,
           (select count(*) from gazetteer.public_comment c where c.case_id = :case and c.handling is null) as comments,
           exists (select from gazetteer.expert_review r where r.case_id = :case and r.concluded_on is null) as review,
           gazetteer.reports_missing(:case) as reports
    """
)


def begun_in(connection: sa.Connection, case_id: UUID) -> Begun:
    """Row security shows what belongs to cases of one's area; elsewhere nothing has begun."""
    row = connection.execute(_BEGUN, {"case": case_id}).one()
    return Begun(tuple(row.units), row.opinions, row.public_until, row.comments, row.review, tuple(row.reports))
