"""The courtesy limits of pages that cost much or write without an account: one bucket of tries for each kind."""

from __future__ import annotations

from flask import Flask, current_app

from geoapp.auth.binding import visitor
from geoapp.auth.courtesy import Bucket
from geoapp.shared.access import TooManyTries


def set_limit(app: Flask, kind: str, burst: int, seconds_per_try: float) -> None:
    """Let an address ask so often at once, then once more every so many seconds."""
    app.extensions[f"{kind}_courtesy"] = Bucket(burst, seconds_per_try, lambda: app.extensions["clock"]())


def take_turn(kind: str) -> None:
    """One try of the address that asks. Raises TooManyTries."""
    bucket: Bucket = current_app.extensions[f"{kind}_courtesy"]
    wait = bucket.wait_for(visitor().address)
    if wait:
        raise TooManyTries("too many tries from this address in a short time", wait)
