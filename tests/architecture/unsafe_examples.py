"""One example call for each endpoint that changes something: who, where, with what.

A new endpoint that accepts POST, PUT, PATCH or DELETE needs an example; `test_unsafe_routes` says so until it has one.
The call must succeed, because what is looked at is the one audit record that it leaves. Here are those of accounts,
roles and imports; each other part of the product has its own `*_examples.py`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from geoapp.auth import first_run
from geoapp.auth.actors import load_actor
from geoapp.auth.consoles import CONSOLE_SYSTEM
from geocore.db import unit_of_work
from tests.builders.accounts import PASSWORD, Person, add_place
from tests.builders.site import Browser, Site

ROOT = "中华人民共和国"
READER = ("reader", "苏仙区")


@dataclass(frozen=True)
class Call:
    browser: Browser
    path: str
    data: dict[str, Any] = field(default_factory=dict)


Example = Callable[[Site], Call]


def ask_with_receipt(site: Site) -> Call:
    browser = site.browser()
    sent = browser.post("/report-error", {"text": "读音应为 lù ān,请核实"}, follow_redirects=True)
    (receipt,) = re.findall(r"JC\d{8}-\w{6}", sent.get_data(as_text=True))
    return Call(browser, "/receipts", {"receipt": receipt})


def login(site: Site) -> Call:
    person = site.person(READER, is_enrolled=False)
    return Call(site.browser(), "/login", {"login": person.login, "password": PASSWORD})


def second_factor(site: Site) -> Call:
    person = site.person(("clerk", "苏仙区"))
    browser = site.browser()
    browser.post("/login", {"login": person.login, "password": PASSWORD})
    return Call(browser, "/login/second-factor", {"code": person.code(site.clock.now)})


def setup(site: Site) -> Call:
    """There is an administrator in the shared database: for this call there is none."""
    site.execute("update app.role_grant set withdrawn_at = now() where role = 'system_admin' and granted_by is null")
    engine = site.app.extensions["databases"].app
    with engine.connect() as connection:
        console = load_actor(connection, CONSOLE_SYSTEM)
    site.execute(
        "insert into app.role_grant (user_id, role, duty, division_id)"
        " select :id, 'system_admin', '', '00000000-0000-4000-8000-000000000001'",
        id=CONSOLE_SYSTEM,
    )
    with unit_of_work(engine, console) as work:
        code = first_run.issue_setup_code(work, site.clock.now)
    data = {"code": code}
    for duty in ("system", "security", "audit"):
        data |= {f"{duty}_login": f"example-{duty}", f"{duty}_display_name": duty}
        data[f"{duty}_password"] = "Good-Password-1"
    return Call(site.browser(), "/setup", data)


def own_page(path: str, **data: str) -> Example:
    return lambda site: Call(site.signed_in(READER, is_enrolled=False)[0], path, data)


def password(site: Site) -> Call:
    browser, _person = site.signed_in(READER, is_enrolled=False)
    site.clock.advance(minutes=1)
    new = "Other-Horse-8"
    return Call(browser, "/account/password", {"current": PASSWORD, "password": new, "repeat": new})


def end_session(site: Site) -> Call:
    browser, person = site.signed_in(READER, is_enrolled=False)
    other = site.browser()
    site.sign_in(other, person)
    number = site.scalar(
        "select encode(token_hash, 'hex') from app.login_session where user_id = :id and remote_address = :address",
        id=person.id,
        address=other.address,
    )
    return Call(browser, f"/account/sessions/{number}/end")


def revoke_token(site: Site) -> Call:
    browser, person = site.signed_in(READER, is_enrolled=False)
    browser.post("/account/tokens", {"label": "x", "days": "1"})
    token = site.scalar("select id from app.api_token where user_id = :id", id=person.id)
    return Call(browser, f"/account/tokens/{token}/revoke")


def on_account(action: str, **person_values: Any) -> Example:
    def example(site: Site) -> Call:
        browser, _person = site.signed_in(("system_admin", ROOT))
        target: Person = site.person(**person_values)
        site.clock.advance(minutes=1)
        return Call(browser, f"/work/accounts/{target.id}/{action}", {"version": "0"})

    return example


def create_account(site: Site) -> Call:
    browser, _person = site.signed_in(("system_admin", ROOT))
    return Call(browser, "/work/accounts", {"login": "example-new", "display_name": "新人"})


def give_role(site: Site) -> Call:
    browser, _person = site.signed_in(("security_admin", ROOT))
    data = {"login": site.person().login, "role": "clerk", "division": "苏仙区", "valid_from": "2020-01-01"}
    return Call(browser, "/work/roles", data)


def withdraw_role(site: Site) -> Call:
    browser, _person = site.signed_in(("security_admin", ROOT))
    person = site.person(("clerk", "苏仙区"))
    grant = site.scalar("select id from app.role_grant where user_id = :id", id=person.id)
    return Call(browser, f"/work/roles/{grant}/withdraw")


def export_audit(site: Site) -> Call:
    return Call(site.signed_in(("audit_admin", ROOT))[0], "/work/audit/export")


def undo_import(site: Site) -> Call:
    browser, _person = site.signed_in(("steward", ROOT))
    with site.database.owner.begin() as connection:
        batch: UUID = connection.execute(
            sa.text(
                "insert into app.workflow_subject (id, workflow, state, division_path)"
                " values (gen_random_uuid(), 'import_batch', 'loaded', '{1}') returning id"
            )
        ).scalar_one()
        connection.execute(
            sa.text(
                "insert into app.import_batch (id, kind, source, source_version, file_name, file_sha256, rows_read,"
                " rows_added, rows_changed, rows_unchanged, rows_refused, actor_name, started_at)"
                " values (:id, 'names', 'test', '1', 'x.csv', repeat('0', 64), 0, 0, 0, 0, 0, 'x', now())"
            ),
            {"id": batch},
        )
    return Call(browser, f"/work/imports/{batch}/undo", {"reason": "错"})


def decide_reading(site: Site) -> Call:
    browser, _person = site.signed_in(("approver", "苏仙区"))
    with site.database.owner.begin() as connection:
        ids = add_place(connection, "苏仙区", "大奎村")
    data = {
        "name_id": str(ids["name"]), "reading_id": str(ids["reading"]), "version": "0", "spelling": "dà kuí cūn",
        "evidence": "地名志第 3 页",
    }  # fmt: skip
    return Call(browser, f"/work/places/{ids['place']}/reading", data)


def import_names(site: Site) -> Call:
    browser, _person = site.signed_in(("steward", "苏仙区"))
    data = {"division": "苏仙区", "format": "auto", "file": (io.BytesIO("名称\n".encode()), "名录.csv")}
    return Call(browser, "/work/imports/names/new", data)


def import_divisions(site: Site) -> Call:
    browser, _person = site.signed_in(("steward", ROOT))
    data = {"deepest_level": "5", "file": (io.BytesIO(b"x"), "package.tgz")}
    return Call(browser, "/work/imports/divisions/new", data)


def cancel_job(site: Site) -> Call:
    call = import_names(site)
    job = call.browser.post(call.path, call.data).location
    return Call(call.browser, f"{job}/cancel")


EXAMPLES: dict[str, Example] = {
    "account.create_token": own_page("/account/tokens", label="x", days="1"),
    "account.email": own_page("/account/email", email="zhang@example.org"),
    "account.end_all_sessions": own_page("/account/sessions/end-all"),
    "account.end_session": end_session,
    "account.password": password,
    "account.revoke_token": revoke_token,
    "accounts.close": on_account("close"),
    "accounts.create": create_account,
    "accounts.open_again": on_account("open"),
    "accounts.reset_password": on_account("reset-password"),
    "accounts.reset_second_factor": on_account("reset-second-factor"),
    "audit.export": export_audit,
    "auth.login": login,
    "auth.logout": own_page("/logout"),
    "auth.second_factor": second_factor,
    "feedback.report": lambda site: Call(site.browser(), "/report-error", {"text": "读音应为 lù ān,请核实"}),
    "import_files.divisions": import_divisions,
    "import_files.names": import_names,
    "imports.undo": undo_import,
    "jobs.cancel": cancel_job,
    "readings.decide": decide_reading,
    "receipts.index": ask_with_receipt,
    "reminders.seen": own_page("/work/reminders/seen"),
    "roles.give": give_role,
    "roles.withdraw": withdraw_role,
    "setup.begin": setup,
}
