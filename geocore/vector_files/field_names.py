"""Names of columns for the table of a Shapefile, which holds ten bytes of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

LONGEST: Final = 10


def short_names(names: Iterable[str]) -> Mapping[str, str]:
    """Full name → what stands in the table: the name where it fits into ten bytes of UTF-8 (three Chinese characters),
    else its beginning, and where two would be the same (capitals do not count), its beginning and a number.
    """
    short: dict[str, str] = {}
    taken: set[str] = set()
    # Names that fit keep their place against those that must be cut.
    for name in sorted(names, key=lambda text: len(text.encode()) > LONGEST):
        candidate, number = _cut(name, LONGEST), 1
        while candidate.lower() in taken:
            number += 1
            candidate = _cut(name, LONGEST - len(str(number))) + str(number)
        taken.add(candidate.lower())
        short[name] = candidate
    return short


def _cut(name: str, length: int) -> str:
    return name.encode()[:length].decode("utf-8", "ignore")
