"""The 审图号: a public map shows its number, or is not shown at all (地图管理条例 art. 15, 22)."""

from __future__ import annotations

from datetime import date

from geoapp.config import Settings


def review_number(settings: Settings, today: date) -> str:
    """The number under which maps may be shown to the public today; empty when there is none.

    A last day that cannot be read counts as past: a map shown without review cannot be taken back.
    """
    if not settings.map_review_expires:
        return settings.map_review_number
    try:
        last_day = date.fromisoformat(settings.map_review_expires)
    except ValueError:
        return ""
    return settings.map_review_number if today <= last_day else ""
