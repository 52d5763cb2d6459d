"""The picture of a campaign's burn-down, and the words of the rules beside it."""

from __future__ import annotations

from datetime import date

from gazetteer.campaigns.burn_down import DayLeft
from gazetteer.campaigns.kinds import KIND_OF_RULE
from geoapp.web.burn_down import BOTTOM, LEFT, RIGHT, TOP, burn_down_picture
from geoapp.web.campaign_words import RULES


def test_every_rule_has_its_words() -> None:
    assert set(KIND_OF_RULE) == set(RULES)


def test_the_picture_stays_in_its_frame() -> None:
    first, last = date(2026, 3, 2), date(2026, 3, 12)
    picture = burn_down_picture([DayLeft(first, 10, None), DayLeft(last, 0, 4)], first, last)
    assert picture is not None
    assert picture.judging == f"M{LEFT} {TOP}H{RIGHT}V{BOTTOM}"
    assert picture.settling.startswith(f"M{RIGHT} ")
    assert [mark.label for mark in picture.counts] == ["0", "5", "10"]
    assert (picture.days[0].label, picture.days[-1].label) == ("3-2", "3-12")
    assert burn_down_picture([DayLeft(first, 0, None)], first, last) is None
    assert burn_down_picture([DayLeft(first, 1, None)], first, first) is not None  # a campaign of one day
    for edge in (date.min, date.max):
        assert burn_down_picture([DayLeft(edge, 1, None)], edge, edge) is not None
    assert burn_down_picture([DayLeft(first, 1, None)], date.min, date.max) is not None
