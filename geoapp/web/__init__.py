"""HTML pages: parse, open a unit of work or a reading, call one service or query, render."""

from __future__ import annotations

from flask import Flask

from geoapp.web import public


def init_app(app: Flask) -> None:
    """Register the blueprints of all areas."""
    app.register_blueprint(public.bp)
