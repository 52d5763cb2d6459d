"""The second factor: time-based one-time codes (RFC 6238), each good once."""

from __future__ import annotations

import io
from datetime import datetime

import pyotp
import segno

ISSUER = "地名区划界线管理系统"
_DRIFT = 1
"""Steps of 30 s that a phone's clock may be off, either way."""


def new_secret() -> str:
    return pyotp.random_base32()


def accepted_step(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """The time step that `code` belongs to, or None if it is wrong or not newer than the last accepted one."""
    digits = code.replace(" ", "")
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    totp = pyotp.TOTP(secret)
    present = totp.timecode(now)
    for step in range(present - _DRIFT, present + _DRIFT + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), digits):
            return step if last_step is None or step > last_step else None
    return None


def enrolment_uri(secret: str, login: str) -> str:
    """What an authenticator app reads from the square."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)


def enrolment_square(uri: str) -> str:
    """The QR code as SVG for the page itself: no image address, no outside host."""
    out = io.BytesIO()
    segno.make(uri, error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, scale=5, border=4, dark="#000", light="#fff", svgclass=None,
        lineclass=None, omitsize=False,
    )  # fmt: skip
    return out.getvalue().decode()
