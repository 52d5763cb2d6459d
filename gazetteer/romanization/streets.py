"""Words of street and lane names: modifiers, ordinal numbers, generic terms turned specific.

Articles 2, 4 and 7 of the 1984 rule, with its own examples as the measure: 景山/后街, 南/小街,
南横/东街, 解放路/南小街, 广安门/北滨河/路, 大川淀/1/巷, 东四/12/条, 3/环路.
"""

from __future__ import annotations

import re
from typing import Final

from .classes import Family
from .generic_terms import WRITTEN_WORDS, ends_in_a_whole_word, generic_of
from .numerals import NUMERAL, Figure, is_counted

DIRECTIONS: Final = frozenset("东西南北中")
MODIFIERS: Final = DIRECTIONS | frozenset("前后上下左右大小新老旧正横直斜支")
LANES: Final = frozenset({"街", "大街", "巷", "胡同", "弄", "里"})
COMPOUND_DIRECTIONS: Final = frozenset(
    {"东南", "东北", "西南", "西北", "中南", "南北", "东西", "上下", "大小", "前后", "左右", "新老"}
)
NUMBER_ENDINGS_OF_WORDS: Final = ("统一", "唯一", "五一", "七一", "八一", "六一", "三八", "合一")
NUMBERED_PLACES: Final = ("东四", "西四")
"""Place names that end in a numeral and are followed by numbered lanes (东四十二条)."""
NUMBERED_HEADS: Final = MODIFIERS | frozenset("内外经纬")
"""Single characters that can stand before an ordinal; 统一路 is no First Tong Road."""

_ORDINAL = re.compile(rf"(.*?)(第?)([{NUMERAL}]+)")
_RING = re.compile(rf"(.*?)([{NUMERAL}]+)(环)")
_GATE = re.compile(r"(.+门)([东西南北][^门东西南北]{2,})")

StreetParts = tuple[str, str, tuple[str, ...]]


def street_parts(name: str) -> StreetParts:
    """Return specific part, generic part with its modifiers, and the written words."""
    term = generic_of(name, Family.STREET)
    rest = name[: len(name) - len(term)]
    if not term or not rest or (term == "里" and rest.strip(NUMERAL) == ""):
        return name, "", (name,)
    written = WRITTEN_WORDS[term]
    numbered = _numbered(rest, term)
    if numbered is not None:
        return rest, term, (*numbered, *written)
    rest, modifiers = _trailing_modifiers(rest, term)
    generic = modifiers + term
    words = (modifiers + written[0], *written[1:])
    return rest, generic, (*_head_words(rest), *words)


def _numbered(rest: str, term: str) -> tuple[str, ...] | None:
    """Return the words before the generic term when an ordinal number ends them (article 7)."""
    for place in NUMBERED_PLACES:
        number = rest[len(place) :]
        if rest.startswith(place) and is_counted(number):
            return (place, Figure(number))
    found = _ORDINAL.fullmatch(rest)
    if not found or rest.endswith(NUMBER_ENDINGS_OF_WORDS) or not is_counted(found[3]):
        return None
    head, ordinal, number = found.groups()
    if ordinal:
        return (*_head_words(head), Figure(ordinal + number))
    if term == "里" and len(head) < 2:
        return None  # 东三里 is a distance as likely as a lane
    if len(head) == 1 and head not in NUMBERED_HEADS:
        return None
    if len(head) > 2 and head[-1] in DIRECTIONS and not ends_in_a_whole_word(head):
        return (*_head_words(head[:-1]), head[-1], Figure(number))
    return (*_head_words(head), Figure(number))


def _trailing_modifiers(rest: str, term: str) -> tuple[str, str]:
    """Move one-syllable modifiers from the end of the specific part to the generic term.

    What is left must still stand as a name: two characters at least, and no whole word cut (毛泽东 + 大道).
    """
    if len(rest) == 2:
        both = rest[0] in MODIFIERS and rest[1] in MODIFIERS
        if both and term in LANES and rest not in COMPOUND_DIRECTIONS:
            return rest[0], rest[1]
        return rest, ""
    modifiers = ""
    while len(rest) > 2 and len(modifiers) < 2 and rest[-1] in MODIFIERS and not ends_in_a_whole_word(rest):
        if modifiers and rest[-1] not in DIRECTIONS:
            break
        if rest[-1] == "中" and rest[-2] in NUMERAL:
            break
        rest, modifiers = rest[:-1], rest[-1] + modifiers
    return rest, modifiers


def _head_words(head: str) -> tuple[str, ...]:
    """Words of the specific part, where it contains a street name or a landmark itself."""
    if not head:
        return ()
    ring = _RING.fullmatch(head)
    if ring and is_counted(ring[2]):
        return (*_head_words(ring[1]), Figure(ring[2]), ring[3])
    gate = _GATE.fullmatch(head)
    if gate:
        return (gate[1], gate[2])
    _, generic, words = street_parts(head)
    if len(generic) > 1 or any(type(word) is Figure for word in words):
        return words
    return (head,)
