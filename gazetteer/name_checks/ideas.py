"""Names that nothing stands against, made of the history and the neighbourhood of a place, with their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from gazetteer.name_checks.parts import specific_of
from gazetteer.name_checks.service import Question, check_name
from gazetteer.name_checks.whereabouts import Whereabouts, whereabouts
from gazetteer.naming import Severity, SourceWord, Suggestion, suggest
from gazetteer.naming.suggestions import DIRECTIONS
from gazetteer.search.tokens import division_token

MOST: Final = 6
TRIED_AT_MOST: Final = 24
"""A check takes some hundredths of a second; after so many names the helper says what it has."""
_WORDS: Final = 12
_SHORTEST: Final = 2
"""Characters: 东 of 东河 makes no name of its own."""
_USUAL_GENERIC: Final = {
    "street": "路", "building": "苑", "committee": "社区", "division": "镇", "park": "公园", "facility": "桥",
    "settlement": "村", "natural": "山", "other": "园",
}  # fmt: skip

_HISTORY = sa.text(
    "select distinct on (n.name) n.name, n.kind, n.category, n.class_code from published.name n"
    " where n.tokens @> cast(:tokens as integer[]) and n.kind in ('former', 'alias', 'local') limit :most"
)
_IN_DIVISION = sa.text(
    "select n.name, n.kind, n.category, n.class_code from published.name n"
    " where n.tokens @> cast(:tokens as integer[]) and n.kind = 'standard'"
    " order by n.importance desc, n.id limit :most"
)
_NEAR = sa.text(
    "select n.name, n.kind, n.category, n.class_code from published.name n"
    " where n.geom && st_expand(st_setsrid(st_makepoint(:lon, :lat), 4490), 0.05) and n.kind = 'standard'"
    " order by n.geom <-> st_setsrid(st_makepoint(:lon, :lat), 4490) limit :most"
)


def ideas(connection: sa.Connection, question: Question, *, day: date | None = None) -> list[Suggestion]:
    """Up to `MOST` names of the question's category and place that are told nothing worse than a note.

    The name of the question gives the generic part, if it has one. Raises InvalidInput as `check_name` does.
    """
    where = whereabouts(connection, question.division, question.point)
    generic = check_name(connection, question, day=day).proposal.generic or _USUAL_GENERIC.get(question.category, "")
    left = TRIED_AT_MOST

    def acceptable(name: str) -> bool:
        nonlocal left
        left -= 1
        if left < 0:
            return False
        report = check_name(connection, replace(question, name=name, readings=()), day=day).report
        return report.worst in (None, Severity.NOTE)

    return suggest(_history(connection, where), _neighbours(connection, where), generic, acceptable, MOST)


def _history(connection: sa.Connection, where: Whereabouts) -> list[SourceWord]:
    """Names that the county knows and nobody uses any more as the standard one."""
    county = where.at_level(3)
    if county is None:
        return []
    rows = connection.execute(_HISTORY, {"tokens": [division_token(county.seq)], "most": _WORDS})
    words = {"former": "曾用名", "alias": "别名", "local": "俗称"}
    return _source_words(rows, lambda row: f"{county.name}{words[row.kind]}：{row.name}")


def _neighbours(connection: sa.Connection, where: Whereabouts) -> list[SourceWord]:
    """Names near the point, or the weightiest of the smallest division that is known."""
    if where.point is not None:
        near = {"lon": where.point[0], "lat": where.point[1], "most": _WORDS}
        return _source_words(connection.execute(_NEAR, near), lambda row: f"邻近地名：{row.name}")
    smallest = where.path[-1]
    rows = connection.execute(_IN_DIVISION, {"tokens": [division_token(smallest.seq)], "most": _WORDS})
    return _source_words(rows, lambda row: f"{smallest.name}的地名：{row.name}")


def _source_words(rows: Iterable[Any], source: Callable[[Any], str]) -> list[SourceWord]:
    found: dict[str, SourceWord] = {}
    for row in rows:
        specific = specific_of(row.name, row.category, row.class_code)
        if len(specific) >= _SHORTEST and specific[-1] not in DIRECTIONS and specific not in found:
            found[specific] = SourceWord(specific, source(row))
    return list(found.values())
