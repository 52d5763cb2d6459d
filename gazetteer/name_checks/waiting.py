"""Names applied for or refused in other cases, or set aside: no register holds them, and yet they count (art. 9)."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from gazetteer.name_checks.candidates import ScopeOfSearch
from gazetteer.name_checks.parts import specific_of
from gazetteer.naming import Candidate, CandidateStatus, Proposal, Reach, kind_of
from geocore.divisions import division_refs

MOST: Final = 500
"""Wished names looked at; of more, those that were changed last."""
_LONGER_OR_SHORTER: Final = 2
"""Characters by which alike names differ in length: other generic terms."""

# Of a name that is set aside nobody knows where it will stand.
_WAITING = sa.text(
    "select name, category, class_code, status, division_path, standing, until"
    " from gazetteer.names_in_wait(:division, :category, :shortest, :longest, :own_case, :most,"
    " cast(:main as integer), cast(:near as integer[]), :metres, :today)"
    " union all select name, category, '', 'reserved', division_path,"
    " case when cast(:main as integer) is null then '' else 'unplaced' end, null"
    " from gazetteer.names_reserved(:division, :category, :shortest, :longest, :most)"
)


def names_in_wait(
    connection: sa.Connection,
    proposal: Proposal,
    category: str,
    searched: ScopeOfSearch,
    own_case: UUID | None,
    today: date,
) -> tuple[Candidate, ...]:
    """Wished names of the category in the area of the scope, without those of one's own case.

    Asked as somebody who handles cases; others get none. Whose case it is nobody learns (WF10); of a pre-named one
    until when it is held. A case that follows a pre-naming is not told of that one.
    """
    length = len(proposal.text)
    rows = connection.execute(
        _WAITING,
        {
            "division": searched.division,
            "category": category,
            "shortest": length - _LONGER_OR_SHORTER,
            "longest": length + _LONGER_OR_SHORTER,
            "own_case": own_case,
            "most": MOST,
            "main": searched.main_area,
            "near": list(searched.near_areas),
            "metres": searched.edge_m,
            "today": today,
        },
    ).all()
    refs = division_refs(connection, (seq for row in rows for seq in row.division_path))
    return tuple(
        Candidate(
            name=row.name,
            specific=specific_of(row.name, row.category, row.class_code),
            status=CandidateStatus(row.status),
            reach=Reach(row.standing or Reach.INSIDE),
            held_until=row.until,
            category=kind_of(row.category, row.class_code, row.name).value,
            division="".join(refs[seq].name for seq in row.division_path if seq in refs and refs[seq].level > 0),
        )
        for row in rows
    )
