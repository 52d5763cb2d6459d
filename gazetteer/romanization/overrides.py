"""Decided readings of names and words: the shipped table, rows from a database, and matching.

A row gives one syllable for each character. Its ``scope`` is a list of conditions parted by
spaces, which must all hold:

==================  ==========================================================================
``whole``           the row reads only a name that is exactly this
``first``           only where the characters begin the name (surnames)
``generic``         only where the characters stand in the generic part
a category          ``division``, ``street``, … : the place is of this family
digits              the class code of the place starts with them
any other text      the division path of the place contains it (``江苏省南京市``)
==================  ==========================================================================
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from .characters import NOTHING, RHOTIC, Syllable, standard_readings, syllable
from .classes import CATEGORIES, Family
from .shipped import rows

_SYLLABLE_LETTERS = re.compile(r"[a-zü]+", re.IGNORECASE)


class OverrideError(ValueError):
    """A row of an override table cannot be used; says which row and why."""

    def __init__(self, row: int, name: str, reason: str) -> None:
        super().__init__(f"row {row} ({name}): {reason}")
        self.row, self.name, self.reason = row, name, reason


class Place(NamedTuple):
    """What a scope is compared with."""

    name: str
    family: Family
    family_known: bool
    class_code: str
    division: str
    generic_start: int


@dataclass(frozen=True, slots=True)
class Override:
    """One row: the reading of a name or word, where it holds, and who says so."""

    name: str
    reading: str
    scope: str = ""
    source: str = ""
    note: str = ""
    dated: str = ""
    decided: bool = True
    """False for readings that are merely better guesses than a dictionary's."""


class _Matcher(NamedTuple):
    name: str
    syllables: tuple[Syllable, ...]
    whole: bool
    first: bool
    generic: bool
    families: frozenset[Family]
    class_prefixes: tuple[str, ...]
    divisions: tuple[str, ...]
    rank: tuple[bool, int, int, bool]
    decided: bool

    def holds(self, place: Place, start: int) -> bool:
        if self.whole and len(place.name) != len(self.name):
            return False
        if self.first and start:
            return False
        if self.generic and start < place.generic_start:
            return False
        if self.families and place.family not in self.families and not self._taken_for(place):
            return False
        if self.class_prefixes and not place.class_code.startswith(self.class_prefixes):
            return False
        return all(text in place.division for text in self.divisions)

    def _taken_for(self, place: Place) -> bool:
        """A bare name equal to a known one is taken for it when no class is given."""
        return self.whole and not place.family_known


class Match(NamedTuple):
    """A run of the name read by a row."""

    start: int
    syllables: tuple[Syllable, ...]
    decided: bool


@dataclass(frozen=True, eq=False)
class OverrideTable:
    """An immutable set of rows, indexed for matching; later rows win over equal earlier ones."""

    overrides: tuple[Override, ...]
    _index: Mapping[str, tuple[_Matcher, ...]] = field(init=False, repr=False)
    triggers: frozenset[str] = field(init=False, repr=False)
    """Characters of which each row that can stand inside a name has at least one."""
    first_triggers: frozenset[str] = field(init=False, repr=False)
    """Characters that begin the rows of scope ``first``."""
    whole_names: frozenset[str] = field(init=False, repr=False)
    """Names of the rows of scope ``whole``."""

    def __post_init__(self) -> None:
        latest = {(row.name, row.scope): (n, row) for n, row in enumerate(self.overrides, 1)}
        matchers = [_matcher(number, row) for number, row in latest.values()]
        index: dict[str, list[_Matcher]] = defaultdict(list)
        for matcher in matchers:
            index[matcher.name[0]].append(matcher)
        inner = [m for m in matchers if not m.whole and not m.first]
        self._set("_index", {c: tuple(found) for c, found in index.items()})
        self._set("triggers", frozenset(_trigger(m.name) for m in inner))
        self._set("first_triggers", frozenset(m.name[0] for m in matchers if m.first))
        self._set("whole_names", frozenset(m.name for m in matchers if m.whole))

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def merged_with(self, overrides: Iterable[Override]) -> OverrideTable:
        """Return a new table in which the given rows win; raises OverrideError for a bad row."""
        return OverrideTable((*self.overrides, *overrides))

    def matches(self, place: Place) -> list[Match]:
        """Return the non-overlapping rows that read parts of the name, best first.

        Whole names go before parts, longer before shorter, narrower scopes before wider,
        decided readings before proposals.
        """
        found: list[tuple[tuple[bool, int, int, bool], int, _Matcher]] = []
        for start, character in enumerate(place.name):
            for matcher in self._index.get(character, ()):
                if place.name.startswith(matcher.name, start) and matcher.holds(place, start):
                    found.append((matcher.rank, -start, matcher))
        found.sort(key=lambda entry: entry[:2], reverse=True)
        taken: set[int] = set()
        chosen: list[Match] = []
        for _, negative_start, matcher in found:
            span = range(-negative_start, len(matcher.name) - negative_start)
            if taken.isdisjoint(span):
                taken.update(span)
                chosen.append(Match(-negative_start, matcher.syllables, matcher.decided))
        return chosen


_FREQUENCY: Final = {row["character"]: n for n, row in enumerate(rows("frequent_characters.csv"))}


def _trigger(name: str) -> str:
    """Choose the character whose presence sends a name to the table: it should do so rarely.

    An undecided polyphone sends its names there anyway, so it is the first choice; else the
    character that is rarest in the national list.
    """
    readings = standard_readings()
    for character in name:
        known = readings.get(character)
        if known is None or not known.decided:
            return character
    return max(name, key=lambda character: _FREQUENCY.get(character, len(_FREQUENCY)))


def _matcher(number: int, row: Override) -> _Matcher:
    if not row.name:
        raise OverrideError(number, row.name, "name is empty")
    words = frozenset(row.scope.split())
    conditions = words - {"whole", "first", "generic"}
    families = frozenset(CATEGORIES[w] for w in conditions if w in CATEGORIES)
    prefixes = tuple(w for w in conditions if w.isascii() and w.isdigit())
    divisions = tuple(w for w in conditions if w not in CATEGORIES and w not in prefixes)
    rank = ("whole" in words, len(row.name), len(words), row.decided)
    return _Matcher(
        name=row.name,
        syllables=_aligned(number, row),
        whole="whole" in words,
        first="first" in words,
        generic="generic" in words,
        families=families,
        class_prefixes=prefixes,
        divisions=divisions,
        rank=rank,
        decided=row.decided,
    )


def _aligned(number: int, row: Override) -> tuple[Syllable, ...]:
    """Return one syllable for each character; pénr covers 盆儿."""
    given = row.reading.split()
    if not all(_SYLLABLE_LETTERS.fullmatch(syllable(text).key) for text in given):
        raise OverrideError(number, row.name, f"not pinyin: {row.reading}")
    aligned: list[Syllable] = []
    for position, character in enumerate(row.name):
        merges = position > 0 and character == RHOTIC and aligned[-1].key.endswith("r")
        if merges and aligned[-1].key != "er" and len(given) < len(row.name):
            aligned.append(NOTHING)
        elif given:
            aligned.append(syllable(given.pop(0)))
        else:
            raise OverrideError(number, row.name, f"too few syllables: {row.reading}")
    if given:
        raise OverrideError(number, row.name, f"too many syllables: {row.reading}")
    return tuple(aligned)


def overrides_from_rows(table: Iterable[Mapping[str, object]], *, decided: bool = True) -> Iterator[Override]:
    """Make overrides of rows with the columns of the shipped file, as a database returns them.

    Missing columns and nulls are empty; ``dated`` may be a date. Nothing is checked until the
    rows enter an OverrideTable.
    """
    for row in table:
        values = {
            column: str(row.get(column) or "").strip()
            for column in ("name", "reading", "scope", "source", "note", "dated")
        }
        yield Override(**values, decided=decided)


DEFAULT: Final = OverrideTable(
    (
        *overrides_from_rows(rows("reading_proposals.csv"), decided=False),
        *overrides_from_rows(rows("reading_overrides.csv")),
    )
)
"""The shipped readings; ``DEFAULT.merged_with(rows)`` adds those of a database."""
