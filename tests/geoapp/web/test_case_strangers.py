"""AZ1, CF6: what others see of a case that is not theirs, on every channel and in every store; and two bad inputs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.builders.case_desk import Desk, text
from tests.builders.cases import PDF
from tests.builders.registered import RegisteredSite

CANARY = "隐鹭"
"""Two characters that nothing else in these tests says."""
CHANGING = re.compile(r"[0-9a-f-]{8,}|nonce=\S+|\"[\w.-]{40,}\"")
"""Identifiers, request numbers and tokens, which differ on every page."""
CONTACT = "秘人陈（虚构）"


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    return Desk(register)


@pytest.fixture(scope="module")
def full_case(module_register: RegisteredSite) -> str:
    """The address of a case of 苏仙区 that has something of everything: announced, its filing sent."""
    desk = Desk(module_register)
    case = desk.announced(names="和澜路")
    sent = {"sent_to": "郴州市民政局", "approval": (io.BytesIO(PDF), "批复.pdf")}
    assert desk.clerk.post(f"{case}/filing", sent, content_type="multipart/form-data").status_code == 302
    return case


def addresses(register: RegisteredSite, case: str) -> Iterator[str]:
    """Every address of the application that names a case, with what the pages of this case link to."""
    case_id = case.rpartition("/")[2]
    known = {
        "paper": "application", "ending": "pdf", "kind": "application", "report": "opinions", "action": "withdraw",
        "format": "pdf", "suffix": "pdf",
    }  # fmt: skip
    for rule in register.app.url_map.iter_rules():
        if "case_id" in rule.arguments and "GET" in (rule.methods or ()):
            values: dict[str, Any] = {name: known.get(name, uuid4()) for name in rule.arguments}
            with register.app.test_request_context():
                from flask import url_for

                yield url_for(rule.endpoint, **{**values, "case_id": case_id})
    yield from re.findall(rf'href="({case}/[^"#]+)"', text(Desk(register).clerk.get(case)))


@pytest.mark.parametrize(("role", "where"), [("reviewer", "431002"), ("reader", "431003")])
def test_a_case_elsewhere_and_no_case_are_one_answer(
    register: RegisteredSite, full_case: str, role: str, where: str
) -> None:
    stranger = register.officer(role, where)
    case_id, other = full_case.rpartition("/")[2], str(uuid4())
    seen = sorted(set(addresses(register, full_case)))
    assert len(seen) > 20
    for address in seen:
        there, nowhere = stranger.get(address), stranger.get(address.replace(case_id, other))
        assert there.status_code in (403, 404), address
        assert there.status_code == nowhere.status_code, address
        plain = [CHANGING.sub("", text(answer)) for answer in (there, nowhere)]
        assert plain[0] == plain[1], address


def test_what_is_not_public_is_in_no_public_store(desk: Desk, full_case: str, caplog: pytest.LogCaptureFixture) -> None:
    """A draft, an application under review, one that units are asked about, and one that was refused."""
    caplog.set_level("DEBUG")
    cases = [desk.opened(names=f"{CANARY}{end}", meaning=f"{CANARY}之意", contact_person=CONTACT) for end in "路街巷道"]
    for case in cases[1:]:
        assert desk.take(desk.clerk, case, "submit").status_code == 302
        assert desk.take(desk.reviewer, case, "accept").status_code == 302
    desk.take(desk.reviewer, cases[2], "start_consulting", units="苏仙区公安局")
    assert desk.take(desk.reviewer, cases[3], "to_decision", note="符合").status_code == 302
    assert desk.take(desk.approver, cases[3], "refuse", note="不妥（虚构）").status_code == 302
    assert _stores(desk.register, "和澜路") != []  # what is announced is there: the look sees
    for words in (CANARY, CONTACT):
        assert words in text(desk.clerk.get(cases[0]))
        assert _stores(desk.register, words) == []
        assert words not in caplog.text
    for address in (f"/search?q={CANARY}", f"/api/v1/search?q={CANARY}", f"/api/v1/suggest?q={CANARY}"):
        answer = text(desk.register.browser().get(address))
        assert f"{CANARY}路" not in answer.replace(f"q={CANARY}", "")
    for address in ("/announcements", "/consultations", "/feeds/changes.atom", "/api/v1/changes", "/sitemap.xml"):
        assert CANARY not in text(desk.register.browser().get(address))


def _stores(register: RegisteredSite, words: str) -> list[str]:
    """Tables of the public schema, and the audit, in which a row has the words."""
    with register.database.owner.connect() as connection:
        tables = connection.execute(
            sa.text(
                "select c.oid::regclass::text from pg_class c where relkind in ('r', 'p', 'm')"
                " and relnamespace = 'published'::regnamespace"
            )
        ).scalars()
        return [
            table
            for table in tables
            if connection.execute(
                sa.text(f"select exists (select from {table} t where position(:words in t::text) > 0)"),
                {"words": words},
            ).scalar_one()
        ]


class Endless(io.RawIOBase):
    """A body that nobody should begin to read."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.read_bytes += len(buffer)
        return len(buffer)


def test_two_gigabytes_are_refused_unread(desk: Desk) -> None:
    case = desk.opened(names="永澜路")
    body = Endless()
    sent = {"wsgi.input": body, "CONTENT_LENGTH": str(2 * 1024**3), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = desk.clerk.client.post(f"{case}/documents", environ_overrides=sent)
    assert answer.status_code == 413
    assert "提交的内容太大" in text(answer)
    assert body.read_bytes <= 1024**2
    assert "永澜路" in text(desk.clerk.get(case))


def test_a_date_before_the_application_is_explained(desk: Desk) -> None:
    case = desk.opened(names="永汐路")
    for who, action in ((desk.clerk, "submit"), (desk.reviewer, "accept"), (desk.reviewer, "to_decision")):
        assert desk.take(who, case, action, note="符合条例").status_code == 302
    answer = desk.take(desk.approver, case, "approve", approved_on="2020-01-01")
    assert answer.status_code == 422
    assert "早于受理" in text(answer)
    assert "待批准" in text(desk.clerk.get(case))
