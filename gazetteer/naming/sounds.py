"""Readings of a name as tone-numbered syllables, and the folds under which they are told apart less and less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Final

from gazetteer.romanization import romanize
from gazetteer.romanization.characters import is_han, syllable
from gazetteer.romanization.shipped import rows

Syllables = tuple[str, ...]
"""Tone-numbered: ("bai2", "lu4", "tang2"), ü as v, 5 for the neutral tone."""

MOST_POSSIBLE: Final = 8
"""Readings tried for one name; names with four polyphones and more are a person's work anyway."""


@dataclass(frozen=True, slots=True)
class Readings:
    """How a name is read, and how else it might be."""

    usual: tuple[Syllables, ...]
    """The decided reading, or the computed one."""
    possible: tuple[Syllables, ...] = ()
    """Further dictionary readings of characters whose reading was guessed."""


def parsed(reading: str) -> Syllables:
    """Return the syllables of a tone-numbered reading; no figure means neutral tone."""
    return tuple(text if text[-1] in "12345" else text + "5" for text in reading.lower().split())


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, Syllables]:
    return {
        row["character"]: tuple(syllable(text).numbered for text in row["readings"].split(" "))
        for row in rows("character_readings.csv")
    }


@lru_cache(maxsize=8192)
def computed(name: str, category: str, class_code: str = "", division: str = "") -> Readings:
    """Read a name by the romanisation rules; readings of guessed characters other than the chosen are possible."""
    found = romanize(name, category=category, class_code=class_code or None, division=division)
    chosen = parsed(found.tones)
    if not chosen:
        return Readings(())
    if not found.polyphones or len(chosen) != len(name) or not is_han(name):
        return Readings((chosen,))
    options = [
        (said, *(other for other in _dictionary().get(character, ()) if other != said))
        if character in found.polyphones
        else (said,)
        for character, said in zip(name, chosen, strict=True)
    ]
    return Readings((chosen,), tuple(islice(product(*options), 1, MOST_POSSIBLE)))


def readings_of(name: str, given: Sequence[str], category: str, class_code: str = "", division: str = "") -> Readings:
    """Return the readings given with a name, the first being the decided one, or compute them."""
    known = tuple(reading for text in given if (reading := parsed(text)))
    return Readings(known[:1], known[1:]) if known else computed(name, category, class_code, division)


def without_tone(numbered: str) -> str:
    """Return the syllable without its tone figure."""
    return numbered.rstrip("12345")


_FINALS: Final = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_INITIALS: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"))
_BREATHED: Final = (("hui", "fei"), ("hun", "fen"), ("hong", "feng"), ("huo", "fo"), ("hua", "fa"), ("hu", "fu"))
"""hu- and f-, the syllables in which half of the south does not part them; longer spellings first."""


@lru_cache(maxsize=2048)
def dialect_fold(toneless: str) -> str:
    """Return the common form of syllables that dialects do not part: n/l, zh/z, ch/c, sh/s, -ng/-n, hu/f."""
    for letters, folded in _BREATHED:
        if toneless.startswith(letters):
            toneless = folded + toneless[len(letters) :]
            break
    for letters, folded in _INITIALS:
        if toneless.startswith(letters):
            toneless = folded + toneless[len(letters) :]
            break
    for letters, folded in _FINALS:
        if toneless.endswith(letters):
            return toneless[: -len(letters)] + folded
    return toneless
