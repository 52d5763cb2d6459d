"""Query strings: what is let through is exactly what was declared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.shared.parsing import AtMost100, BoxText, Day, DivisionCode, Parameters, PositionText, parse_parameters
from geocore.errors import InvalidInput


class Asked(Parameters):
    day: Day | None = None
    box: BoxText | None = None
    at: PositionText | None = None
    code: DivisionCode | None = None
    limit: AtMost100 = 10


def problem_of(**values: str) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as caught:
        parse_parameters(Asked, {name: [value] for name, value in values.items()})
    (problem,) = caught.value.problems
    return problem.field, problem.code


def test_what_is_declared_is_read() -> None:
    asked = parse_parameters(
        Asked, {"day": ["2024-02-29"], "box": ["73,3,136,54"], "at": ["113.04,25.79"], "code": ["431003"]}
    )
    assert (str(asked.day), asked.box, asked.at, asked.code, asked.limit) == (
        "2024-02-29", (73, 3, 136, 54), (113.04, 25.79), "431003", 10,
    )  # fmt: skip


@pytest.mark.parametrize(
    "day", ["2023-02-29", "20230101", "2023-1-1", "1700000000", "0", "２０２３-01-01", "2023-01-01T00:00"]
)
def test_days_are_days_of_the_calendar(day) -> None:
    assert problem_of(day=day) == ("day", "bad_date")


@pytest.mark.parametrize(
    ("box", "code"),
    [
        ("1,2,3", "bad_number"), ("a,b,c,d", "bad_number"), ("", "bad_number"), ("1,2,3,4,5", "bad_number"),
        ("nan,2,3,4", "not_finite"), ("1,2,3,inf", "not_finite"), ("1,2,3,1e999", "not_finite"),
        ("136,54,73,3", "swapped_corners"), ("3,73,54,136", "swapped_axes"), ("-181,0,10,10", "out_of_range"),
    ],
)  # fmt: skip
def test_boxes_are_finite_and_in_order(box, code) -> None:
    assert problem_of(box=box) == ("box", code)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_parameters(Asked, {"day": ["x"], "at": ["x"], "limit": ["0"], "wrong": ["1"]})
    assert {problem.field for problem in caught.value.problems} == {"day", "at", "limit", "wrong"}


def test_an_unknown_parameter_is_told_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_parameters(Asked, {"limt": ["5"]})
    assert caught.value.problems[0].hint == "known: at, box, code, day, limit"


@pytest.mark.parametrize(
    ("values", "code"),
    [(["1", "2"], "repeated"), (["1\x00"], "nul"), (["\ud800"], "encoding"), (["1" * 1001], "too_long")],
)
def test_values_that_no_parameter_can_have(values, code) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_parameters(Asked, {"limit": values})
    assert caught.value.problems[0].code == code


@given(values=st.dictionaries(st.sampled_from(["day", "box", "at", "code", "limit", "x"]), st.text(max_size=30)))
def test_any_text_is_read_or_refused(values) -> None:
    refused = None
    try:
        asked = parse_parameters(Asked, {name: [value] for name, value in values.items()})
    except InvalidInput as error:
        refused = error
    if refused is None:
        assert "x" not in values
        assert 1 <= asked.limit <= 100
    else:
        assert refused.problems
        assert all(problem.message for problem in refused.problems)
