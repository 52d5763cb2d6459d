"""Days and times on pages: Beijing time, whatever the server's clock is set to."""

from __future__ import annotations

from datetime import date, datetime, time

from geocore.official_time import CHINA_TIME


def moment(value: datetime | None) -> str:
    """2026-03-01 09:30:05, empty for none."""
    return "" if value is None else value.astimezone(CHINA_TIME).strftime("%Y-%m-%d %H:%M:%S")


def clock_time(value: datetime) -> str:
    """09:30."""
    return value.astimezone(CHINA_TIME).strftime("%H:%M")


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA_TIME)
