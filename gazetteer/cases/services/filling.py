"""Filling an application with what the register knows of its present places (`gazetteer.cases.known`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import sqlalchemy as sa

from gazetteer.cases.known import filled, filling_for, texts_of_filling
from gazetteer.cases.model import Draft, DraftItem
from gazetteer.cases.store.known import known_places


def fill_in(connection: sa.Connection, draft: Draft, before: Draft | None = None, typed: Collection[str] = ()) -> Draft:
    """The draft with the empty fields of its items filled.

    `before`: the draft as it was, of one item; what was filled in for its place is taken back. `typed`: fields that
    somebody has touched although the draft does not say so.
    """
    old = before.items[0] if before is not None and len(before.items) == 1 else DraftItem()
    old_kind = before.kind if before is not None else draft.kind
    known = known_places(connection, {old.place_id, *(item.place_id for item in draft.items)})
    was = filling_for(old_kind, known.get(old.place_id) if old.place_id else None)
    items = (
        filled(item, filling_for(draft.kind, known.get(item.place_id) if item.place_id else None), was, typed)
        for item in draft.items
    )
    return replace(draft, items=tuple(items))


def register_texts(connection: sa.Connection, draft: Draft) -> dict[str, str]:
    """What the register says, by field of the form, of the one place that the draft is about."""
    place = draft.items[0].place_id if len(draft.items) == 1 else None
    if place is None:
        return {}
    return texts_of_filling(filling_for(draft.kind, known_places(connection, (place,)).get(place)))
