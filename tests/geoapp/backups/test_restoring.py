"""`geoapp backup` and `geoapp restore`: exactly the earlier state, or everything as it was."""

from __future__ import annotations

import json
import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from click.testing import Result

from geoapp.auth.actors import load_actor
from geoapp.backups import facts_queries, restoring
from geoapp.cli import context
from geoapp.shared.migrations import alembic_config, revisions
from geocore.db import act_as
from tests.builders.accounts import Person
from tests.conftest import Database
from tests.geoapp.backups.conftest import LATER, Kept, add_village, state_of

CommandLine = Callable[..., Result]

SET_BACK = ("app.audit_event", "published.data_version", "sequences")
"""What a restore itself writes: its audit record, and the version that ends every cache."""


def names_seen_by(database: Database, person: Person) -> set[str]:
    with database.app.connect() as connection:
        act_as(connection, load_actor(connection, person.id))
        return set(connection.execute(sa.text("select text from gazetteer.name")).scalars())


def databases_beside(kept: Kept) -> list[str]:
    with kept.database.owner.connect() as connection:
        found = connection.execute(
            sa.text("select datname from pg_database where datname like :like"), {"like": f"{kept.database.name}%"}
        )
        return sorted(found.scalars())


def without(state: dict[str, Any], *parts: str) -> dict[str, Any]:
    return {name: value for name, value in state.items() if name not in parts}


def test_a_database_with_data_is_not_replaced_unasked(geoapp: CommandLine, kept: Kept) -> None:
    before = state_of(kept.database)
    result = geoapp("restore", str(kept.file))
    assert result.exit_code == 2
    assert "conflict: the database holds data" in result.output
    assert state_of(kept.database) == before


@pytest.mark.parametrize("stage", ["load", "compare"])
def test_a_restore_killed_anywhere_leaves_the_old_database_at_work(kept: Kept, stage: str) -> None:
    kept.database.dispose()
    before = state_of(kept.database)
    process = kept.process("restore", "--replace", str(kept.file))
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if f"{stage} …" in line:
            break
    else:
        pytest.fail("".join(said))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stderr.close()
    assert state_of(kept.database) == before
    assert LATER in names_seen_by(kept.database, kept.own), "and it answers"


def test_exactly_the_earlier_state(geoapp: CommandLine, kept: Kept) -> None:
    """After the kills above: what they left behind is cleared away."""
    with kept.database.owner.begin() as connection:
        connection.exec_driver_sql("drop policy place_read on gazetteer.place")
        connection.exec_driver_sql("update app.user_account set display_name = '改了' where login = 'suxian'")
        version = connection.exec_driver_sql("select version from published.data_version").scalar_one()
    assert state_of(kept.database) != kept.state
    kept.database.dispose()
    result = geoapp("restore", "--replace", str(kept.file))
    assert result.exit_code == 0, result.output
    after = state_of(kept.database)
    assert without(after, *SET_BACK) == without(kept.state, *SET_BACK)
    assert [row for row in after["sequences"] if row not in kept.state["sequences"]] == []
    assert databases_beside(kept) == [kept.database.name], "nothing is left beside it"
    assert not list(kept.data.glob("restore-*"))

    assert LATER not in names_seen_by(kept.database, kept.own)
    assert "五盖山" in names_seen_by(kept.database, kept.own)
    assert "五盖山" not in names_seen_by(kept.database, kept.neighbour), "row security came back"
    with kept.database.app.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from gazetteer.name").scalar_one() == 0, "nobody asks"
    with kept.database.owner.connect() as connection:
        now = connection.exec_driver_sql("select version from published.data_version").scalar_one()
        assert now > version, "no cache takes a later answer for an earlier one"
        told = connection.exec_driver_sql("select action, changes from app.audit_event order by seq desc").first()
        assert told.action == "database.restore"
        assert told.changes["replaced_audit"]["seq"] > 0

    assert geoapp("audit", "verify").exit_code == 0
    assert geoapp("db", "check").exit_code == 0
    add_village(kept.database, "再来村")
    assert "再来村" in names_seen_by(kept.database, kept.own), "work goes on, triggers and sequences too"


def test_a_backup_is_for_its_owner_only_and_never_overwrites(geoapp: CommandLine, kept: Kept, tmp_path: Path) -> None:
    out = tmp_path / "nightly"
    result = geoapp("backup", str(out), "--json")
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    told = json.loads(result.stdout)
    assert told["schema_revision"] == revisions()[-1]
    assert told["tables"]["gazetteer.place"] == told["geometries"]["published.place.geom"] + 1, "新村 has no position"
    with kept.database.owner.connect() as connection:
        record = connection.exec_driver_sql("select action, object_id from app.audit_event order by seq desc").first()
    assert tuple(record) == ("database.backup", told["parts"]["database.dump"]["sha256"])
    again = geoapp("backup", str(out))
    assert (again.exit_code, "never overwrites" in again.output) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["nightly"]


def test_a_backup_killed_half_way_is_no_file(kept: Kept, tmp_path: Path) -> None:
    process = kept.process("backup", str(tmp_path / "half"))
    assert process.stderr is not None
    assert any("dump …" in line for line in process.stderr)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stderr.close()
    assert not (tmp_path / "half").exists()


def test_exported_heads_come_along_and_those_of_lost_records_are_put_aside(
    geoapp: CommandLine, kept: Kept, tmp_path: Path
) -> None:
    heads = kept.data / "audit-heads"
    geoapp("audit", "head")
    assert geoapp("backup", str(tmp_path / "with-head")).exit_code == 0
    (mine,) = heads.glob("*.json")
    mine.write_text(mine.read_text().replace('"seq": ', '"seq": 9'))
    result = geoapp("restore", "--replace", "--keep-old", str(tmp_path / "with-head"))
    assert result.exit_code == 0, result.output
    assert len(list(heads.glob("before-restore-*/*.json"))) == 1, "nothing is thrown away"
    verified = geoapp("audit", "verify")
    assert (verified.exit_code, "1 exported heads compared" in verified.output) == (0, True), verified.output
    (aside,) = [name for name in databases_beside(kept) if "_replaced_" in name]
    assert aside in result.output
    with kept.database.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"drop database {aside}")


def test_an_older_schema_is_brought_up(geoapp: CommandLine, kept: Kept, tmp_path: Path) -> None:
    with kept.database.owner.connect() as connection:
        command.downgrade(alembic_config(connection), revisions()[-2])
    assert geoapp("backup", str(tmp_path / "older")).exit_code == 0
    result = geoapp("restore", "--replace", str(tmp_path / "older"))
    assert result.exit_code == 0, result.output
    assert f"brought from schema {revisions()[-2]} to {revisions()[-1]}" in result.output
    assert geoapp("db", "check").exit_code == 0


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        ("delete from published.place where id = (select id from published.place limit 1)", "is not what the backup"),
        ("alter table app.audit_event disable trigger user; update app.audit_event set reason = 'x' where seq = 1",
         "audit trail in the backup is broken"),
    ],
)  # fmt: skip
def test_what_does_not_match_replaces_nothing(
    geoapp: CommandLine, kept: Kept, monkeypatch: pytest.MonkeyPatch, break_it: str, words: str
) -> None:
    before = state_of(kept.database)
    load = restoring._load

    def load_and_break(*arguments: Any) -> None:
        load(*arguments)
        with restoring._owner_of(context.settings(), arguments[-1]).begin() as connection:
            connection.exec_driver_sql(break_it)

    monkeypatch.setattr(restoring, "_load", load_and_break)
    result = geoapp("restore", "--replace", str(kept.file))
    assert result.exit_code == 2
    assert words in result.output
    assert state_of(kept.database) == before


def test_a_login_that_row_security_limits_cannot_make_half_a_backup(
    geoapp: CommandLine, kept: Kept, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limited = facts_queries.Rights(superuser=False, past_row_security=False, makes_databases=False, name="keeper")
    monkeypatch.setattr(facts_queries, "rights", lambda connection: limited)
    result = geoapp("backup", str(tmp_path / "half"))
    assert result.exit_code == 2
    assert "ALTER ROLE keeper BYPASSRLS" in result.output
    assert not (tmp_path / "half").exists()


def test_on_a_server_where_we_may_not_install_postgis(
    geoapp: CommandLine, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a name that is not there yet, by a login that may only make databases."""
    name, keeper = f"{kept.database.name}_other", f"keeper_{kept.database.name}"
    server = sa.create_engine(kept.database.owner_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    url = sa.make_url(kept.database.owner_url).set(username=keeper, database=name).render_as_string(False)
    for variable in ("DATABASE_URL", "DATABASE_APP_URL", "DATABASE_READER_URL"):
        monkeypatch.setenv(variable, url)
    with server.connect() as connection:
        rights = "login createrole createdb bypassrls in role geoapp_app, geoapp_reader"
        connection.exec_driver_sql(f"create role {keeper} {rights}")
        refused = geoapp("restore", str(kept.file))
        assert (refused.exit_code, f"make the empty database {name}_restoring" in refused.output) == (2, True)
        connection.exec_driver_sql(f"create database {name}_restoring owner {keeper} template template0")
    by_hand = sa.create_engine(sa.make_url(kept.database.owner_url).set(database=f"{name}_restoring"))
    with by_hand.begin() as connection:
        connection.exec_driver_sql("create extension postgis; create extension btree_gist")
    by_hand.dispose()
    try:
        result = geoapp("restore", str(kept.file))
        assert result.exit_code == 0, result.output
        with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
            rows = connection.exec_driver_sql("select count(*) from gazetteer.place").scalar_one()
            owners = connection.exec_driver_sql(
                "select distinct pg_get_userbyid(relowner) from pg_class where relnamespace = 'gazetteer'::regnamespace"
            ).scalars()
            assert (rows > 0, list(owners)) == (True, [keeper])
    finally:
        with server.connect() as connection:
            for made in (name, f"{name}_restoring"):
                connection.exec_driver_sql(f"drop database if exists {made} with (force)")
            connection.exec_driver_sql(f"drop role {keeper}")
