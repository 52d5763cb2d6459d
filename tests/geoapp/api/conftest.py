"""A site over the small world of `tests.builders.published`, and a client that reads JSON."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from geoapp import create_app
from geoapp.config import Settings
from tests.builders.published import add_change, small_world

BASE_URL = "https://names.example.cn"


@pytest.fixture(scope="module")
def places(module_database) -> dict[str, UUID]:
    """The places of the small world by name, committed in the module's own database."""
    with module_database.owner.begin() as connection:
        made = small_world(connection)
        for place_id in made.values():
            add_change(connection, "place", place_id)
    return made


@pytest.fixture(scope="module")
def app(module_database, places) -> Iterator[APIFlask]:
    settings = Settings.from_env(
        {
            **module_database.environment(),
            "GEOAPP_BASE_URL": BASE_URL,
            "GEOAPP_MAP_REVIEW_NUMBER": "GS(2026)0001号",
            "GEOAPP_ENVIRONMENT": "development",
        }
    )
    app = create_app(settings)
    yield app
    app.extensions["databases"].dispose()


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()
