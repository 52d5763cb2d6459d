"""The history of a place as lines of a timeline: registered events, and the days on which its names began and ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _

from gazetteer.public_model import PlaceRecord, PublicEvent
from geoapp.web.frame import day
from geoapp.web.words import EVENT_KINDS, word

_TONES = {"cancel": "done", "naming": "good", "rename": "good", "reading": "good"}
_NAMING = frozenset({"naming", "rename", "restore"})


def place_events(record: PlaceRecord) -> list[dict[str, Any]]:
    """In the order of the dates, what has none first. A name's first day is left out where an event tells of it."""
    lines = [(event.happened_on, _event_line(record, event)) for event in record.events]
    told = {(event.name_id, event.happened_on) for event in record.events if event.kind in _NAMING}
    for name in record.names:
        if name.valid_from and (name.name_id, name.valid_from) not in told:
            lines.append((name.valid_from, {"title": _("开始称“%(name)s”", name=name.name)}))
        if name.valid_to:
            lines.append((name.valid_to, {"title": _("不再称“%(name)s”", name=name.name), "tone": "done"}))
    lines.sort(key=lambda line: line[0] or date.min)
    return [{**line, "date": day(on) or _("日期不详"), "datetime": on} for on, line in lines]


def _event_line(record: PlaceRecord, event: PublicEvent) -> dict[str, Any]:
    about = next((name.name for name in record.names if name.name_id == event.name_id), None)
    kind = word(event.kind, EVENT_KINDS)
    return {
        "title": _("%(kind)s：%(name)s", kind=kind, name=about) if about else kind,
        "actor": event.authority,
        "text": event.note,
        "source": event.document,
        "tone": _TONES.get(event.kind),
    }
