"""What the first page of an application looks up in schema `published`: the place that a renaming is about."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from geocore.divisions import DivisionRef, division_refs, path_of

_NAMED = sa.text(
    """
    select distinct n.place_id, n.name, n.division_path from published.name n
     where n.name = :name and n.kind = 'standard' and upper_inf(n.valid)
       and (cast(:within as integer) is null or :within = any (n.division_path))
     order by n.division_path, n.place_id limit :limit
    """
)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place with this standard name, and where it is (country first)."""

    id: UUID
    name: str
    path: tuple[DivisionRef, ...]


def places_named(connection: sa.Connection, name: str, within: int | None, limit: int = 20) -> tuple[NamedPlace, ...]:
    """Places with exactly this standard name now; `within`: sequence number of a division above them."""
    rows = connection.execute(_NAMED, {"name": name, "within": within, "limit": limit}).all()
    refs = division_refs(connection, {seq for row in rows for seq in row.division_path})
    return tuple(NamedPlace(row.place_id, row.name, path_of(refs, row.division_path)) for row in rows)
