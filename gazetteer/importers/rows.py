"""The common form of one place in a list from outside, whatever the file was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from geocore.problems import Problem
from geocore.textfiles import Encoding


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place as the source has it; nothing is looked up and nothing is invented.

    `line`: row in the file, counted from 1. `category`: one of the eight of art. 3, None where the source does not
    tell (a class code then decides). `division_code`: where the place lies, 6, 9 or 12 digits as given.
    `own_division_code`: set when the place is itself a division of the list. `lon`, `lat`: degrees of CGCS2000,
    None when unknown; `position_as_given` and `crs` keep what stood in the file. `problems` forbid the import of the
    row, `notes` only accompany it.
    """

    line: int
    name: str
    category: str | None
    class_code: str | None
    division_code: str | None
    source_ref: str
    own_division_code: str | None = None
    lon: float | None = None
    lat: float | None = None
    crs: str | None = None
    position_as_given: str | None = None
    secrecy: str = ""
    spelling: str | None = None
    former_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    origin: str | None = None
    meaning: str | None = None
    history: str | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """An opened list. Iterating reads the file anew each time, so a dry run and the import see the same rows.

    `columns`: field → heading that was recognised. `notes`: two header rows, ignored columns, guessed encoding …
    """

    source: str
    sha256: str
    read: Callable[[], Iterator[PlaceRow]]
    columns: dict[str, str]
    notes: tuple[Problem, ...] = ()
    encoding: Encoding | None = None

    def __iter__(self) -> Iterator[PlaceRow]:
        return self.read()
