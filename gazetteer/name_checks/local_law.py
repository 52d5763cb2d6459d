"""The law that a register adds to the shipped rows, for one place: rules, sizes that terms ask for, words."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

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
        settings=tuple(_setting(row) for row in rows if row.kind == "rule"),
        thresholds=tuple(_thresholds(rows)),
        words=tuple(_word(row) for row in rows if row.kind == "word"),
        version=str(version) if version else "",
    )


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
        parameters=_parameters(row),
        **_where_and_when(row),
    )


def _parameters(row: Any) -> dict[str, str]:
    """Rows entered before the form read them may hold one that nobody can: it is left out, the law stays."""
    told: dict[str, str] = {}
    for part in row.details.split(";"):
        try:
            told |= read_parameters(row.subject, part)
        except ValueError:
            log.warning("a parameter of local law cannot be read: %s %r", row.subject, part)
    return told


def _thresholds(rows: Iterable[Any]) -> Iterator[GenericThreshold]:
    """A size that nobody can read asks for nothing."""
    for row in rows:
        if row.kind == "threshold":
            try:
                alternatives = parse_conditions(row.details)
            except ValueError:
                log.warning("a size in local law cannot be read: %s %r", row.subject, row.details)
            else:
                yield GenericThreshold(generic=row.subject, alternatives=alternatives, **_where_and_when(row))


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
