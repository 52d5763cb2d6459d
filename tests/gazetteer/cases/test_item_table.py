"""A list of names as a table: read with every fault told, and written as it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cases.change_reasons import all_reasons
from gazetteer.cases.item_table import MOST_ITEMS, read_items, table_of
from gazetteer.cases.model import CaseItem, DraftItem
from geocore.coordinates import Envelope
from geocore.errors import InvalidInput

CHINA = Envelope(70, 0, 140, 56)
PLACE = UUID("00000000-0000-0000-0000-00000000000a")
HEAD = ["拟用名称", "备选名称", "位置描述", "经度", "纬度", "长度"]


def read(*rows: Sequence[object]) -> tuple[DraftItem, ...]:
    return read_items(lambda: rows, CHINA, lambda text: PLACE if text == "五盖山" else None)


def faults(*rows: Sequence[object]) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(InvalidInput) as refused:
        read(*rows)
    return [(problem.row, problem.column, problem.code) for problem in refused.value.problems]


def test_rows_below_a_title_with_blanks_and_facts() -> None:
    title = ["某某片区道路地名方案（虚构）"]
    items = read(
        title,
        ["*拟用名称（必填）", *HEAD[1:]],
        ["同心路", "齐心路、和心路", "东起东塔路", 113.05, "25.78", 800.0],
        [None] * 6,
        ["同 德路", "", "", "", "", None],
    )
    assert [item.candidate_names for item in items] == [("同心路", "齐心路", "和心路"), ("同德路",)]
    assert (items[0].lon, items[0].lat, items[0].facts) == (113.05, 25.78, {"长度": "800"})
    assert (items[1].lon, items[1].facts) == (None, {})


def test_a_name_that_is_registered_and_the_day_a_feature_ended() -> None:
    (item,) = read(["现有地名", "实体消失日期"], ["五盖山", datetime(2026, 3, 1)])
    assert (item.place_id, item.ended_on, item.candidate_names) == (PLACE, date(2026, 3, 1), ())
    assert faults(["现有地名", "实体消失日期"], ["无此山", "去年"]) == [
        (2, "现有地名", "place_unknown"),
        (2, "实体消失日期", "bad_day"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["同心路", "", "", "113.05", ""], "纬度", "half_position"),
        (["同心路", "", "", "1_13", "25.78"], "经度", "bad_angle"),
        (["同心路", "", "", "NaN", "25.7"], None, None),
        (["同心路", "", "", "25.7", "113.05"], None, None),
        (["同心路", "", "", float("inf"), 25.7], None, None),
        (["同心路", "", float("nan"), float("nan"), 25.7], None, None),
        (["同" * 31], None, "name_too_long"),
        (["一路", "二路、三路、四路、五路、六路"], None, "too_many_names"),
        (["同心路", "", "位" * 2001], "位置描述", "too_long"),
        (["同心\x00路"], None, "control"),
        (["同心\u202e路"], None, "control"),
        (["同心路", "", "东起\uffff东塔路"], "位置描述", "control"),
    ],
)
def test_a_bad_cell_keeps_the_whole_table_out(row: list[object], column: str | None, code: str | None) -> None:
    ((line, at, told),) = faults(HEAD, ["和平路"], row)[:1]
    assert line == 3
    assert code is None or told == code
    assert column is None or at == column


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([HEAD], "no_rows"),
        ([], "no_headings"),
        ([["经度", "纬度"], ["1", "2"]], "no_headings"),
        ([HEAD, *([["同心路"]] * (MOST_ITEMS + 1))], "too_many_items"),
    ],
)
def test_tables_that_are_none(rows: list[list[str]], code: str) -> None:
    assert [problem[2] for problem in faults(*rows)] == [code]


@pytest.mark.parametrize("heading", ["更名原因", "更名原因代码", "注销原因", "原因代码"])
def test_the_reason_of_a_change_by_its_word_or_code(heading: str) -> None:
    items = read(["现有地名", heading], ["五盖山", "名实不符"], ["五盖山", "duplicate"], ["五盖山", ""])
    assert [item.reason_code for item in items] == ["not_matching", "duplicate", ""]
    with pytest.raises(InvalidInput) as refused:
        read(["现有地名", heading], ["五盖山", "随便"])
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.code) == (2, "更名原因", "reason_unknown")
    assert "名实不符" in (problem.hint or "")


def test_all_faults_of_all_rows_are_told_at_once() -> None:
    rows = [[f"第{number}路", "", "", "200", "100"] for number in range(5)]
    assert {row for row, _, _ in faults(HEAD, *rows)} == set(range(2, 7))


def test_a_name_in_two_rows_is_told_with_both() -> None:
    """However it is written; a name that one row only has as a second wish is no matter."""
    with pytest.raises(InvalidInput) as refused:
        read(HEAD, ["春风巷"], ["秋月巷", "春风巷"], ["冬雪巷"], ["春風·巷"])
    (problem,) = refused.value.problems
    assert (problem.row, problem.column, problem.code) == (5, "拟用名称", "row_name_twice")
    assert problem.message == "第 2 行和第 5 行的拟用名称都是“春風·巷”"


WORDS = st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=8)
ITEMS = st.builds(
    DraftItem,
    candidate_names=st.lists(WORDS, min_size=1, max_size=5, unique=True).map(tuple),
    lon=st.just(113.05),
    lat=st.sampled_from([25.78, 25.1234567]),
    position_text=WORDS,
    origin=st.sampled_from(["", "=1+1", "据县志"]),
    meaning=WORDS,
    reason_code=st.sampled_from(["", *all_reasons()]),
    facts=st.dictionaries(st.sampled_from(["长度", "宽度"]), WORDS, max_size=2),
)


@given(st.lists(ITEMS, min_size=1, max_size=4, unique_by=lambda item: item.candidate_names[0]))
def test_what_is_written_is_read_again(items: list[DraftItem]) -> None:
    stored: list[Any] = [
        CaseItem(id=uuid4(), position=number, old_name_id=None, old_name=None, **asdict(item))
        for number, item in enumerate(items, start=1)
    ]
    assert list(read(*table_of(stored))) == items
