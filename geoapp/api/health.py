"""Liveness and readiness, for supervisors and load balancers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from apiflask import APIBlueprint

from geoapp.shared.access import public
from geoapp.shared.db import public_reading
from geoapp.version import VERSION

bp = APIBlueprint("health", __name__, enable_openapi=False)


@bp.get("/health")
@public
def health() -> dict[str, Any]:
    """Answers 200 only when the public data can be read; the error handlers say 503 otherwise."""
    with public_reading() as connection:
        version = connection.execute(sa.text("select version from published.data_version")).scalar_one()
    return {"status": "ok", "version": VERSION, "data_version": version}
