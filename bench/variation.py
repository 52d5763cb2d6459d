"""Five million names by realistic variation of the real ones.

A new name joins the first half of one village's stem to the second half of a neighbour's, and keeps the ending of the
first. Every character is thus drawn from a real name of the same county, so that 村, 新, 社区 and all the others keep
the frequency that they have in reality (`python -m bench generate --check` prints both).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from bench.national import Name

_ENDING = re.compile(r"(?:社区|居民区|小区|农场|林场|牧场|新村|村|庄|屯|寨|嘎查|镇|乡|街道|区|县|市)$")
SEED = 20260131


def split_ending(name: str) -> tuple[str, str]:
    """(stem, ending); the stem is never empty."""
    found = _ENDING.search(name)
    if found is None or found.start() == 0:
        return name, ""
    return name[: found.start()], found.group()


def vary(names: Sequence[Name], count: int, seed: int = SEED) -> Iterator[Name]:
    """The real rows first, then variations of the villages until there are `count` rows."""
    yield from names[:count]
    villages = [name for name in names if len(name.path) == 5 and name.category == "committee"]
    stems = [split_ending(name.name) for name in villages]
    chance = random.Random(seed)
    last = len(villages) - 1
    made = len(names)
    while made < count:
        for position, village in enumerate(villages):
            if made >= count:
                return
            stem, ending = stems[position]
            neighbour = stems[min(last, max(0, position + chance.randint(-150, 150)))][0]
            yield Name(
                _join(stem, neighbour) + ending,
                village.category,
                village.class_code,
                village.importance - chance.randint(1, 900),
                village.path,
                round(village.lon + chance.uniform(-0.03, 0.03), 6),
                round(village.lat + chance.uniform(-0.03, 0.03), 6),
            )
            made += 1


def _join(stem: str, neighbour: str) -> str:
    if len(stem) < 2 or len(neighbour) < 2:
        return neighbour
    return stem[: (len(stem) + 1) // 2] + neighbour[(len(neighbour) + 1) // 2 :]
