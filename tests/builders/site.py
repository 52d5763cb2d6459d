"""The application over a test database, with a clock that tests move and browsers that keep cookies and CSRF tokens."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from geoapp import create_app
from geoapp.auth import passwords
from geoapp.config import Settings
from geocore.official_time import CHINA_TIME
from tests.builders.accounts import Person, add_person, add_small_country

SECRET_KEY = "test-0123456789abcdefghijklmnopqrstuvwxyz"
_ADDRESSES = (f"10.{a}.{b}.{c}" for a, b, c in itertools.product(range(256), range(256), range(1, 255)))


class Clock:
    """Stands still unless moved."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def advance(self, **parts: float) -> None:
        self.now += timedelta(**parts)

    def __call__(self) -> datetime:
        return self.now

    @property
    def today(self) -> date:
        """The day in Beijing."""
        return self.now.astimezone(CHINA_TIME).date()


class Browser:
    """One person's browser at one address."""

    def __init__(self, app: Flask, address: str | None = None) -> None:
        self.client = app.test_client()
        self.address = address or next(_ADDRESSES)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, environ_base={"REMOTE_ADDR": self.address}, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """A form sent from a page of the site: with the CSRF token that such a page holds."""
        return self.bare_post(path, {"csrf_token": self.csrf_token(), **(data or {})}, **kwargs)

    def bare_post(self, path: str, data: Any = None, **kwargs: Any) -> TestResponse:
        return self.client.post(path, data=data, environ_base={"REMOTE_ADDR": self.address}, **kwargs)

    def csrf_token(self) -> str:
        for page in ("/login", "/account/password", "/report-error"):
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(page).get_data(as_text=True))
            if found:
                return found[1]
        raise AssertionError("no page with a form")

    def cookie(self) -> str | None:
        found = self.client.get_cookie("geoapp_sign_in")
        return found.value if found else None


class Site:
    """Application, database, clock."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.clock = Clock()
        self.app = create_app(
            Settings(
                database_url=database.owner_url,
                database_app_url=database.app_url,
                database_reader_url=database.reader_url,
                secret_key=SECRET_KEY,
            )
        )
        self.app.extensions["clock"] = self.clock

    def browser(self, address: str | None = None) -> Browser:
        return Browser(self.app, address)

    def person(self, *roles: tuple[str, str], **kwargs: Any) -> Person:
        with self.database.owner.begin() as connection:
            return add_person(connection, *roles, now=self.clock.now, **kwargs)

    def signed_in(self, *roles: tuple[str, str], **kwargs: Any) -> tuple[Browser, Person]:
        """A new person with these roles, signed in with every factor."""
        person = self.person(*roles, **kwargs)
        browser = self.browser()
        self.sign_in(browser, person)
        return browser, person

    def sign_in(self, browser: Browser, person: Person) -> None:
        answer = browser.post("/login", {"login": person.login, "password": person.password})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        if "/second-factor" in answer.location:
            self.clock.advance(seconds=30)  # a code is good once
            answer = browser.post("/login/second-factor", {"code": person.code(self.clock.now)})
            assert answer.status_code == 302, answer.get_data(as_text=True)

    def scalar(self, statement: str, **values: Any) -> Any:
        """One value, also of an insert's `returning`."""
        with self.database.owner.begin() as connection:
            return connection.execute(sa.text(statement), values).scalar_one_or_none()

    def execute(self, statement: str, **values: Any) -> None:
        with self.database.owner.begin() as connection:
            connection.execute(sa.text(statement), values)

    def audit_since(self, seq: int) -> list[Any]:
        with self.database.owner.connect() as connection:
            return list(
                connection.execute(sa.text("select * from app.audit_event where seq > :seq order by seq"), {"seq": seq})
            )

    def audit_head(self) -> int:
        return int(self.scalar("select coalesce(max(seq), 0) from app.audit_event"))


@pytest.fixture(scope="session")
def quick_hashing() -> Iterator[None]:
    """The weakest argon2: a test that signs in a hundred times is about rules, not about time."""
    strong, passwords.HASHER = passwords.HASHER, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    passwords.HASHER = strong


@pytest.fixture(scope="module")
def module_site(module_database: Any, quick_hashing: None) -> Iterator[Site]:
    """One site per test module, with the small country and a system administrator, so that nothing leads to /setup."""
    made = Site(module_database)
    with module_database.owner.begin() as connection:
        add_small_country(connection)
        add_person(connection, ("system_admin", "中华人民共和国"), login="first-admin")
    yield made
    made.app.extensions["databases"].dispose()


@pytest.fixture
def site(module_site: Site) -> Site:
    module_site.clock.reset()
    return module_site
