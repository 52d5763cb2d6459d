"""Names without conflict, made of the place's own history and neighbourhood, each with the source of its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations
from typing import Final

DIRECTIONS: Final = ("东", "西", "南", "北", "中")
LONGEST_SPECIFIC: Final = 4
"""Characters; a longer specific part is no name that people would say."""


@dataclass(frozen=True, slots=True)
class SourceWord:
    """A word of local history, or the specific part of a neighbouring name."""

    word: str
    source: str
    """Where it stands: a book with its page, an old map, the register."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One name that may be proposed."""

    name: str
    specific: str
    generic: str
    derivation: str
    """How it was made, in a sentence for the applicant."""
    sources: tuple[str, ...]


_Made = tuple[str, str, tuple[str, ...]]
"""Specific part, derivation, sources."""


def _specifics(history: Sequence[SourceWord], neighbours: Sequence[SourceWord]) -> Iterator[_Made]:
    """Yield specific parts, best first: history as it stands, neighbours by direction, then two words joined."""
    for word in history:
        yield word.word, f"沿用当地历史地名或者典故“{word.word}”", (word.source,)
    for direction in DIRECTIONS:
        for word in neighbours:
            yield word.word + direction, f"由邻近地名“{word.word}”按方位派生", (word.source,)
    for first, second in permutations(history, 2):
        if first.word and second.word:
            joined = first.word[0] + second.word[0]
            yield joined, f"取“{first.word}”“{second.word}”首字", (first.source, second.source)
    for word in history:
        for neighbour in neighbours:
            if word.word and neighbour.word:
                joined = word.word[0] + neighbour.word[0]
                yield joined, f"取“{word.word}”与邻近地名“{neighbour.word}”首字", (word.source, neighbour.source)


def suggest(
    history: Sequence[SourceWord],
    neighbours: Sequence[SourceWord],
    generic: str,
    acceptable: Callable[[str], bool],
    most: int = 10,
) -> list[Suggestion]:
    """Return up to ``most`` different names that ``acceptable`` lets pass, best sources first.

    ``acceptable`` gets the whole name and is asked once for each; usually it runs a check and looks for findings that
    are more than notes. Names are asked for one by one, so a dear predicate is called no oftener than needed.
    """
    return list(islice(_acceptable(_specifics(history, neighbours), generic, acceptable), most))


def _acceptable(specifics: Iterable[_Made], generic: str, acceptable: Callable[[str], bool]) -> Iterator[Suggestion]:
    asked: set[str] = set()
    for specific, derivation, sources in specifics:
        name = specific + generic
        if not specific or name in asked or len(specific) > LONGEST_SPECIFIC or specific.endswith(generic or "\0"):
            continue
        asked.add(name)
        if acceptable(name):
            yield Suggestion(name, specific, generic, derivation, sources)
