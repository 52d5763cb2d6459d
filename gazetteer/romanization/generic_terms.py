"""The generic terms (通名) of each family, loaded from ``data/generic_terms.csv``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
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


def generic_of(name: str, family: Family) -> str:
    """Return the longest generic term of the family that ends the name, or an empty string.

    The whole name may be one (城区, 郊区): the caller decides what that means.
    """
    for term in _ENDINGS[family].get(name[-1:], ()):
        if name.endswith(term):
            return term
    return ""
