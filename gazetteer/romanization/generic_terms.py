"""The generic terms (通名) of each family (``data/generic_terms.csv``), and the words that none of them cuts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import product
from typing import Final

from .classes import Family
from .shipped import rows


def _load() -> tuple[dict[Family, dict[str, tuple[str, ...]]], dict[str, tuple[str, ...]]]:
    by_ending: dict[Family, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    written: dict[str, tuple[str, ...]] = {}
    for row in rows("generic_terms.csv"):
        term = row["term"]
        by_ending[Family(row["family"])][term[-1]].append(term)
        written[term] = tuple(row["words"].split(" "))
    endings = {
        family: {last: tuple(sorted(terms, key=len, reverse=True)) for last, terms in table.items()}
        for family, table in by_ending.items()
    }
    return endings, written


_ENDINGS, _WRITTEN = _load()

WRITTEN_WORDS: Final[Mapping[str, tuple[str, ...]]] = _WRITTEN
"""Term to the words it is written in: 高速公路 is 高速 and 公路."""


_WHOLE_WORDS: Final = tuple(row["word"] for row in rows("whole_words.csv"))


def _shorter() -> dict[tuple[Family, str], tuple[tuple[str, str], ...]]:
    """Of each term that may begin inside a whole word: what a name then ends in, and the term that is left of it."""
    found: dict[tuple[Family, str], list[tuple[str, str]]] = defaultdict(list)
    for family, table in _ENDINGS.items():
        for terms in table.values():
            for term, word, shared in product(terms, _WHOLE_WORDS, range(1, max(map(len, terms)))):
                if word.endswith(term[:shared]) and term[shared:] in terms:
                    found[family, term].append((word + term[shared:], term[shared:]))
    return {key: tuple(sorted(endings, key=lambda one: -len(one[0]))) for key, endings in found.items()}


_SHORTER: Final = _shorter()


def generic_of(name: str, family: Family) -> str:
    """Return the longest generic term of the family that ends the name, or an empty string.

    A shorter one where the longest would take a character of a whole word: 邓小平 + 原, not 邓小 + 平原. The whole name
    may be one (城区, 郊区): the caller decides what that means.
    """
    for term in _ENDINGS[family].get(name[-1:], ()):
        if name.endswith(term):
            endings = _SHORTER.get((family, term), ())
            return next((shorter for ending, shorter in endings if name.endswith(ending)), term)
    return ""


def ends_in_a_whole_word(text: str) -> bool:
    """Tell whether the last character of a text belongs to a word that stays whole (毛泽东, 黔西南, 师大)."""
    return text.endswith(_WHOLE_WORDS)
