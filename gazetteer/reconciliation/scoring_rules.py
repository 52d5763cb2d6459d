"""How well a place fits a question: pure, so that a score can be told and tested without a register.

The name gives 0 to 100 points, what the row tells besides only takes away: a wrong name is not mended by the right
county. The order of the kinds of match is the search's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Final

from gazetteer.reconciliation.model import Candidate

SURE: Final = 90.0
CLEAR_LEAD: Final = 5.0
"""Points between the best and the next; two places of one name are never a match without a look."""
FORMER: Final = 5.0
"""Taken from a place that is found by a name it no longer, or not officially, has."""
OTHER_DIVISION, OTHER_CLASS, OTHER_PINYIN, FARTHEST = 30.0, 15.0, 15.0, 25.0
NEAR_M: Final = 5_000.0
"""A public position is snapped to a grid, and the other comes from elsewhere: below this, distance says nothing."""
METRES_PER_POINT: Final = 4_000.0

_GENERICS: Final = frozenset((
    "省", "市", "县", "区", "旗", "盟", "镇", "乡", "村", "山", "河", "湖", "岛", "路", "街", "巷", "桥",
    "水库", "街道", "社区", "自治县", "自治州", "苏木", "居委会", "村委会", "社区居委会", "村民委员会",
))  # fmt: skip
_BY_SOUND: Final = {
    "pinyin": 85.0, "pinyin_prefix": 60.0, "initials": 40.0, "initials_prefix": 30.0, "sound": 75.0,
}  # fmt: skip


def name_points(whole: str, text: str, matched: str, match: str, division: str) -> float:
    """`whole`: the cell without spaces; `text`: what the search read in it, without division words.

    `matched`: the name that it met, `match`: how, `division`: where that place is, from the province down.
    """
    if text == matched or _is_name_in(whole, matched, division):
        return 100.0
    likeness = SequenceMatcher(None, text, matched, autojunk=False).ratio()
    if matched.startswith(text) and matched[len(text) :] in _GENERICS:
        return 90.0
    if match in _BY_SOUND:
        return _BY_SOUND[match]
    if matched.startswith(text):
        return 60.0 + 25.0 * likeness
    return 40.0 + 40.0 * likeness


def _is_name_in(whole: str, name: str, division: str) -> bool:
    """苏仙区白露塘镇 or 湖南郴州白露塘镇: the name, and before it nothing but where it is."""
    if not whole.endswith(name):
        return False
    left = iter(division)
    return all(character in left for character in whole.removesuffix(name))


def agrees_with_division(value: str, path: Sequence[tuple[str, str | None]]) -> bool:
    """Whether a code or name is that of a division which holds the place. `path`: names and 12-digit codes."""
    if value.isdigit():
        return any(code == value.removeprefix("156").ljust(12, "0") or code == value.ljust(12, "0") for _, code in path)
    return any(value.endswith((name, name[:-1])) for name, _ in path if len(name) > 2 or value == name)


def distance_points(metres: float) -> float:
    """What a distance takes away."""
    return min(FARTHEST, max(0.0, metres - NEAR_M) / METRES_PER_POINT)


def decided(found: Sequence[Candidate], limit: int) -> tuple[Candidate, ...]:
    """The best first; it is a match if its score is sure, its lead clear, and nothing that was asked speaks against."""
    ordered = sorted(found, key=lambda one: -one.score)
    if not ordered:
        return ()
    first = ordered[0]
    lead = first.score - (ordered[1].score if len(ordered) > 1 else 0.0)
    agrees = all(value for value in first.features.values() if isinstance(value, bool))
    first = replace(first, is_match=first.score >= SURE and lead >= CLEAR_LEAD and agrees)
    return (first, *ordered[1:limit])
