from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geocore.coordinates import (
    Envelope,
    check_point,
    decimal_number,
    decimals_for,
    distance_text,
    is_falsely_precise,
    is_swapped,
    judge_axes,
    parse_angle,
    round_to_accuracy,
)
from geocore.errors import InvalidInput

CHINA = Envelope(70, 0, 140, 56)
lons = st.floats(73.5, 135.1)
lats = st.floats(3.4, 53.6)


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (math.nan, 30, "not_finite"),
        (110, math.inf, "not_finite"),
        (-math.inf, 30, "not_finite"),
        (28.2, 112.9, "swapped_axes"),
        (0, 0, "null_island"),
        (-0.1276, 51.5, "out_of_area"),
        (500, 95, "out_of_area"),
        (35495566.406, 2910892.289, "planar_coordinates"),
        (495566.406, 2910892.289, "planar_coordinates"),
        (139.9, 57, "out_of_area"),
    ],
)
def test_a_bad_point_is_named(lon: float, lat: float, code: str) -> None:
    (problem,) = check_point(lon, lat, CHINA, row=7, column="经度")
    assert (problem.code, problem.row, problem.column) == (code, 7, "经度")
    assert problem.hint


@settings(deadline=None)
@given(lons, lats)
def test_a_point_of_the_country_is_never_flagged_and_its_exchange_always(lon: float, lat: float) -> None:
    assert check_point(lon, lat, CHINA) == []
    assert is_swapped(lat, lon, CHINA)
    assert not is_swapped(lon, lat, CHINA)


def test_a_layer_is_judged_by_nine_in_ten_points() -> None:
    right, wrong = [(112.9, 28.2)] * 95, [(28.2, 112.9)] * 95
    assert judge_axes(right + wrong[:5], CHINA).order == "as_is"
    assert judge_axes(wrong + right[:5], CHINA).order == "swapped"
    assert judge_axes(right[:50] + wrong[:50], CHINA).order == "undecided"
    assert judge_axes([], CHINA).order == "undecided"


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "140,0,70,56", "70,56,140,0", "nan,0,1,1", "70,0,500,56"])
def test_an_envelope_that_is_no_box_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Envelope.parse(text)


@pytest.mark.parametrize(
    ("metres", "told"), [(501.4, "500 m"), (994, "990 m"), (1002.0, "1.0 km"), (9949, "9.9 km"), (261_400, "261 km")]
)
def test_a_distance_is_told_no_finer_than_people_need(metres: float, told: str) -> None:
    assert distance_text(metres) == told


def test_an_envelope_is_read_from_its_setting() -> None:
    assert Envelope.parse("70, 0, 140, 56") == CHINA


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("116°23′29″", 116 + 23 / 60 + 29 / 3600),
        ("116°23'29.15\"E", 116 + 23 / 60 + 29.15 / 3600),
        ("东经116度23分29.15秒", 116 + 23 / 60 + 29.15 / 3600),
        ("E116°23′29″", 116 + 23 / 60 + 29 / 3600),
        ("116 23 29", 116 + 23 / 60 + 29 / 3600),
        ("116-23-29", 116 + 23 / 60 + 29 / 3600),
        ("116：23：29", 116 + 23 / 60 + 29 / 3600),
        ("１１６°２３′２９″", 116 + 23 / 60 + 29 / 3600),
        ("116°23.5′", 116 + 23.5 / 60),
        ("116.397428", 116.397428),
        ("116.39°", 116.39),
        ("西经5度30分", -5.5),
        ("-5.5", -5.5),
    ],
)
def test_angles_are_read_in_the_usual_forms(text: str, degrees: float) -> None:
    assert parse_angle(text, "lon").degrees == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "axis", "code"),
    [
        ("116°70′", "lon", "bad_angle"),
        ("116°23′60″", "lon", "bad_angle"),
        ("116°23.5′29″", "lon", "bad_angle"),
        ("一百一十六度", "lon", "bad_angle"),
        ("", "lon", "bad_angle"),
        ("116.39.29", "lon", "bad_angle"),
        ("181", "lon", "bad_angle"),
        ("91", "lat", "bad_angle"),
        ("1162329", "lon", "bad_angle"),
        ("北纬39°54′", "lon", "wrong_axis"),
        ("E116", "lat", "wrong_axis"),
        ("E-116", "lon", "bad_angle"),
        ("E116E", "lon", "bad_angle"),
    ],
)
def test_an_angle_that_cannot_be_read_is_refused(text: str, axis: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_angle(text, axis)  # type: ignore[arg-type]  # the parametrised axis is a plain str
    assert refused.value.problems[0].code == code


def test_minutes_and_seconds_written_like_decimals_are_said_with_both_readings() -> None:
    angle = parse_angle("116.2329", "lon")
    assert angle.degrees == 116.2329
    assert angle.other_reading == pytest.approx(116 + 23 / 60 + 29 / 3600)


@pytest.mark.parametrize("text", ["116.397428", "116.39", "116.7512", "116.0000", "116.2329°", "116°23′29″"])
def test_a_text_with_one_meaning_has_no_other_reading(text: str) -> None:
    assert parse_angle(text, "lon").other_reading is None


@settings(deadline=None)
@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 5999))
def test_degrees_minutes_seconds_round_trip(degrees: int, minutes: int, hundredths: int) -> None:
    angle = parse_angle(f"{degrees}°{minutes:02d}′{hundredths / 100:05.2f}″", "lon")
    assert angle.degrees == pytest.approx(degrees + minutes / 60 + hundredths / 360000, abs=1e-10)
    assert angle.step == pytest.approx(0.01 / 3600)


@pytest.mark.parametrize(("accuracy_m", "decimals"), [(10_000, 2), (100, 4), (50, 5), (1, 6), (0.01, 8)])
def test_digits_follow_the_accuracy(accuracy_m: float, decimals: int) -> None:
    assert decimals_for(accuracy_m) == decimals
    assert round_to_accuracy(112.123456789, 28.123456789, accuracy_m) == (
        round(112.123456789, decimals),
        round(28.123456789, decimals),
    )


@pytest.mark.parametrize("accuracy_m", [0, -1, math.nan, math.inf])
def test_an_impossible_accuracy_is_refused(accuracy_m: float) -> None:
    with pytest.raises(InvalidInput):
        decimals_for(accuracy_m)


def test_false_precision_is_noticed() -> None:
    assert is_falsely_precise(parse_angle("112.98765432", "lon"), accuracy_m=50)
    assert not is_falsely_precise(parse_angle("112.9876", "lon"), accuracy_m=50)


@pytest.mark.parametrize(
    ("text", "number"),
    [("113.05", 113.05), (" -25 ", -25), ("１１３．０５", 113.05), ("1.13e2", 113), (".5", 0.5), ("inf", math.inf)],
)
def test_decimal_numbers(text: str, number: float) -> None:
    assert decimal_number(text) == number


@pytest.mark.parametrize("text", ["", "1_13", "113_0.5", "١١٣", "1,5", "0x71", "1 13", "--1", "e5", "."])
def test_what_is_no_decimal_number(text: str) -> None:
    with pytest.raises(ValueError, match="no decimal number"):
        decimal_number(text)
