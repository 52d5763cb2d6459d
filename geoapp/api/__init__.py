"""Machine interfaces: JSON API, OGC API – Features, tiles, feeds, metrics. Views are as thin as those of web."""

from __future__ import annotations

from apiflask import APIFlask

from geoapp.api import (
    changes,
    checks,
    cors,
    divisions,
    feeds,
    health,
    metrics,
    ogc,
    openapi,
    places,
    reconcile,
    search,
    tiles,
)
from geoapp.shared import caching


def init_app(app: APIFlask) -> None:
    """Register the blueprints of all interfaces."""
    caching.init_app(app)
    cors.init_app(app)
    app.register_blueprint(health.bp)
    app.register_blueprint(search.bp)
    app.register_blueprint(places.bp)
    app.register_blueprint(checks.bp)
    app.register_blueprint(divisions.bp)
    app.register_blueprint(changes.bp)
    app.register_blueprint(ogc.bp)
    app.register_blueprint(tiles.bp)
    app.register_blueprint(feeds.bp)
    app.register_blueprint(reconcile.bp)
    metrics.init_app(app)
    openapi.init_app(app)
