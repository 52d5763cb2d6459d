"""Reminders by e-mail against a server on this machine: sent once, tried again, given up, told."""

from __future__ import annotations

import dataclasses
import socket
import socketserver
import threading
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.reminders.service import remind
from geoapp.config import Settings
from geoapp.jobs import mail
from geoapp.jobs.reminders import Housekeeping, ask_for
from geocore.errors import InvalidInput
from tests.builders.cases import naming, street, submitted
from tests.geoapp.jobs.conftest import Queue

SENDER = "names@example.org"


class Letters(socketserver.ThreadingTCPServer):
    """Takes any mail in; with `refuses`, none."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.taken: list[bytes] = []
        self.refuses = False

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Dialogue(socketserver.StreamRequestHandler):
    server: Letters

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.taken.append(b"".join(lines))
                self.say("250 taken")
            elif word == b"RCPT" and self.server.refuses:
                self.say("450 not now")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 well")


@pytest.fixture
def letters() -> Iterator[Letters]:
    with Letters() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def chosen(letters: Letters) -> Settings:
    return Settings(database_url="postgresql://", smtp_url=letters.url, mail_from=SENDER)


@pytest.fixture
def reminder(queue: Queue) -> UUID:
    """One that is to be sent; the number of its case."""
    bureau = queue.bureau
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql("delete from gazetteer.reminder")
        connection.exec_driver_sql(
            "update gazetteer.case_clock set ended_on = starts_on, outcome = 'stopped' where ended_on is null"
        )
        connection.execute(
            sa.text("update app.user_account set email = 'clerk@example.org' where id = :id"),
            {"id": bureau.actors["clerk@suxian"].user_id},
        )
    case = submitted(bureau, naming(bureau, street()))
    due: date = bureau.scalar("select due_on from gazetteer.case_clock where case_id = :c", c=case)
    with bureau.as_("admin") as work:
        assert remind(work, due, by_mail=True) == 1
    return case


def state(queue: Queue) -> tuple[str, str | None]:
    with queue.bureau.database.owner.connect() as connection:
        row = connection.execute(sa.text("select mail, mail_error from gazetteer.reminder")).one()
    return row.mail, row.mail_error


def at_once(queue: Queue) -> None:
    """As if the pause were over."""
    with queue.bureau.database.owner.begin() as connection:
        connection.exec_driver_sql("update gazetteer.reminder set mail_next_at = now()")


def test_sent_once_and_without_the_name(queue: Queue, letters: Letters, chosen: Settings, reminder: UUID) -> None:
    engine = queue.bureau.database.app
    assert mail.send_due(engine, chosen) == 1
    assert state(queue) == ("sent", None)
    at_once(queue)
    assert mail.send_due(engine, chosen) == 0
    (taken,) = letters.taken
    message = message_from_bytes(taken, policy=policy.default)
    assert (message["To"], message["From"]) == ("clerk@example.org", SENDER)
    text = message.get_body().get_content()
    assert f"/work/cases/{reminder}" in text
    name = queue.bureau.scalar("select candidate_names[1] from gazetteer.case_item where case_id = :c", c=reminder)
    assert name not in text + message["Subject"]


def test_tried_again_after_a_pause_and_given_up(
    queue: Queue, letters: Letters, chosen: Settings, reminder: UUID
) -> None:
    engine = queue.bureau.database.app
    letters.refuses = True
    assert mail.send_due(engine, chosen) == 0
    assert state(queue)[0] == "to_send"
    letters.refuses = False
    assert mail.send_due(engine, chosen) == 0, "the pause is not over"
    letters.refuses = True
    for _ in range(mail.MOST_TRIES - 1):
        at_once(queue)
        mail.send_due(engine, chosen)
    told, reason = state(queue)
    assert told == "failed"
    assert "450" in (reason or "")
    letters.refuses = False
    at_once(queue)
    assert mail.send_due(engine, chosen) == 0
    assert letters.taken == []


def test_a_refusal_and_then_a_success(queue: Queue, letters: Letters, chosen: Settings, reminder: UUID) -> None:
    letters.refuses = True
    mail.send_due(queue.bureau.database.app, chosen)
    letters.refuses = False
    at_once(queue)
    assert mail.send_due(queue.bureau.database.app, chosen) == 1
    assert state(queue) == ("sent", None)


def test_a_server_that_is_away(queue: Queue, reminder: UUID) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    away = Settings(database_url="postgresql://", smtp_url=f"smtp://127.0.0.1:{port}", mail_from=SENDER)
    assert mail.send_due(queue.bureau.database.app, away) == 0
    told, reason = state(queue)
    assert told == "to_send"
    assert "ConnectionRefusedError" in (reason or "")


def test_a_password_is_not_sent_in_clear(queue: Queue, letters: Letters, chosen: Settings, reminder: UUID) -> None:
    named = dataclasses.replace(chosen, smtp_url=letters.url.replace("//", "//user:secret@"))
    assert mail.send_due(queue.bureau.database.app, named) == 1


def test_nothing_leaves_without_a_server(queue: Queue, reminder: UUID) -> None:
    assert mail.send_due(queue.bureau.database.app, Settings(database_url="postgresql://")) == 0
    assert state(queue)[0] == "to_send"


def test_the_days_reminders_are_asked_for_once(queue: Queue) -> None:
    engine = queue.bureau.database.app
    first, second = (Housekeeping(engine, Settings(database_url="postgresql://")) for _ in range(2))
    first()
    first()
    second()
    assert queue.bureau.scalar("select count(*) from app.job where kind = 'reminders.write'") == 1
    assert ask_for(engine, date(2031, 1, 1))
    assert not ask_for(engine, date(2031, 1, 1))
    worker = queue.worker()
    while worker.run_one():
        pass
    assert queue.bureau.scalar("select count(*) from app.job where state = 'done'") == 2


@pytest.mark.parametrize(
    ("url", "sender", "fault"),
    [
        ("http://x", SENDER, "GEOAPP_SMTP_URL"),
        ("smtp://", SENDER, "GEOAPP_SMTP_URL"),
        ("smtp://x", "", "GEOAPP_MAIL_FROM"),
        ("smtp://x", "a@b\nBcc: c@d", "GEOAPP_MAIL_FROM"),
    ],
)
def test_settings_that_send_nothing(url: str, sender: str, fault: str) -> None:
    given = {
        "DATABASE_URL": "postgresql:///x", "GEOAPP_SECRET_KEY": "0123456789abcdefghijklmnopqrstuv",
        "GEOAPP_SMTP_URL": url, "GEOAPP_MAIL_FROM": sender,
    }  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        Settings.from_env(given)
    assert [problem.field for problem in refused.value.problems] == [fault]
