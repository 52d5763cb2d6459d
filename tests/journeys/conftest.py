"""The whole site in a real browser over the demonstration data, loaded once for all journeys."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext

from geoapp.usecases import demo
from tests.builders.campaigns import add_streets
from tests.builders.cases import Office, office
from tests.builders.register import SUXIAN, Place, add_officer, add_places, console_work, small_register
from tests.builders.registered import MAP_NUMBER
from tests.builders.site import Site, quick_hashing
from tests.conftest import Database, _copy, _drop
from tests.static.browser import PATIENCE_MS, served

__all__ = ["quick_hashing"]


INVENTED = (
    Place("栖云山", SUXIAN, category="natural", class_code="13400", lon=113.06, lat=25.78, former_names=("白鹿山",),
          aliases=("云山",), origin="山顶常有云（虚构）", meaning="云栖之山（虚构）"),
    Place("朝阳台", SUXIAN, category="other", class_code="26220", lon=113.07, lat=25.79),
)  # fmt: skip
"""The demonstration has no former names: these two places are made up and say so in their source."""


@pytest.fixture(scope="session")
def demo_database(cluster: str, template: str) -> Iterator[Database]:
    """湖南省 as `geoapp demo load` has it, and the invented places."""
    made = _copy(cluster, template)
    for load in (demo.load_divisions, demo.load_polygons, demo.load_names):
        with console_work(made.app) as work:
            load(work, lambda stage, done: None)
    with console_work(made.app) as work:
        add_places(work, INVENTED)
    with made.owner.begin() as connection:
        connection.exec_driver_sql("analyze")
        add_officer(connection, "system_admin", "156", login="first-admin")
    yield made
    _drop(cluster, made)


class Journey(Site):
    """The site on a local port; `officer` gives a browser context of somebody who is signed in."""

    address: str
    browser_engine: Browser

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.app.config["SETTINGS"] = dataclasses.replace(self.app.config["SETTINGS"], map_review_number=MAP_NUMBER)

    def place(self, name: str) -> UUID:
        found: UUID = self.scalar("select place_id from published.name where name = :name limit 1", name=name)
        return found

    def places_of(self, file_name: str) -> list[UUID]:
        """The places of a batch added by `add_places`."""
        with self.database.owner.connect() as connection:
            statement = sa.text(
                "select id from gazetteer.place where starts_with(source_ref, :file) order by source_ref"
            )
            return list(connection.execute(statement, {"file": file_name}).scalars())

    def visitor(self, **options: Any) -> BrowserContext:
        options = {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", **options}
        context = self.browser_engine.new_context(base_url=self.address, **options)
        context.set_default_timeout(2 * PATIENCE_MS)
        return context

    def officer(self, role: str, civil_code: str, **options: Any) -> BrowserContext:
        with self.database.owner.begin() as connection:
            person = add_officer(connection, role, civil_code, now=self.clock.now)
        signed_in = self.browser()
        self.sign_in(signed_in, person)
        cookie = signed_in.cookie()
        assert cookie
        context = self.visitor(**options)
        context.add_cookies([{"name": "geoapp_sign_in", "value": cookie, "url": self.address}])
        return context


@pytest.fixture(scope="session")
def journey(demo_database: Database, quick_hashing: None, browser: Browser) -> Iterator[Journey]:
    site = Journey(demo_database)
    with served(site.app) as address:
        site.address, site.browser_engine = address, browser
        yield site
    site.app.extensions["databases"].dispose()


@pytest.fixture(scope="module")
def bureau(module_database: Database) -> Office:
    """The small register with some streets, for journeys that need no whole province."""
    small_register(module_database.app)
    add_streets(module_database)
    with module_database.owner.begin() as connection:
        add_officer(connection, "system_admin", "156", login="first-admin")
    return office(module_database)


@pytest.fixture(scope="module")
def site(bureau: Office, module_database: Database, quick_hashing: None, browser: Browser) -> Iterator[Journey]:
    """The site over it."""
    made = Journey(module_database)
    with served(made.app) as address:
        made.address, made.browser_engine = address, browser
        yield made
    made.app.extensions["databases"].dispose()
