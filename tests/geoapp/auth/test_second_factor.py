"""One-time codes: the published test values of RFC 6238, one use each, thirty seconds either way."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from geoapp.auth import second_factor

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
MOMENT = datetime(2026, 3, 1, 9, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_values_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238 appendix B, the last six of its eight digits."""
    moment = datetime.fromtimestamp(seconds, UTC)
    assert second_factor.accepted_step(RFC_SECRET, code, moment, None) == seconds // 30


@pytest.mark.parametrize(("drift", "is_accepted"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(drift: int, is_accepted: bool) -> None:
    code = pyotp.TOTP(RFC_SECRET).at(MOMENT + timedelta(seconds=drift))
    assert (second_factor.accepted_step(RFC_SECRET, code, MOMENT, None) is not None) is is_accepted


def test_a_used_step_and_any_before_it_are_refused() -> None:
    totp = pyotp.TOTP(RFC_SECRET)
    step = second_factor.accepted_step(RFC_SECRET, totp.at(MOMENT), MOMENT, None)
    earlier = totp.at(MOMENT - timedelta(seconds=30))
    later = totp.at(MOMENT + timedelta(seconds=30))
    assert second_factor.accepted_step(RFC_SECRET, totp.at(MOMENT), MOMENT, step) is None
    assert second_factor.accepted_step(RFC_SECRET, earlier, MOMENT, step) is None
    assert second_factor.accepted_step(RFC_SECRET, later, MOMENT, step) == step + 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "28708a", "２８７０８２", "-28708", "\x00" * 6])
def test_what_is_no_code_is_refused(code: str) -> None:
    assert second_factor.accepted_step(RFC_SECRET, code, MOMENT, None) is None


def test_a_code_may_be_typed_in_two_groups() -> None:
    code = pyotp.TOTP(RFC_SECRET).at(MOMENT)
    assert second_factor.accepted_step(RFC_SECRET, f"{code[:3]} {code[3:]}", MOMENT, None) is not None


def test_the_square_is_markup_without_addresses() -> None:
    uri = second_factor.enrolment_uri(RFC_SECRET, "suxian-clerk")
    assert uri.startswith("otpauth://totp/")
    assert RFC_SECRET in uri
    square = second_factor.enrolment_square(uri)
    assert square.startswith("<svg")
    assert "script" not in square
    assert "href" not in square
