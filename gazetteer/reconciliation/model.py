"""One question about one cell of a table, and what may be meant by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Asked:
    """`text`: a name, with or without division words, or an identifier. Each other field is what the row tells besides;

    several values of one field mean any of them. `position`: longitude, latitude in EPSG:4490 degrees.
    """

    text: str = ""
    categories: tuple[str, ...] = ()
    divisions: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    pinyin: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    position: tuple[float, float] | None = None
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant. `score` 0 to 100; `features` are what it is made of, by name.

    `is_match`: sure enough to be taken without a look.
    """

    place_id: UUID
    name: str
    category: str
    class_name: str
    division: str
    matched: str
    score: float
    is_match: bool = False
    features: dict[str, bool | float] = field(default_factory=dict)
