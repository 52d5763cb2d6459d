"""`geoapp users`, as it is called."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

from geoapp.cli import context, main
from tests.builders.accounts import add_person, add_small_country
from tests.conftest import Database


@pytest.fixture(scope="module")
def prepared(module_database: Database, quick_hashing: None) -> Database:
    with module_database.owner.begin() as connection:
        add_small_country(connection)
    return module_database


@pytest.fixture
def geoapp(prepared: Database, monkeypatch: pytest.MonkeyPatch, tmp_path) -> Iterator:
    for name, value in {**prepared.environment(), "GEOAPP_DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    context.settings.cache_clear()
    context.engines.cache_clear()

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    yield run
    context.engines().dispose()
    context.engines.cache_clear()
    context.settings.cache_clear()


def answer(result: Result):
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_add_with_a_role_then_look_then_withdraw(geoapp) -> None:
    made = answer(
        geoapp("users", "add", "cli-clerk", "--name", "经办", "--role", "clerk", "--division", "431003", "--json")
    )
    assert made["login"] == "cli-clerk"
    assert len(made["password"]) == 19
    (listed,) = answer(geoapp("users", "list", "--containing", "cli-clerk", "--json"))
    assert (listed["name"], listed["roles"], listed["status"], listed["second_factor"]) == (
        "经办", ["clerk"], "active", False,
    )  # fmt: skip
    assert "password" not in listed
    (grant,) = answer(geoapp("users", "roles", "cli-clerk", "--json"))
    assert (grant["role"], grant["division"]) == ("clerk", "苏仙区")
    given = answer(
        geoapp(
            "users",
            "roles",
            "cli-clerk",
            "--give",
            "reviewer",
            "--division",
            "北湖区",
            "--until",
            "2099-01-01",
            "--json",
        )
    )
    assert [(grant["role"], grant["valid_until"]) for grant in given] == [("clerk", None), ("reviewer", "2099-01-01")]
    left = answer(geoapp("users", "roles", "cli-clerk", "--withdraw", "clerk", "--json"))
    assert [grant["role"] for grant in left] == ["reviewer"]
    assert geoapp("users", "roles", "cli-clerk", "--withdraw", "clerk").exit_code == 2


def test_lock_and_unlock(geoapp, prepared: Database) -> None:
    with prepared.owner.begin() as connection:
        person = add_person(connection)
    for command, status in (("lock", "disabled"), ("unlock", "active")):
        assert geoapp("users", command, person.login).exit_code == 0
        (listed,) = answer(geoapp("users", "list", "--containing", person.login, "--json"))
        assert listed["status"] == status


def test_resets_reach_administrators_here(geoapp, prepared: Database) -> None:
    with prepared.owner.begin() as connection:
        person = add_person(connection, ("audit_admin", "中华人民共和国"))
    assert "password:" in geoapp("users", "reset-password", person.login).output
    assert geoapp("users", "reset-second-factor", person.login).exit_code == 0
    (listed,) = answer(geoapp("users", "list", "--containing", person.login, "--json"))
    assert listed["second_factor"] is False


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("lock", "nobody"), "not_found: no account has this login name"),
        (("lock", "console"), "not_permitted: service accounts"),
        (("add", "X Y", "--name", "x"), "login_form"),
        (("add", "fine-one", "--name", "x", "--role", "emperor"), "role_unknown"),
        (("add", "fine-one", "--name", "x", "--role", "clerk", "--division", "999999"), "not_found: no such division"),
        (("code", "console"), "not_found: no such demo account"),
        (("roles", "console", "--give", "system_admin"), "conflict: system, security and audit"),
    ],
)
def test_mistakes_exit_with_2_and_a_sentence(geoapp, arguments: tuple[str, ...], words: str) -> None:
    result = geoapp("users", *arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert "fine-one" not in geoapp("users", "list").output


def test_each_console_acts_in_its_own_name(geoapp, prepared: Database) -> None:
    geoapp("users", "add", "named-one", "--name", "x", "--role", "clerk")
    with prepared.owner.connect() as connection:
        rows = connection.exec_driver_sql("select action, actor_name from app.audit_event order by seq desc limit 2")
        assert rows.all() == [("role.give", "命令行(安全管理)"), ("account.create", "命令行(系统管理)")]


def test_first_run_prints_a_code_until_there_is_an_administrator(geoapp, prepared: Database) -> None:
    printed = answer(geoapp("users", "first-run", "--json"))
    assert printed["address"].endswith("/setup")
    assert len(printed["code"]) == 14
    assert printed["code"] not in geoapp("users", "first-run").output
    with prepared.owner.begin() as connection:
        add_person(connection, ("system_admin", "中华人民共和国"))
    result = geoapp("users", "first-run")
    assert (result.exit_code, result.output.startswith("conflict: there is an administrator")) == (2, True)
