"""Names that are held for a time: by which row of local rules, until when, and what they have become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.pre_naming import FormalLinks, PreNaming, PreNamingTerm, months_of, term_for
from gazetteer.cases.tables import formal_naming, pre_naming
from gazetteer.naming import Proposal
from gazetteer.store.division_names import division_name
from geocore.db import UnitOfWork
from geocore.errors import StaleVersion

_TERMS = sa.text(
    "select id, category, division_path, details, lower(valid) as first_day, upper(valid) as end_day, source"
    " from published.naming_provision"
    " where kind = 'pre_naming' and division_path <@ cast(:path as integer[]) and not isempty(valid)"
)
_ANYWHERE = "select from published.naming_provision r where r.kind = 'pre_naming' and r.valid @> cast(:day as date)"
_OFFERED = sa.text(f"select exists ({_ANYWHERE})")
_OFFERED_WITHIN = sa.text(
    f"""
    select exists ({_ANYWHERE} and (r.division_path && cast(:regions as integer[]) or exists (
        select from boundaries.public_division d
         where d.seq = any (cast(:regions as integer[])) and d.path @> r.division_path and d.valid @> current_date)))
    """
)
_OF_CASE = sa.text(
    """
    select p.item_id, d.name, p.decided_on, p.months, p.granted_until, p.extension_months, p.extended_on,
           p.extended_until, p.extension_reason, r.source, k.used_by
      from gazetteer.pre_naming p
      join gazetteer.case_item i on i.id = p.item_id
      join gazetteer.case_decision d on d.item_id = p.item_id
      join gazetteer.name_claim k on k.item_id = p.item_id
      join gazetteer.naming_provision r on r.id = p.provision_id
     where p.case_id = :case order by i.position
    """
)
_LINKS = sa.text(
    """
    select f.case_id, f.pre_naming_id, s.state,
           (select max(upper(k.held)) - 1 from gazetteer.name_claim k where k.case_id = f.pre_naming_id) as until
      from gazetteer.formal_naming f join app.workflow_subject s on s.id = f.case_id
     where f.case_id = :case or f.pre_naming_id = :case order by f.made_at desc
    """
)
_ENDING = sa.text(
    f"""
    select c.id, coalesce(n.number, '') as number, d.name, {division_name("c.division_id")} as division,
           upper(k.held) - 1 as until, p.extended_on is not null as is_extended,
           exists (select from gazetteer.formal_naming f join app.workflow_subject s on s.id = f.case_id
                    where f.pre_naming_id = c.id and s.state <> 'ended') as is_applied_for
      from gazetteer.pre_naming p
      join gazetteer.name_claim k on k.item_id = p.item_id and k.released_at is null
      join gazetteer.naming_case c on c.id = p.case_id
      join gazetteer.case_decision d on d.item_id = p.item_id
      left join gazetteer.case_number n on n.case_id = c.id
     where upper(k.held) - 1 between :today and :last and c.division_path && cast(:regions as integer[])
     order by until, d.name, c.id limit :limit
    """
)


@dataclass(frozen=True, slots=True)
class EndingPreNaming:
    """A pre-naming that ends soon, as the overview of what falls due lists it."""

    case_id: UUID
    number: str
    name: str
    division: str
    until: date
    is_extended: bool
    is_applied_for: bool


def term_of(
    connection: sa.Connection, category: str, class_code: str, path: Sequence[int], name: str, day: date
) -> PreNamingTerm | None:
    """The row that offers pre-naming for such a name there on that day; `path`: sequence numbers, country first."""
    rows = connection.execute(_TERMS, {"path": list(path)}).all()
    terms = []
    for row in rows:
        months, more = months_of(row.details)
        terms.append(
            PreNamingTerm(
                id=row.id,
                category=row.category or None,
                # A row of the country holds everywhere; paths of proposals begin below it.
                division=row.division_path[-1] if len(row.division_path) > 1 else None,
                valid_from=row.first_day,
                valid_to=row.end_day,
                source=row.source,
                months=months,
                extension_months=more,
            )
        )
    proposal = Proposal(name=name, category=category, class_code=class_code, division_path=tuple(path[1:]))
    return term_for(terms, proposal, day)


def is_offered(connection: sa.Connection, day: date) -> bool:
    """Whether any row offers pre-naming that day; `connection`: also the public's."""
    return bool(connection.execute(_OFFERED, {"day": day}).scalar_one())


def is_offered_within(connection: sa.Connection, day: date, regions: Sequence[int]) -> bool:
    """Whether a row offers it in these regions or a part of them, for forms that list kinds."""
    return bool(connection.execute(_OFFERED_WITHIN, {"day": day, "regions": list(regions)}).scalar_one())


def insert_pre_naming(
    work: UnitOfWork, case_id: UUID, item_id: UUID, term: PreNamingTerm, decided_on: date, granted_until: date
) -> None:
    """Before the claim, whose days follow from this row."""
    work.connection.execute(
        sa.insert(pre_naming).values(
            item_id=item_id,
            case_id=case_id,
            provision_id=term.id,
            decided_on=decided_on,
            months=term.months,
            granted_until=granted_until,
            extension_months=term.extension_months,
        )
    )


def pre_namings_of(connection: sa.Connection, case_id: UUID) -> tuple[PreNaming, ...]:
    """Of the approved names of a case, in their order; none of a case of another kind."""
    return tuple(PreNaming(**row._asdict()) for row in connection.execute(_OF_CASE, {"case": case_id}))


def extend(work: UnitOfWork, item_id: UUID, on: date, until: date, reason: str) -> None:
    """Raises StaleVersion: extended already, or become a naming in between."""
    changed = work.connection.execute(
        sa.update(pre_naming)
        .where(pre_naming.c.item_id == item_id, pre_naming.c.extended_on.is_(None))
        .values(extended_on=on, extended_until=until, extension_reason=reason)
    ).rowcount
    if changed != 1:
        raise StaleVersion("somebody else extended this in between", id=str(item_id))


def links_of(connection: sa.Connection, case_id: UUID) -> FormalLinks:
    rows = connection.execute(_LINKS, {"case": case_id}).all()
    begun = tuple((row.case_id, row.state) for row in rows if row.pre_naming_id == case_id)
    followed = next((row for row in rows if row.case_id == case_id), None)
    return FormalLinks(followed.pre_naming_id, followed.until, begun) if followed else FormalLinks(begun=begun)


def insert_formal(work: UnitOfWork, case_id: UUID, pre_naming_id: UUID) -> None:
    work.connection.execute(sa.insert(formal_naming).values(case_id=case_id, pre_naming_id=pre_naming_id))


def ending(
    connection: sa.Connection, regions: Sequence[int], today: date, last: date, limit: int
) -> tuple[EndingPreNaming, ...]:
    """Running pre-namings whose last day is `last` at the latest, the nearest first."""
    rows = connection.execute(_ENDING, {"regions": list(regions), "today": today, "last": last, "limit": limit})
    return tuple(EndingPreNaming(*row) for row in rows)
