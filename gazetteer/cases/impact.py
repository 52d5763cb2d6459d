"""What hangs on a name that is to change or to go: for the people who decide, and who put up signs afterwards.

Signs, doorplates and addresses are not registered yet; the page says so instead of showing a nought.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.model import Case, PathDivision
from gazetteer.name_checks.parts import specific_of
from gazetteer.search.tokens import division_token

SHOWN: Final = 20
DRAWN: Final = 100
"""Names made of the old one that a map shows: more than a list that is read."""
_SHORTEST: Final = 2
"""Characters of a specific part that is looked for in other names: one alone is in thousands."""
_COUNTY: Final = 3

_NAMED_AFTER = sa.text(
    """
    select n.place_id, n.name, f.name_zh as class_name,
           count(*) over () as total
      from published.name n left join published.feature_class f on f.code = n.class_code
     where n.tokens @> cast(:tokens as integer[]) and strpos(n.name, :specific) > 0
       and n.kind = 'standard' and n.place_id <> :place
     order by n.importance desc, n.id limit :most
    """
)
_OTHER_CASES = sa.text(
    """
    select c.id, coalesce(r.number, '') as number, coalesce(i.candidate_names[1], m.text, '') as name
      from gazetteer.case_item i
      join gazetteer.naming_case c on c.id = i.case_id
      join app.workflow_subject s on s.id = c.id
      left join gazetteer.case_number r on r.case_id = c.id
      left join gazetteer.name m on m.id = i.old_name_id
     where c.id <> :case and s.state <> all (array['draft', 'filed', 'ended'])
       and (strpos(m.text, :specific) > 0 or exists (
            select from unnest(i.candidate_names) wish where strpos(wish, :specific) > 0))
     order by c.changed_at desc, i.position limit :most
    """
)
_DIVISION = sa.text(
    """
    select d.id, d.seq, v.name,
           (select count(*) from boundaries.division c where c.path @> array[d.seq] and c.seq <> d.seq) as below
      from gazetteer.place p join boundaries.division d on d.id = p.is_division_id
      join boundaries.division_version v on v.division_id = d.id and upper_inf(v.valid)
     where p.id = :place
    """
)
_INSIDE = sa.text(
    "select count(*) from published.name"
    " where tokens @> cast(:tokens as integer[]) and kind = 'standard' and place_id <> :place"
)
_ANNOUNCED = sa.text("select count(*) from published.announcement where place_id = :place")
_FORMER = sa.text("select count(*) from published.name where place_id = :place and kind <> 'standard'")


@dataclass(frozen=True, slots=True)
class NamedAfter:
    """A place of the county whose name holds the specific part of the old one."""

    place_id: UUID
    name: str
    class_name: str | None


@dataclass(frozen=True, slots=True)
class OtherCase:
    """An open case of the person's area about a name with the same specific part."""

    id: UUID
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class DivisionToo:
    """The division that the place is: how many are `below` it, and how many other standard names lie `inside`."""

    id: UUID
    name: str
    below: int
    inside: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What one old name touches. `total` counts all that is named after it: the weightiest are `named_after`, and more
    of them `for_map`. `number` is that of the item.

    No case changes a `division`: its name has a procedure of its own (行政区划管理条例).
    """

    number: int
    place_id: UUID
    old_name: str
    specific: str
    county: str
    named_after: tuple[NamedAfter, ...]
    for_map: tuple[NamedAfter, ...]
    total: int
    other_cases: tuple[OtherCase, ...]
    announcements: int
    other_names: int
    division: DivisionToo | None


def impacts_of(connection: sa.Connection, case: Case, division: tuple[PathDivision, ...]) -> tuple[Impact, ...]:
    """For each item that changes or ends a name; empty for new names. Row security limits the other cases."""
    if not case.kind.changes_a_name:
        return ()
    county = [step for step in division if step.level <= _COUNTY][-1]
    found = []
    for item in case.items:
        if item.place_id is None or item.old_name is None:
            continue
        found.append(_impact(connection, case, county, item.position, item.place_id, item.old_name))
    return tuple(found)


def _impact(
    connection: sa.Connection, case: Case, county: PathDivision, number: int, place_id: UUID, old_name: str
) -> Impact:
    specific = specific_of(old_name, case.category, case.class_code) or old_name
    about = {"place": place_id}
    # A single character is looked for nowhere: the searched text is then one that no name holds.
    searched = {"specific": specific if len(specific) >= _SHORTEST else "\n"}
    tokens = [division_token(county.seq)]
    after = connection.execute(_NAMED_AFTER, {**searched, **about, "tokens": tokens, "most": DRAWN}).all()
    cases = connection.execute(_OTHER_CASES, {**searched, "case": case.id, "most": SHOWN})
    named_after = tuple(NamedAfter(row.place_id, row.name, row.class_name) for row in after)
    return Impact(
        number,
        place_id,
        old_name,
        specific,
        county.name,
        named_after[:SHOWN],
        named_after,
        after[0].total if after else 0,
        tuple(OtherCase(*row) for row in cases),
        connection.execute(_ANNOUNCED, about).scalar_one(),
        connection.execute(_FORMER, about).scalar_one(),
        _division_too(connection, place_id),
    )


def _division_too(connection: sa.Connection, place_id: UUID) -> DivisionToo | None:
    row = connection.execute(_DIVISION, {"place": place_id}).one_or_none()
    if row is None:
        return None
    inside = connection.execute(_INSIDE, {"place": place_id, "tokens": [division_token(row.seq)]}).scalar_one()
    return DivisionToo(row.id, row.name, row.below, inside)
