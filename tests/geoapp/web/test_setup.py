"""The first run in the browser, on a site of its own that nobody administers yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from geoapp.auth import first_run
from geoapp.auth.actors import load_actor
from geoapp.auth.consoles import CONSOLE_SYSTEM
from geocore.db import unit_of_work
from tests.builders.site import Site
from tests.conftest import Database


@pytest.fixture
def fresh(database: Database, quick_hashing: None) -> Iterator[Site]:
    made = Site(database)
    yield made
    made.app.extensions["databases"].dispose()


def issue(site: Site) -> str:
    engine = site.app.extensions["databases"].app
    with engine.connect() as connection:
        console = load_actor(connection, CONSOLE_SYSTEM)
    with unit_of_work(engine, console) as work:
        return first_run.issue_setup_code(work, site.clock.now)


def form(code: str, **changed: str) -> dict[str, str]:
    data = {"code": code}
    for duty in ("system", "security", "audit"):
        data |= {
            f"{duty}_login": f"{duty}-admin",
            f"{duty}_display_name": duty,
            f"{duty}_password": f"Good-Pass-{duty}1",
        }
    return data | changed


def test_everything_inside_leads_to_setup_until_there_are_administrators(fresh: Site) -> None:
    browser = fresh.browser()
    for path in ("/login", "/work/accounts", "/work/audit", "/work/anything"):
        assert browser.get(path).location == "/setup"
    assert browser.get("/").status_code == 200
    page = browser.get("/setup").get_data(as_text=True)
    assert "system_password" not in page
    assert browser.get("/setup?code=AAAA-BBBB-CCCC").status_code == 401
    code = issue(fresh)
    page = browser.get(f"/setup?code={code}").get_data(as_text=True)
    assert "system_password" in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    bad = browser.bare_post("/setup", form(code, csrf_token=token, audit_password="short"))
    assert bad.status_code == 422
    assert "密码要有 10 到 128 个字符" in bad.get_data(as_text=True)
    assert "Good-Pass" not in bad.get_data(as_text=True)
    same = browser.bare_post("/setup", form(code, csrf_token=token, audit_login="system-admin"))
    assert "必须是三个人" in same.get_data(as_text=True)
    head = fresh.audit_head()
    done = browser.bare_post("/setup", form(code, csrf_token=token))
    assert done.location == "/login"
    assert [record.action for record in fresh.audit_since(head)] == ["system.first_run"]
    assert browser.get("/setup").status_code == 404
    assert browser.bare_post("/setup", form(code, csrf_token=token)).status_code == 404
    first = browser.post("/login", {"login": "audit-admin", "password": "Good-Pass-audit1"})
    assert first.location == "/login/second-factor"


def test_codes_cannot_be_tried_without_end(fresh: Site) -> None:
    browser = fresh.browser()
    answers = [browser.get(f"/setup?code=AAAA-BBBB-{n:04}").status_code for n in range(25)]
    assert answers[0] == 401
    assert answers[-1] == 429
