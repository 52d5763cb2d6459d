"""HTML pages: parse, open a unit of work or a reading, call one service or query, render."""

from __future__ import annotations

from flask import Flask

from geoapp.web import account, accounts, audit, auth, public, roles, setup


def init_app(app: Flask) -> None:
    """Register the blueprints of all areas."""
    app.register_blueprint(public.bp)
    for area in (auth, setup, account, accounts, roles, audit):
        app.register_blueprint(area.bp)
