"""Removing what an import batch brought. The batch's row, its workflow and the audit stay."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from geocore.feed import announce


def built_upon(connection: sa.Connection, batch_id: UUID) -> dict[str, int]:
    """How many later acts rest on the batch: changed names, decided readings, events, names added by others."""
    row = connection.execute(
        sa.text(
            """
            with places as (select id from gazetteer.place where batch_id = :batch),
                 names as (select id, place_id, version from gazetteer.name where batch_id = :batch)
            select (select count(*) from names where version > 0) as changed_names,
                   (select count(*) from gazetteer.reading r join names n on n.id = r.name_id
                     where r.batch_id is distinct from :batch or r.version > 0) as later_readings,
                   (select count(*) from gazetteer.name_event e join places p on p.id = e.place_id) as events,
                   (select count(*) from gazetteer.name n join places p on p.id = n.place_id
                     where n.batch_id is distinct from :batch) as later_names
            """
        ),
        {"batch": batch_id},
    ).one()
    return dict(row._mapping)


def withdraw(connection: sa.Connection, batch_id: UUID) -> None:
    """Take the batch's places off the public side and say so in the feed."""
    ids = "select id from gazetteer.place where batch_id = :batch"
    for table, key in (("event", "place_id"), ("name_fact", "place_id"), ("name", "place_id"), ("place", "id")):
        connection.execute(sa.text(f"delete from published.{table} where {key} in ({ids})"), {"batch": batch_id})
    announce(connection, "place", ids, "remove", batch=batch_id)


def remove(connection: sa.Connection, batch_id: UUID) -> tuple[int, int, list[UUID]]:
    """Delete readings, names, places of the batch. Returns (places, names, places whose former name stands again)."""
    given = {"batch": batch_id}
    connection.execute(sa.text("delete from gazetteer.reading where batch_id = :batch"), given)
    renamed = list(
        connection.execute(
            sa.text(
                """
                select distinct n.place_id from gazetteer.name n join gazetteer.place p on p.id = n.place_id
                 where n.batch_id = :batch and p.batch_id is distinct from :batch
                """
            ),
            given,
        ).scalars()
    )
    names = connection.execute(sa.text("delete from gazetteer.name where batch_id = :batch"), given).rowcount
    for place_id in renamed:
        connection.execute(
            sa.text(
                """
                update gazetteer.name set kind = 'standard', status = 'listed', valid = daterange(lower(valid), null),
                       version = version + 1
                 where id = (select id from gazetteer.name where place_id = :place and kind = 'former'
                              order by upper(valid) desc nulls last limit 1)
                """
            ),
            {"place": place_id},
        )
    places = connection.execute(sa.text("delete from gazetteer.place where batch_id = :batch"), given).rowcount
    return places, names, renamed
