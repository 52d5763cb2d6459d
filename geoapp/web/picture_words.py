"""Words beside the dots of a picture, where they cover neither a dot nor other words. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

EM: Final = 15
"""Height of a letter in pixels, as the style sheet has it on a wide screen."""
_GAP: Final = 3
_LATIN: Final = 0.6
"""Width of a Latin letter or a figure, of the height; a Han letter is as wide as high."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a dot would have written beside it: the first of `texts` for which there is room. `box`: its own pixels."""

    box: Box
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A text at a point of its base line, with the `anchor` of SVG."""

    text: str
    x: float
    y: float
    anchor: str


def place_words(wishes: Sequence[Wish], width: float, height: float) -> list[Words | None]:
    """For each wish its words, the earlier ones first; None where there is no room for any of its texts."""
    taken = [wish.box for wish in wishes]
    placed: list[Words | None] = []
    for number, wish in enumerate(wishes):
        others = [*taken[:number], *taken[number + 1 :]]
        found = next(
            (
                (words, box)
                for words, box in _tries(wish)
                if _lies_in(box, width, height) and not any(_overlap(box, other) for other in others)
            ),
            None,
        )
        placed.append(found[0] if found else None)
        if found:
            taken.append(found[1])
    return placed


def _tries(wish: Wish) -> Iterator[tuple[Words, Box]]:
    """Right, left, above, below; then the same with the next text."""
    left, top, right, bottom = wish.box
    x, y = (left + right) / 2, (top + bottom) / 2 + EM / 3
    for text in wish.texts:
        wide = sum(EM if ord(letter) > 0x2E7F else _LATIN * EM for letter in text)
        for at, base, anchor, start in (
            (right + _GAP, y, "start", right + _GAP),
            (left - _GAP, y, "end", left - _GAP - wide),
            (x, top - _GAP - 2, "middle", x - wide / 2),
            (x, bottom + EM, "middle", x - wide / 2),
        ):
            yield Words(text, round(at, 1), round(base, 1), anchor), (start, base - EM, start + wide, base + 4)


def _lies_in(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
