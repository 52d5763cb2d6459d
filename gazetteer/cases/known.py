"""What the register knows of the place that a renaming, retirement or correction is about, for its application. Pure.

The officer does not type it again (J3). A field that somebody has typed in is never touched: one is filled while it is
empty, and taken back when another place is chosen and it still says what the register said of the first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from gazetteer.cases.model import CaseKind, DraftItem

FILLED: Final = ("lon", "lat", "position_text", "meaning", "origin")
"""Fields of the form that are filled in, besides category, class and division, which always are those of the place."""
LONGEST: Final = 2000
"""Characters that an application holds of each text."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """Longitude and latitude in degrees (EPSG:4490), None where the register has none or an invented one.

    `position_text` is that of its newest announcement.
    """

    place_id: UUID
    name: str
    lon: float | None = None
    lat: float | None = None
    position_text: str = ""
    meaning: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Filling:
    """What the fields of one item would say if nobody had typed."""

    position: tuple[float, float] | None = None
    position_text: str = ""
    meaning: str = ""
    origin: str = ""


NOTHING = Filling()


def filling_for(kind: CaseKind, known: KnownPlace | None) -> Filling:
    """For a renaming the meaning is that of the new name, which nobody has told yet: the old one is its origin."""
    if known is None or not kind.changes_a_name:
        return NOTHING
    position = (known.lon, known.lat) if known.lon is not None and known.lat is not None else None
    where = known.position_text[:LONGEST]
    if kind is CaseKind.RENAMING:
        return Filling(position, where, "", former_origin(known))
    return Filling(position, where, known.meaning[:LONGEST], known.origin[:LONGEST])


def former_origin(known: KnownPlace) -> str:
    """Where the place's name came from so far, in one line; empty where the register does not know."""
    parts = (("含义", known.meaning), ("来历", known.origin))
    told = "".join(f"{label}：{text.rstrip('。')}。" for label, text in parts if text)
    return f"原名“{known.name}”。{told}"[:LONGEST] if told else ""


def filled(item: DraftItem, now: Filling, before: Filling = NOTHING, typed: Collection[str] = ()) -> DraftItem:
    """The item with its empty fields filled. `before`: what was filled in for the place chosen until now; `typed`:
    fields that somebody has touched although the item does not say so (half a position, an emptied text).
    """

    def text(name: str) -> str:
        written: str = getattr(item, name)
        is_ours = name not in typed and written in ("", getattr(before, name))
        return str(getattr(now, name)) if is_ours else written

    lon, lat = item.lon, item.lat
    if not {"lon", "lat"} & set(typed) and (lon is None or _same(item, before.position)):
        lon, lat = now.position or (None, None)
    return replace(
        item, lon=lon, lat=lat, position_text=text("position_text"), meaning=text("meaning"), origin=text("origin")
    )


def _same(item: DraftItem, position: tuple[float, float] | None) -> bool:
    """To six decimals, as the form writes them."""
    if position is None or item.lon is None or item.lat is None:
        return False
    return (round(item.lon, 6), round(item.lat, 6)) == (round(position[0], 6), round(position[1], 6))


def texts_of_filling(filling: Filling) -> dict[str, str]:
    """The same as the form shows it, without what is empty."""
    texts = {"position_text": filling.position_text, "meaning": filling.meaning, "origin": filling.origin}
    if filling.position is not None:
        texts |= {"lon": f"{filling.position[0]:.6f}", "lat": f"{filling.position[1]:.6f}"}
    return {field: text for field, text in texts.items() if text}
