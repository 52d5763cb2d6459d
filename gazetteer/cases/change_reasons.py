"""Why a name is changed or ends: codes with the article that speaks of each, dated (``data/change_reasons.csv``). Pure.

A lawful name is renamed in time where it no longer fits because of divisions, construction or nature (条例第十条); a
name that article 9 would not allow today is the other reason. Whoever renames says which of these it is, in a code
that can be counted, beside the reason in words (条例第十一条第一项).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from gazetteer.cases.model import CaseKind


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """One row of the list. `valid_to` is its first day without; None while it is in force."""

    code: str
    label_zh: str
    label_en: str
    kinds: frozenset[CaseKind]
    article: str
    valid_from: date
    valid_to: date | None

    def holds(self, kind: CaseKind, day: date) -> bool:
        return kind in self.kinds and self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @property
    def cited(self) -> str:
        """As papers write it: 名实不符（《地名管理条例》第九条第二项、第十条）."""
        return f"{self.label_zh}（{self.article}）"


@cache
def all_reasons() -> Mapping[str, ChangeReason]:
    """By code, in the order of the list; ended ones too, for cases that have them."""
    text = (resources.files("gazetteer.cases") / "data" / "change_reasons.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["code"]: ChangeReason(
            row["code"],
            row["zh"],
            row["en"],
            frozenset(map(CaseKind, row["kinds"].split())),
            row["article"],
            date.fromisoformat(row["valid_from"]),
            date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )
        for row in rows
    }


def offered(kind: CaseKind, day: date) -> tuple[ChangeReason, ...]:
    """What a case of this kind may say on a day; nothing where its kind has no such reasons."""
    return tuple(reason for reason in all_reasons().values() if reason.holds(kind, day))


def is_offered(code: str, kind: CaseKind, day: date) -> bool:
    found = all_reasons().get(code)
    return found is not None and found.holds(kind, day)


def code_meant(text: str) -> str | None:
    """The code that a cell of a table means, by its code or its word; None where it is neither."""
    return next((one.code for one in all_reasons().values() if text in (one.code, one.label_zh)), None)


def cited(code: str) -> str:
    """The reason with its article, for papers; empty for none."""
    found = all_reasons().get(code)
    return "" if found is None else found.cited
