"""The official time of the country: every day of the register is one of Beijing, whatever clock a machine has."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Final

CHINA_TIME: Final = timezone(timedelta(hours=8), "CST")
"""China has had no other offset since 1991; needs no time-zone files on the machine."""
SESSION_OPTION: Final = "-c timezone=Asia/Shanghai"
"""For every connection to the database: between midnight and eight in Beijing a server on UTC is a day behind, and
`current_date` would say that what holds from today does not hold yet."""


def today() -> date:
    return datetime.now(CHINA_TIME).date()


def day_of(moment: datetime) -> date:
    """The day of a moment, which knows its offset, where the offices are."""
    return moment.astimezone(CHINA_TIME).date()
