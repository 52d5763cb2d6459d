"""What `geoapp serve` tells whoever has started it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from geoapp.auth import demo
from geoapp.cli import context
from geoapp.cli.serve import answers, who_may_sign_in
from tests.builders.accounts import add_person, add_small_country
from tests.conftest import Database


@pytest.fixture
def console(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator[Database]:
    with database.owner.begin() as connection:
        add_small_country(connection)
    for name, value in {**database.environment(), "GEOAPP_DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    context.settings.cache_clear()
    context.engines.cache_clear()
    yield database
    context.engines().dispose()
    context.engines.cache_clear()
    context.settings.cache_clear()


def test_an_empty_register_names_the_first_step(console: Database) -> None:
    assert "geoapp users first-run" in who_may_sign_in()


def test_the_demonstration_names_its_logins(console: Database) -> None:
    with context.unit_of_work() as work:
        demo.demo_accounts(work)
        work.audit("demo.accounts", "user_account", "demo")
    line = who_may_sign_in()
    assert "suxian-clerk" in line
    assert "demo-system" in line
    assert "first-run" not in line


def test_a_real_register_names_the_sign_in_page(console: Database) -> None:
    with console.owner.begin() as connection:
        add_person(connection, ("system_admin", "中华人民共和国"))
    assert who_may_sign_in().endswith("/login")


def test_a_database_that_is_away_is_said_and_no_fault(console: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise sa.exc.OperationalError("select 1", {}, Exception("away"))

    monkeypatch.setattr("geoapp.cli.serve.reading", away)
    assert "does not answer" in who_may_sign_in()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_address_is_told_when_the_site_answers_there(console: Database) -> None:
    port = free_port()
    command = [sys.executable, "-m", "geoapp", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                connection.settimeout(5)
                connection.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert connection.recv(100).startswith(b"HTTP/1.1 200")
        finally:
            server.terminate()


def test_a_server_that_ended_is_not_waited_for() -> None:
    left = iter([True, True, False])
    assert answers("127.0.0.1", free_port(), lambda: next(left), pause_s=0) is False
