"""The law that a register adds to the shipped rows, for one place: rules, sizes that terms ask for, words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from gazetteer.naming import (
    ComparisonKey,
    GenericThreshold,
    ListedWord,
    LocalLaw,
    RuleSetting,
    ScopeKind,
    Severity,
    WordProvision,
    parse_conditions,
    read_parameters,
)
from gazetteer.naming.words import LISTS

log = logging.getLogger(__name__)
Row = TypeVar("Row")

_COUNTRY_LEVELS: Final = 1
"""A path of one step is the country: its rows hold for the whole nation."""

_ROWS = sa.text(
    """
    select kind, subject, list, category, division_path, severity, scope_kind, comparison_key, details, word_kind,
           word_place, exceptions, lower(valid) as first_day, upper(valid) as end_day, source, note
      from published.naming_provision
     where division_path <@ cast(:path as integer[]) and not isempty(valid)
    """
)
_VERSION = sa.text("select coalesce(max(revision), 0) from published.naming_provision")


def local_law(connection: sa.Connection, path: Sequence[int]) -> LocalLaw:
    """Rows for a place; `path` are the sequence numbers of its divisions, country first. Past and future rows too."""
    rows = connection.execute(_ROWS, {"path": list(path)}).all()
    version = connection.execute(_VERSION).scalar_one()
    return LocalLaw(
        settings=tuple(_readable(_setting, rows, "rule")),
        thresholds=tuple(_readable(_threshold, rows, "threshold")),
        words=tuple(_word(row) for row in rows if row.kind == "word"),
        version=str(version) if version else "",
    )


def _readable(read: Callable[[Any], Row], rows: Iterable[Any], kind: str) -> Iterator[Row]:
    """Rows entered before the form read them like this may say what nobody can: they count for nothing."""
    for row in rows:
        if row.kind == kind:
            try:
                yield read(row)
            except ValueError:
                log.warning("a row of local law cannot be read: %s %s %r", kind, row.subject, row.details)


def _where_and_when(row: Any) -> dict[str, Any]:
    return {
        "category": row.category or None,
        "division": row.division_path[-1] if len(row.division_path) > _COUNTRY_LEVELS else None,
        "valid_from": row.first_day,
        "valid_to": row.end_day,
        "source": row.source,
    }


def _severity(row: Any) -> Severity | None:
    return None if row.severity == "off" else Severity(row.severity)


def _setting(row: Any) -> RuleSetting:
    return RuleSetting(
        rule=row.subject,
        severity=_severity(row),
        scope_kind=ScopeKind(row.scope_kind),
        key=ComparisonKey(row.comparison_key),
        parameters=read_parameters(row.subject, row.details),
        **_where_and_when(row),
    )


def _threshold(row: Any) -> GenericThreshold:
    return GenericThreshold(generic=row.subject, alternatives=parse_conditions(row.details), **_where_and_when(row))


def _word(row: Any) -> WordProvision:
    file_name = f"{row.list}.csv"
    severity = _severity(row)
    listed = None
    if severity is not None:
        listed = ListedWord(
            word=row.subject,
            kind=row.word_kind,
            severity=severity,
            where=row.word_place,
            categories=frozenset(),  # the row itself says for which names it holds
            exceptions=tuple(row.exceptions),
            source=row.source,
            listed_in=LISTS[file_name],
            remark=row.note,
        )
    return WordProvision(file_name=file_name, word=row.subject, listed=listed, **_where_and_when(row))
