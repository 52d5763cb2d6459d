"""Chinese numerals inside names: which are numbers, and their Arabic figures.

Articles 6 and 7 of the 1984 rule: numerals are spelled as words, except codes and the ordinal
numbers of streets and lanes, which are written in Arabic figures.
"""

from __future__ import annotations

import re
from typing import Final

DIGITS: Final = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
UNITS: Final = {"十": 10, "百": 100}
NUMERAL: Final = "〇零一二三四五六七八九十百"

_COUNTED = re.compile(
    r"[一二三四五六七八九]?百(零?[一二三四五六七八九])?|([一二三四五六七八九]?百零?)?"
    r"[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
)
_POSITIONAL = re.compile(r"[〇零一二三四五六七八九]{3,}")


def is_counted(text: str) -> bool:
    """Tell whether the text is one counted number (九, 十二, 一百零三) and not 三八 or 五一.

    Digits side by side without 十 or 百 are dates or words in street names (三八路, 五四路).
    """
    return _COUNTED.fullmatch(text) is not None


def is_code(text: str) -> bool:
    """Tell whether the text is a code read digit by digit (一二〇三), three digits or more."""
    return _POSITIONAL.fullmatch(text) is not None


def figures(text: str) -> str:
    """Return the Arabic figures of a counted number or code; the text must be one of the two."""
    if is_code(text):
        return "".join(str(DIGITS[c]) for c in text)
    total = pending = 0
    for character in text:
        if character in UNITS:
            total += (pending or 1) * UNITS[character]
            pending = 0
        else:
            pending = DIGITS[character]
    return str(total + pending)


class Figure(str):
    """A word of a name that is written in Arabic figures; the string is the Chinese text."""

    __slots__ = ()

    @property
    def ordinal(self) -> bool:
        """Tell whether the number is introduced by 第."""
        return self.startswith("第")

    @property
    def arabic(self) -> str:
        """Return the figures, without the 第."""
        return figures(self.removeprefix("第"))
