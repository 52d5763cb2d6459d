"""Machine interfaces: our JSON API, OGC API – Features, tiles. Views are as thin as those of `geoapp.web`."""

from __future__ import annotations

from flask import Flask

from geoapp.api import health


def init_app(app: Flask) -> None:
    """Register the blueprints of all interfaces."""
    app.register_blueprint(health.bp)
