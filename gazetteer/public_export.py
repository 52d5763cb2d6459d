"""All published names of a day, one place after the other, for files that leave the register: `published` only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.search.tokens import division_token
from geocore.divisions import DivisionRef, division_refs, path_of

AT_ONCE = 2_000
_ROWS = sa.text(
    """
    select p.id, n.name_id, n.name, n.spelling, p.category, c.name_zh as category_name, p.class_code,
           k.name_zh as class_name, p.division_path, st_x(p.geom) as lon, st_y(p.geom) as lat, p.position_kind,
           f.status, f.approving_body, f.document, f.approved_on, f.announced_on, f.origin, f.meaning, f.history,
           f.source, lower(n.valid) as valid_from, upper(n.valid) as valid_to,
           array(select distinct m.name::text from published.name m
                  where m.place_id = p.id and m.name <> n.name
                    and (m.kind = 'former' or m.kind = 'standard' and upper(m.valid) <= cast(:on as date))
                  order by 1) as former_names,
           array(select distinct m.name::text from published.name m
                  where m.place_id = p.id and m.kind not in ('standard', 'former') and m.valid @> cast(:on as date)
                  order by 1) as aliases
      from published.name n
      join published.place p on p.id = n.place_id
      join published.name_fact f on f.name_id = n.name_id
      left join published.category c on c.code = p.category
      left join published.feature_class k on k.code = p.class_code
     where n.kind = 'standard' and n.valid @> cast(:on as date) and p.existence @> cast(:on as date)
       and (cast(:tokens as integer[]) is null or n.tokens @> cast(:tokens as integer[]))
       and not exists (select from published.name m
                        where m.place_id = n.place_id and m.name_id = n.name_id and m.id < n.id)
    """
)


@dataclass(frozen=True, slots=True)
class ExportedName:
    """The standard name of a place on a day. Degrees of EPSG:4490, on the public grid; None without a position."""

    place_id: UUID
    name_id: UUID
    name: str
    spelling: str
    category: str
    category_name: str
    class_code: str
    class_name: str
    division_path: tuple[DivisionRef, ...]
    lon: float | None
    lat: float | None
    position_kind: str
    status: str
    approving_body: str | None
    document: str | None
    approved_on: date | None
    announced_on: date | None
    origin: str | None
    meaning: str | None
    history: str | None
    source: str
    valid_from: date | None
    valid_to: date | None
    former_names: tuple[str, ...]
    aliases: tuple[str, ...]

    @property
    def division_code(self) -> str:
        """The code of the nearest division that has one: 12 digits of the statistical system."""
        return next((ref.code for ref in reversed(self.division_path) if ref.code), "")

    @property
    def division(self) -> str:
        """Names from the province down."""
        return "".join(ref.name for ref in self.division_path if ref.level > 0)


def exported_names(connection: sa.Connection, division: int | None, on: date) -> Iterator[ExportedName]:
    """Names of one statement's snapshot, in no order that means anything; memory does not grow with their number.

    `division`: its sequence number, everything below included; None: the whole register.
    """
    tokens = None if division is None else [division_token(division)]
    streamed = connection.execution_options(stream_results=True, yield_per=AT_ONCE)
    for rows in streamed.execute(_ROWS, {"on": on, "tokens": tokens}).partitions():
        refs = division_refs(connection, (seq for row in rows for seq in row.division_path))
        for row in rows:
            given = dict(row._mapping)
            given["place_id"] = given.pop("id")
            given["division_path"] = path_of(refs, row.division_path)
            for key in ("former_names", "aliases"):
                given[key] = tuple(given[key])
            for key in ("category_name", "class_name"):
                given[key] = given[key] or ""
            yield ExportedName(**given)
