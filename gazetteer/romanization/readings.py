"""The syllables of a name, each with the honesty of how it was found.

Overrides first, then the character table, then pypinyin's phrase data for polyphones; whatever
is not decided by the first two is listed as guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from pypinyin.constants import PHRASES_DICT

from .characters import (
    NOTHING,
    RHOTIC,
    Syllable,
    is_han,
    literal,
    rhotic,
    standard_readings,
    syllable,
    unlisted_reading,
)
from .overrides import Match, OverrideTable, Place

Problem = tuple[str, str]

LONGEST_PHRASE: Final = 4


class Reading(NamedTuple):
    """Syllables aligned with the characters of the name, and how sure they are."""

    syllables: tuple[Syllable, ...]
    source: str
    guessed: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def complete(self) -> bool:
        """Tell whether every character has a reading."""
        return all(code != "no_reading" for code, _ in self.problems)


class Reader:
    """Reads names with one override table."""

    def __init__(self, overrides: OverrideTable) -> None:
        self._overrides = overrides
        self._known = standard_readings()
        self.certain: Mapping[str, Syllable] = {
            character: reading.syllable
            for character, reading in self._known.items()
            if reading.decided and character not in overrides.triggers and character != RHOTIC
        }
        """Characters whose reading no context inside a name can change."""

    def read(self, place: Place) -> Reading:
        """Return the reading of a name of any characters; never raises."""
        name = place.name
        found = [self.certain.get(character) for character in name]
        guessed: dict[str, None] = {}
        problems: list[Problem] = []
        sources: set[str] = set()
        for match in self._overrides.matches(place):
            end = match.start + len(match.syllables)
            found[match.start : end] = match.syllables
            if not match.decided:
                guessed.update(dict.fromkeys(self._doubtful(name[match.start : end], match)))
            sources.add("override" if match.decided else "dictionary")
        for start, end in _foreign_runs(name):
            found[start:end] = [literal(name[start:end]), *[NOTHING] * (end - start - 1)]
            if not name[start:end].isalnum():
                problems.append(("no_reading", "名称中有无法识别的字符（可能是自造字）"))
        for position in range(len(name)):
            if found[position] is None:
                found[position] = self._one(place, position, guessed, problems, sources)
        return Reading(
            _with_rhotics(name, found),
            next((s for s in ("override", "dictionary") if s in sources), "computed"),
            tuple(c for c in dict.fromkeys(name) if c in guessed),
            tuple(dict.fromkeys(problems)),
        )

    def _doubtful(self, text: str, match: Match) -> list[str]:
        """Return the characters a proposal is about: those not read as everywhere, else all."""
        unusual = []
        for character, given in zip(text, match.syllables, strict=True):
            known = self._known.get(character)
            if known is None or not known.decided or known.syllable != given:
                unusual.append(character)
        return unusual or list(text)

    def _one(
        self,
        place: Place,
        position: int,
        guessed: dict[str, None],
        problems: list[Problem],
        sources: set[str],
    ) -> Syllable | None:
        character = place.name[position]
        if character == RHOTIC:
            return _er(place.name, position, guessed)
        known = self._known.get(character)
        if known is not None:
            if known.decided:
                return known.syllable
            guessed[character] = None
            phrase = _phrase_syllable(place, position)
            if phrase is not None:
                sources.add("dictionary")
            return phrase or known.syllable
        guessed[character] = None
        unlisted = unlisted_reading(character)
        if unlisted is None:
            problems.append(("no_reading", f"“{character}”没有可用的读音"))
        else:
            problems.append(("outside_standard_characters", f"“{character}”不在《通用规范汉字表》，读音须核定"))
        return unlisted


def _foreign_runs(name: str) -> list[tuple[int, int]]:
    """Return start and end of each run of figures or letters other than Han characters."""
    runs: list[tuple[int, int]] = []
    if is_han(name):
        return runs
    for position, character in enumerate(name):
        if is_han(character):
            continue
        if runs and runs[-1][1] == position:
            runs[-1] = (runs[-1][0], position + 1)
        else:
            runs.append((position, position + 1))
    return runs


def _phrase_syllable(place: Place, position: int) -> Syllable | None:
    """Return the reading in the longest dictionary phrase around the character.

    Phrases do not reach over the border of specific and generic part (西安市|长安区).
    """
    border = place.generic_start
    low, high = (0, border) if position < border else (border, len(place.name))
    for length in range(LONGEST_PHRASE, 1, -1):
        for start in range(max(low, position - length + 1), min(position, high - length) + 1):
            phrase = PHRASES_DICT.get(place.name[start : start + length])
            if phrase:
                return syllable(phrase[position - start][0])
    return None


_RHOTIC_HERE: Final = NOTHING._replace(text=RHOTIC)


def _er(name: str, position: int, guessed: dict[str, None]) -> Syllable:
    """Read 儿: a syllable of its own in front, an -r before 胡同 (article 12), else a guess of -r."""
    if position == 0 or not is_han(name[position - 1]):
        return syllable("ér")
    if not name.startswith("胡同", position + 1):
        guessed[RHOTIC] = None
    return _RHOTIC_HERE


def _with_rhotics(name: str, found: list[Syllable | None]) -> tuple[Syllable, ...]:
    done = [given or NOTHING for given in found]
    for position, given in enumerate(done):
        if given is _RHOTIC_HERE:
            before = done[position - 1]
            mergeable = before.text and before.text != RHOTIC
            done[position] = NOTHING if mergeable else syllable("ér")
            if mergeable:
                done[position - 1] = rhotic(before)
    return tuple(done)
