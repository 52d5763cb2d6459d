"""A site over the small register, with officers in its divisions and a counter of statements."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from geoapp.shared import caching
from tests.builders.register import add_officer, small_register
from tests.builders.site import Browser, Site

MAP_NUMBER = "湘S(2026)001号"


class RegisteredSite(Site):
    """The site, its places by name, and a way to sign in as somebody of a division."""

    def __init__(self, database: Any) -> None:
        super().__init__(database)
        self.places: dict[str, UUID] = small_register(database.app)
        with database.owner.begin() as connection:
            add_officer(connection, "system_admin", "156", login="first-admin")
        self.settings = self.app.config["SETTINGS"]

    def officer(self, role: str, civil_code: str) -> Browser:
        """A new person with this role there, signed in with every factor."""
        with self.database.owner.begin() as connection:
            person = add_officer(connection, role, civil_code, now=self.clock.now)
        browser = self.browser()
        self.sign_in(browser, person)
        return browser

    def set(self, **settings: Any) -> None:
        self.app.config["SETTINGS"] = dataclasses.replace(self.settings, **settings)

    def page(self, path: str, status: int = 200) -> str:
        """What anybody gets."""
        answer = self.browser().get(path)
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, (answer.status_code, text[-2000:])
        return text

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Everything that is sent to the database through SQLAlchemy meanwhile.

        The data version, asked for once a second, is kept from before, so that counts do not depend on the clock.
        """
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        engines = self.app.extensions["databases"]
        with self.app.app_context():
            caching.answers().version()
        seconds, caching.READ_AGAIN_AFTER_S = caching.READ_AGAIN_AFTER_S, 3600.0
        for engine in (engines.app, engines.reader):
            sa.event.listen(engine, "before_cursor_execute", note)
        yield sent
        caching.READ_AGAIN_AFTER_S = seconds
        for engine in (engines.app, engines.reader):
            sa.event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def module_register(module_database: Any, quick_hashing: None) -> Iterator[RegisteredSite]:
    made = RegisteredSite(module_database)
    yield made
    made.app.extensions["databases"].dispose()


@pytest.fixture
def register(module_register: RegisteredSite) -> RegisteredSite:
    """Each test begins with a valid 审图号."""
    module_register.clock.reset()
    module_register.set(map_review_number=MAP_NUMBER)
    return module_register
