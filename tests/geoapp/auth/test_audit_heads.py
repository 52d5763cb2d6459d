"""Exported heads: one a day, never overwritten, read strictly."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from geoapp.auth.audit_heads import export_head, read_heads
from geocore.errors import Conflict, InvalidInput

NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


def test_a_head_is_written_and_read_back(tmp_path: Path) -> None:
    head, file = export_head(tmp_path / "heads", 7, "ab" * 32, NOON)
    assert file.name == "2026-03-01.json"
    assert read_heads(tmp_path / "heads") == (head,)
    assert (head.day, head.seq, head.hash) == (date(2026, 3, 1), 7, "ab" * 32)


def test_the_day_is_the_day_in_beijing(tmp_path: Path) -> None:
    _head, file = export_head(tmp_path, 1, "ab", datetime(2026, 2, 28, 16, 0, tzinfo=UTC))
    assert file.name == "2026-03-01.json"


def test_later_on_the_same_day_the_first_one_stands(tmp_path: Path) -> None:
    first, _file = export_head(tmp_path, 7, "ab", NOON)
    again, _file = export_head(tmp_path, 9, "cd", NOON)
    assert again == first
    assert read_heads(tmp_path) == (first,)


@pytest.mark.parametrize(("seq", "digest"), [(7, "cd"), (6, "ab")])
def test_a_contradicting_head_is_refused_and_changes_nothing(tmp_path: Path, seq: int, digest: str) -> None:
    first, _file = export_head(tmp_path, 7, "ab", NOON)
    with pytest.raises(Conflict, match="does not fit"):
        export_head(tmp_path, seq, digest, NOON)
    assert read_heads(tmp_path) == (first,)


def test_damaged_and_misplaced_heads_are_named(tmp_path: Path) -> None:
    export_head(tmp_path, 7, "ab", NOON)
    (tmp_path / "2026-03-02.json").write_text("{}", encoding="utf-8")
    (tmp_path / "2026-03-03.json").write_text((tmp_path / "2026-03-01.json").read_text(), encoding="utf-8")
    with pytest.raises(InvalidInput) as damaged:
        read_heads(tmp_path)
    assert [(p.field, p.code) for p in damaged.value.problems] == [
        ("2026-03-02.json", "head_unreadable"),
        ("2026-03-03.json", "head_misplaced"),
    ]


def test_without_a_folder_there_are_no_heads(tmp_path: Path) -> None:
    assert read_heads(tmp_path / "nothing") == ()
