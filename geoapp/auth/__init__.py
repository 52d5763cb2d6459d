"""Accounts, sign-in, sessions, and who the actor of a request is."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind the account of the session to each request."""
