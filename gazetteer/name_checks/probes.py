"""What to look for in the register: patterns that every name alike to a proposal fulfils, and some that are not. Pure.

The patterns find candidates; whether one is alike, and how much, is judged afterwards by `gazetteer.naming.likeness`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gazetteer.naming import Grade, Proposal, sounding_proposal
from gazetteer.naming.likeness import look_alikes
from gazetteer.naming.sounds import dialect_fold, without_tone
from gazetteer.romanization.characters import syllable
from gazetteer.romanization.shipped import rows

MOST_CHARACTERS: Final = 12
"""Of a longer name the beginning is looked for: no two names are alike that differ there."""
NOTHING: Final = "^(?!)"
"""A pattern that no text fulfils."""


@dataclass(frozen=True, slots=True)
class Probes:
    """PostgreSQL regular expressions for the name, and for its reading in letters without tones and spaces."""

    text: str
    sound: str


def probes_of(proposal: Proposal) -> Probes:
    """The patterns of a proposal: names that begin as its specific part, by look or by sound, whatever follows.

    A name without parts is looked for as a whole.
    """
    keys = sounding_proposal(proposal).any
    by_specific = Grade.SPECIFIC_DIALECT_NEAR in keys
    beginning = proposal.specific if by_specific else proposal.text
    folded = keys.get(Grade.SPECIFIC_DIALECT_NEAR if by_specific else Grade.DIALECT_NEAR, frozenset())
    end = "" if by_specific or len(beginning) > MOST_CHARACTERS else "$"
    return Probes(_text_pattern(beginning, end), _sound_pattern(folded, end))


def _text_pattern(text: str, end: str) -> str:
    if not text:
        return NOTHING
    return "^" + "".join(_one_of(_look_alikes_of(character)) for character in text[:MOST_CHARACTERS]) + end


def _look_alikes_of(character: str) -> list[str]:
    return sorted({character, *(other for pair in look_alikes().get(character, ()) for other in pair)})


def _one_of(characters: Iterable[str]) -> str:
    return "(?:" + "|".join(_escaped(character) for character in characters) + ")"


def _escaped(character: str) -> str:
    return f"\\{character}" if character.isascii() and not character.isalnum() else character


def _sound_pattern(readings: Iterable[str], end: str) -> str:
    """`readings` are folded syllables with spaces; a text without reading stands there as itself and finds nothing."""
    table = syllables_alike()
    patterns = []
    for reading in sorted(readings):
        parts = reading.split(" ")[:MOST_CHARACTERS]
        if all(part in table for part in parts):
            patterns.append("".join("(?:" + "|".join(table[part]) + ")" for part in parts))
    return f"^(?:{'|'.join(patterns)}){end}" if patterns else NOTHING


@lru_cache(maxsize=1)
def syllables_alike() -> Mapping[str, tuple[str, ...]]:
    """Folded syllable -> all syllables of the standard characters that dialects do not tell apart from it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows("character_readings.csv"):
        for reading in row["readings"].split(" "):
            plain = without_tone(syllable(reading).numbered)
            found[dialect_fold(plain)].add(plain)
    return {folded: tuple(sorted(alike)) for folded, alike in found.items()}
