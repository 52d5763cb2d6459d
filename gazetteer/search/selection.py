"""The filters of a query as SQL conditions, and as facets for which lists of frequent texts may exist."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gazetteer.search.query import Filters
from gazetteer.search.statements import Row
from gazetteer.search.tokens import CELL_BASE, category_token, cell_token, division_token

Box = tuple[float, float, float, float]
_MOST_CELLS = 9
_SMALL_BOX = 0.25
"""Degrees. A box narrower than this holds few enough rows to be read from the spatial index, whatever the text."""
_FEW_IN_BOX, _INHABITED = 10_000, 500.0
"""A larger box does so as well if this many names or fewer are in it, most being spread over so many square degrees."""
MANY_NAMES = 2**31
"""Stands for the number of all names while that is not known."""
_LARGE_AREA = 30.0
"""Square degrees. Of the best rows of the country, a smaller box holds too few to look for them."""
SETTLEMENT, _SETTLEMENT_CLASSES = "settlement", "22"
"""Residential points: no category of the law, under which they are 其他, but a word that people filter by."""
_LEGAL = {SETTLEMENT: "other"}
_ENVELOPE = "st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4490)"


@dataclass(frozen=True, slots=True)
class Selection:
    """What rows must fulfil beside the text.

    Each facet group is a set of tokens of which a row must have one. A group of one is also in `tokens`, which the
    token index answers. `by_tokens` says that these are the whole filter, `is_single` that one of them is.
    `whole_cells` are the grid cells that lie within the box; a box that `is_local` holds few of the best rows.
    """

    conditions: tuple[str, ...]
    parameters: dict[str, object]
    facet_groups: tuple[tuple[int, ...], ...]
    tokens: tuple[int, ...]
    is_single: bool
    by_tokens: bool
    is_small_box: bool
    is_local: bool
    whole_cells: frozenset[int]
    filters: Filters
    divisions: frozenset[int]

    @property
    def facets(self) -> list[int]:
        """All facets for which lists are looked up; 0 stands for all rows."""
        return [0, *(token for group in self.facet_groups for token in group)]

    def passes(self, row: Row) -> bool:
        """What the conditions say in SQL, of one row."""
        filters = self.filters
        if self.divisions and self.divisions.isdisjoint(row.division_path):
            return False
        if filters.category is not None and row.category != _LEGAL.get(filters.category, filters.category):
            return False
        if filters.category == SETTLEMENT and not row.class_code.startswith(_SETTLEMENT_CLASSES):
            return False
        if filters.bbox is not None:
            west, south, east, north = filters.bbox
            if row.lon is None or row.lat is None or not (west <= row.lon <= east and south <= row.lat <= north):
                return False
        if filters.as_of is None:
            return True
        return (row.valid_from is None or row.valid_from <= filters.as_of) and (
            row.valid_to is None or filters.as_of < row.valid_to
        )


def selection_of(filters: Filters, divisions: tuple[int, ...], names: int = MANY_NAMES) -> Selection:
    """The filters, with the divisions that the filter or the words of the query name (any of them will do).

    `names` is how many there are in all: it tells how large a box may be and still hold few of them.
    """
    conditions: list[str] = []
    is_small = False
    parameters: dict[str, object] = {}
    groups: list[tuple[int, ...]] = []
    if divisions:
        groups.append(tuple(division_token(seq) for seq in divisions))
        conditions.append("n.tokens && %(divisions)s::integer[]")
        parameters["divisions"] = list(groups[-1])
    if filters.category is not None:
        category = _LEGAL.get(filters.category, filters.category)
        groups.append((category_token(category),))
        conditions.append("n.category = %(category)s")
        parameters["category"] = category
        if filters.category == SETTLEMENT:
            # A condition without a facet: no list is the whole answer.
            conditions.append(f"starts_with(n.class_code, '{_SETTLEMENT_CLASSES}')")
    if filters.bbox is not None:
        cells = _cells(filters.bbox)
        # The spatial index finds a small box alone, the tokens a large one together with the text.
        is_small = _width(filters.bbox) < _SMALL_BOX or names * _area(filters.bbox) / _INHABITED < _FEW_IN_BOX
        by_cells = bool(cells) and not is_small
        index = "n.tokens && %(cells)s::integer[]" if by_cells else f"n.geom && {_ENVELOPE}"
        conditions.append(
            f"{index} and st_x(n.geom) between %(west)s and %(east)s and st_y(n.geom) between %(south)s and %(north)s"
        )
        parameters |= dict(zip(("west", "south", "east", "north"), map(float, filters.bbox), strict=True))
        if cells:
            groups.append(cells)
            parameters["cells"] = list(cells)
    if filters.as_of is not None:
        conditions.append("n.valid @> %(as_of)s::date")
        parameters["as_of"] = filters.as_of
    return Selection(
        conditions=tuple(conditions),
        parameters=parameters,
        facet_groups=tuple(groups),
        tokens=tuple(group[0] for group in groups if len(group) == 1),
        is_single=len(conditions) == len(groups) == 1 and len(groups[0]) == 1 and filters.bbox is None,
        by_tokens=len(conditions) == len(groups) and all(len(group) == 1 for group in groups) and not filters.bbox,
        is_small_box=is_small,
        is_local=filters.bbox is not None and _area(filters.bbox) < _LARGE_AREA,
        whole_cells=_whole_cells(filters.bbox) if filters.bbox else frozenset(),
        filters=filters,
        divisions=frozenset(divisions),
    )


def _cells(box: Box) -> tuple[int, ...]:
    """Tokens of the grid cells that a box touches; none for a box that is small, or larger than nine large cells."""
    west, south, east, north = box
    if _width(box) < _SMALL_BOX:
        return ()
    for degrees in CELL_BASE:
        columns = range(math.floor((west + 180) / degrees), math.floor((east + 180) / degrees) + 1)
        rows = range(math.floor((south + 90) / degrees), math.floor((north + 90) / degrees) + 1)
        if len(columns) * len(rows) <= _MOST_CELLS:
            return _tokens_of(columns, rows, degrees)
    return ()


def _width(box: Box) -> float:
    """The shorter side, in degrees."""
    return min(box[2] - box[0], box[3] - box[1])


def _area(box: Box) -> float:
    """Square degrees."""
    return (box[2] - box[0]) * (box[3] - box[1])


def _whole_cells(box: Box) -> frozenset[int]:
    """Tokens of the grid cells, of any size, that lie within the box."""
    west, south, east, north = box
    found: set[int] = set()
    for degrees in CELL_BASE:
        columns = range(math.ceil((west + 180) / degrees), math.floor((east + 180) / degrees))
        rows = range(math.ceil((south + 90) / degrees), math.floor((north + 90) / degrees))
        found.update(_tokens_of(columns, rows, degrees))
    return frozenset(found)


def _tokens_of(columns: range, rows: range, degrees: int) -> tuple[int, ...]:
    return tuple(cell_token(column * degrees - 180, row * degrees - 90, degrees) for row in rows for column in columns)
