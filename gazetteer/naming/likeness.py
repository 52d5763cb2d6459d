"""How much alike two names are: grades from the same text down to characters that only look alike.

The grades of a name are sets of keys, so that a database finds everything alike by an overlap of arrays; two names
stand at a grade if they share one of its keys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from gazetteer.naming.shipped import rows
from gazetteer.naming.sounds import Readings, Syllables, dialect_fold, without_tone


class Grade(IntEnum):
    """Smaller is more alike; the upper half compares whole names, the lower half specific parts alone."""

    SAME = 1
    SAME_TONES = 2
    SAME_SYLLABLES = 3
    DIALECT_NEAR = 4
    LOOK_ALIKE = 5
    SPECIFIC_SAME = 6
    SPECIFIC_SAME_TONES = 7
    SPECIFIC_SAME_SYLLABLES = 8
    SPECIFIC_DIALECT_NEAR = 9
    SPECIFIC_LOOK_ALIKE = 10

    @property
    def of_specific(self) -> bool:
        return self >= Grade.SPECIFIC_SAME

    @property
    def plain(self) -> Grade:
        """The grade of the parts compared, whether they are whole names or specific parts."""
        return Grade(self - OFFSET) if self.of_specific else self


OFFSET: Final = Grade.SPECIFIC_SAME - Grade.SAME
_OF_WHOLE: Final = tuple(grade for grade in Grade if not grade.of_specific)
_OF_SPECIFIC: Final = tuple(grade for grade in Grade if grade.of_specific)

Keys = Mapping[Grade, frozenset[str]]


@lru_cache(maxsize=1)
def look_alikes() -> Mapping[str, tuple[str, ...]]:
    """Return, for each character with look-alikes, the pairs it is in; both of a pair lead to the same text."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows("look_alikes.csv"):
        pair = "".join(sorted((row["left"], row["right"])))
        table[pair[0]].append(pair)
        table[pair[1]].append(pair)
    return {character: tuple(pairs) for character, pairs in table.items()}


def _shape_keys(text: str) -> Iterator[str]:
    """Yield the text, and the text with each character in turn replaced by a pair it belongs to.

    Looking alike does not carry over (日曰, 日目), so characters have no classes; and only one character of a name may
    differ, for with two nobody takes one name for the other.
    """
    yield text
    for position, character in enumerate(text):
        for pair in look_alikes().get(character, ()):
            yield f"{text[:position]}[{pair}]{text[position + 1 :]}"


def _sound_keys(readings: Iterable[Syllables]) -> tuple[set[str], set[str], set[str]]:
    toned, toneless, dialect = set(), set(), set()
    for reading in readings:
        if reading:
            plain = [without_tone(numbered) for numbered in reading]
            toned.add(" ".join(reading))
            toneless.add(" ".join(plain))
            dialect.add(" ".join([dialect_fold(text) for text in plain]))
    return toned, toneless, dialect


def _of_text(
    text: str, readings: Iterable[Syllables], grades: Sequence[Grade]
) -> Iterator[tuple[Grade, frozenset[str]]]:
    """Yield the keys of five grades, from same to look-alike.

    A text is always alike to itself, whether it can be read or not.
    """
    same, *sounding, look_alike = grades
    itself = frozenset((text,))
    yield same, itself
    for grade, keys in zip(sounding, _sound_keys(readings), strict=True):
        yield grade, frozenset(keys) or itself
    yield look_alike, frozenset(_shape_keys(text))


def _specific_syllables(name: str, specific: str, readings: Iterable[Syllables]) -> Iterator[Syllables]:
    """Cut the generic part off from behind: an -r merged into the specific part has no syllable of its own."""
    behind = len(name) - len(specific)
    for reading in readings:
        yield reading[: len(reading) - behind] if behind else reading


def keys_of(name: str, specific: str, readings: Iterable[Syllables]) -> dict[Grade, frozenset[str]]:
    """Return the keys of every grade.

    ``specific`` is the beginning of the name that is not its generic part; empty means that the name has no parts,
    so it has no keys of the specific grades.
    """
    read = tuple(readings)
    keys = dict(_of_text(name, read, _OF_WHOLE))
    if specific:
        keys.update(_of_text(specific, _specific_syllables(name, specific, read), _OF_SPECIFIC))
    return keys


def as_array(keys: Keys) -> list[str]:
    """Return all keys as one sorted list of texts, each headed by its grade: for an indexed column of texts."""
    return sorted(f"{grade.value}:{key}" for grade, of_grade in keys.items() for key in of_grade)


@dataclass(frozen=True, slots=True)
class SoundingName:
    """A name with the keys of its usual readings, and with those of all its possible readings."""

    usual: Keys
    any: Keys


def sounding_name(name: str, specific: str, readings: Readings) -> SoundingName:
    """Return the keys of a name, once by its decided or computed reading and once by every possible one."""
    usual = keys_of(name, specific, readings.usual)
    return SoundingName(
        usual, keys_of(name, specific, readings.usual + readings.possible) if readings.possible else usual
    )


@dataclass(frozen=True, slots=True)
class Likeness:
    """The strongest grade at which two names stand, and whether only a possible reading brings them there."""

    grade: Grade
    possible: bool = False


def shared_grade(left: Keys, right: Keys) -> Grade | None:
    """Return the strongest grade of which two names share a key."""
    for grade in Grade:
        if not left.get(grade, frozenset()).isdisjoint(right.get(grade, frozenset())):
            return grade
    return None


def likeness(left: SoundingName, right: SoundingName) -> Likeness | None:
    """Compare two names; a likeness by usual readings counts before a stronger one by possible readings only."""
    usual = shared_grade(left.usual, right.usual)
    if left.any is left.usual and right.any is right.usual:
        return Likeness(usual) if usual else None
    widest = shared_grade(left.any, right.any)
    if usual is None:
        return Likeness(widest, possible=True) if widest else None
    return Likeness(usual)
