"""The matrix names, for each mark, the grants that give it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from geoapp.auth.matrix import matrix
from geoapp.auth.model import Grant, Role

DAY = date(2026, 3, 1)
CLERK = Role("clerk", "经办", "clerk", "cases", ("names.read", "readings.propose"))
REVIEWER = Role("reviewer", "审核", "reviewer", "cases", ("names.read", "readings.decide"))


def grant(login: str, role: str, seq: int, first: date | None = None, until: date | None = None, **more) -> Grant:
    values = {"withdrawn_at": None, **more}
    return Grant(
        uuid4(), uuid4(), login, login, role, uuid4(), seq, f"区{seq}", first, until, "安全", datetime.now(UTC), "",
        **values,
    )  # fmt: skip


def test_one_line_per_person_and_area_with_every_reason() -> None:
    a, b, c = grant("li", "clerk", 4), grant("li", "reviewer", 4), grant("li", "clerk", 5)
    first, second = matrix([a, b, c], [CLERK, REVIEWER], DAY)
    assert (first.division, second.division) == ("区4", "区5")
    assert first.reasons == {"names.read": (a, b), "readings.propose": (a,), "readings.decide": (b,)}
    assert second.reasons == {"names.read": (c,), "readings.propose": (c,)}


def test_only_what_holds_on_the_day() -> None:
    given = [
        grant("past", "clerk", 1, until=DAY),
        grant("future", "clerk", 1, first=date(2026, 3, 2)),
        grant("withdrawn", "clerk", 1, withdrawn_at=datetime.now(UTC)),
        grant("first day", "clerk", 1, first=DAY),
        grant("last day", "clerk", 1, until=date(2026, 3, 2)),
    ]
    assert [line.login for line in matrix(given, [CLERK], DAY)] == ["first day", "last day"]
