"""The application of a case as the texts of a form: what may be typed, what a window saw, what the draft says. Pure.

A draft is kept while it is written, so its form holds texts that cannot be read yet: half a position, a division that
does not exist. The case keeps what can be read, and these texts beside it, until somebody mends them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from gazetteer.cases.facts import facts_of, lines_of
from gazetteer.cases.model import Draft, DraftItem
from gazetteer.classes import DEFAULT_CLASS
from geocore.coordinates import decimal_number
from geocore.problems import Problem
from geocore.texts import has_control

ITEM_FIELDS: Final = (
    "place", "names", "reading", "reason", "meaning", "origin", "position_text", "lon", "lat", "ended_on", "facts",
    "reason_code",
)  # fmt: skip
"""Of the one name that is applied for; a list of names is written in a table."""
LIMITS: Final = {
    "kind": 20, "place": 200, "category": 20, "class_code": 10, "division": 100, "names": 400, "reading": 300,
    "reason": 2000, "meaning": 2000, "origin": 2000, "position_text": 2000, "lon": 40, "lat": 40, "ended_on": 20,
    "facts": 2000, "applicant_unit": 200, "applicant_code": 18, "contact_person": 100, "contact_phone": 50,
    "channel": 10, "reason_code": 20,
}  # fmt: skip
"""Characters of each field."""


def text_problems(field: str, text: str, limits: Mapping[str, int]) -> list[Problem]:
    """Why a text cannot even be kept as it was typed: no such field, control characters, too long."""
    if field not in limits:
        return [Problem(field, "unknown_field", "no such field")]
    if has_control(text):
        return [Problem(field, "control", "holds a control character")]
    if len(text.strip()) > limits[field]:
        return [Problem(field, "too_long", f"at most {limits[field]} characters", hint=str(limits[field]))]
    return []


def mark_of(field: str, text: str) -> str:
    """What a window tells that it saw of a field. Made of what it says: whatever way that was changed, it is told."""
    return hashlib.sha256(_said(field, text).encode()).hexdigest()[:16]


def stale_fields(present: Mapping[str, str], changes: Mapping[str, str], seen: Mapping[str, str]) -> tuple[str, ...]:
    """Fields that say something else now than the window saw, and else than it writes."""
    return tuple(
        field
        for field, text in changes.items()
        if _said(field, present[field]) != _said(field, text) and mark_of(field, present[field]) != seen.get(field)
    )


def _said(field: str, text: str) -> str:
    """The same for two texts that say the same: the case keeps its facts in no order."""
    if field in ("lon", "lat"):
        try:
            return f"{decimal_number(text):.6f}"
        except ValueError:
            return text
    return "\n".join(sorted(lines_of(facts_of(line)) for line in text.splitlines())) if field == "facts" else text


def plain(field: str, text: str) -> str:
    """A text as it is kept: line ends of one kind, nothing around it; names and numbers without any space."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    if field == "names":
        lines = [name for line in lines if (name := "".join(line.split()))]
    return "\n".join(lines)


def texts_of(draft: Draft, division: str) -> dict[str, str]:
    """What the form shows of a draft; `division` is the name of its division. A list of names shows no item."""
    texts = {
        "kind": str(draft.kind),
        "category": draft.category,
        # Nobody chose the class of a draft that has the one of its category.
        "class_code": "" if draft.class_code == DEFAULT_CLASS.get(draft.category) else draft.class_code,
        "division": division,
        "channel": str(draft.channel),
    }
    for key in ("applicant_unit", "applicant_code", "contact_person", "contact_phone"):
        texts[key] = getattr(draft, key)
    return texts if len(draft.items) > 1 else texts | _item_texts(draft.items)


def _item_texts(items: Iterable[DraftItem]) -> dict[str, str]:
    item = next(iter(items), DraftItem())
    return {
        "place": str(item.place_id) if item.place_id else "",
        "names": "\n".join(item.candidate_names),
        "lon": "" if item.lon is None else f"{item.lon:.6f}",
        "lat": "" if item.lat is None else f"{item.lat:.6f}",
        "ended_on": item.ended_on.isoformat() if item.ended_on else "",
        "facts": lines_of(item.facts),
        "reading": item.reading,
        "reason_code": item.reason_code,
        "reason": item.reason,
        "meaning": item.meaning,
        "origin": item.origin,
        "position_text": item.position_text,
    }
