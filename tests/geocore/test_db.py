"""The unit of work: one commit, one audit record, nothing left behind, errors that a caller understands."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from geoapp.auth.actors import load_actor
from geoapp.cli.context import CONSOLE_ACCOUNT
from geocore.actor import ANONYMOUS, Actor
from geocore.db import (
    AuditMissing,
    act_as,
    explain_constraint,
    fingerprint,
    reading,
    translated_errors,
    unit_of_work,
)
from geocore.errors import Conflict, InvalidInput, NotPermitted
from geocore.problems import Problem
from tests.conftest import Database

RULE = "insert into gazetteer.reading_override (name, reading, source) values (:name, 'x', 'test')"


@pytest.fixture
def actor(module_database: Database) -> Actor:
    with module_database.app.connect() as connection:
        return load_actor(connection, CONSOLE_ACCOUNT, "10.0.0.9")


def overrides(database: Database, name: str) -> int:
    with database.owner.connect() as connection:
        return connection.execute(
            sa.text("select count(*) from gazetteer.reading_override where name = :name"), {"name": name}
        ).scalar_one()


def last_audit(database: Database) -> sa.Row:
    with database.owner.connect() as connection:
        return connection.execute(sa.text("select * from app.audit_event order by seq desc limit 1")).one()


def test_a_change_and_its_audit_are_committed_together_then_the_callbacks_run(
    module_database: Database, actor: Actor
) -> None:
    seen = []
    with unit_of_work(module_database.app, actor, request_id="r-1") as work:
        work.connection.execute(sa.text(RULE), {"name": "甲"})
        work.audit(
            "override.add", "reading_override", "甲", old=None, new={"b": 1, "a": date(2026, 3, 1)}, reason="why"
        )
        work.after_commit(lambda: seen.append(overrides(module_database, "甲")))
        assert seen == []
    assert seen == [1]
    record = last_audit(module_database)
    assert (record.actor_id, record.actor_name, record.remote_address) == (CONSOLE_ACCOUNT, "命令行", "10.0.0.9")
    assert (record.request_id, record.action, record.result, record.reason) == ("r-1", "override.add", "done", "why")
    assert (record.old_hash, record.new_hash) == (None, fingerprint({"a": date(2026, 3, 1), "b": 1}))


@pytest.mark.parametrize("records", [0, 2])
def test_no_change_without_exactly_one_audit_record(module_database: Database, actor: Actor, records: int) -> None:
    before = last_audit(module_database).seq if records else None
    with (
        pytest.raises(AuditMissing, match=f"wrote {records}"),
        unit_of_work(module_database.app, actor) as work,
    ):
        work.connection.execute(sa.text(RULE), {"name": "乙"})
        for _ in range(records):
            work.audit("override.add", "reading_override", "乙")
    assert overrides(module_database, "乙") == 0
    assert before is None or last_audit(module_database).seq == before


def test_an_exception_leaves_nothing_and_runs_no_callback(module_database: Database, actor: Actor) -> None:
    seen = []
    with pytest.raises(ZeroDivisionError), unit_of_work(module_database.app, actor) as work:
        work.connection.execute(sa.text(RULE), {"name": "丙"})
        work.audit("override.add", "reading_override", "丙")
        work.after_commit(lambda: seen.append(1))
        raise ZeroDivisionError
    assert (overrides(module_database, "丙"), seen) == (0, [])


def test_when_the_audit_cannot_be_written_the_change_is_refused(module_database: Database, actor: Actor) -> None:
    """GB/T 22239 8.1.4.3 d: the audit cannot be switched off."""
    with module_database.owner.begin() as connection:
        connection.exec_driver_sql("alter table app.audit_event add constraint full_now check (false) not valid")
    try:
        with pytest.raises(sa.exc.IntegrityError), unit_of_work(module_database.app, actor) as work:
            work.connection.execute(sa.text(RULE), {"name": "丁"})
            work.audit("override.add", "reading_override", "丁")
    finally:
        with module_database.owner.begin() as connection:
            connection.exec_driver_sql("alter table app.audit_event drop constraint full_now")
    assert overrides(module_database, "丁") == 0


def test_a_reading_changes_nothing(module_database: Database, actor: Actor) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="read-only"), reading(module_database.app, actor) as connection:
        connection.execute(sa.text(RULE), {"name": "戊"})


def test_the_actor_is_known_in_the_transaction_and_forgotten_after_it(module_database: Database, actor: Actor) -> None:
    engine = sa.create_engine(module_database.app_url, pool_size=1, max_overflow=0)
    who = sa.text("select app.current_actor()")
    with reading(engine, actor) as connection:
        assert connection.execute(who).scalar_one() == CONSOLE_ACCOUNT
    with engine.connect() as connection:
        assert connection.execute(who).scalar_one() is None
    with reading(engine, ANONYMOUS) as connection:
        assert connection.execute(who).scalar_one() is None
    engine.dispose()


def test_known_constraints_become_domain_errors_with_their_problems(connection: sa.Connection) -> None:
    explain_constraint("uq_for_this_test", Conflict("twice", hint="other"))
    explain_constraint("ck_for_this_test", InvalidInput("bad", [Problem("a", "positive", "above zero")]))
    connection.exec_driver_sql(
        "create temporary table t (a int constraint uq_for_this_test unique constraint ck_for_this_test check (a > 0))"
    )
    connection.exec_driver_sql("insert into t values (1)")
    with pytest.raises(Conflict, match="twice") as twice, connection.begin_nested(), translated_errors():
        connection.exec_driver_sql("insert into t values (1)")
    assert twice.value.details == {"hint": "other", "constraint": "uq_for_this_test"}
    with pytest.raises(InvalidInput) as bad, connection.begin_nested(), translated_errors():
        connection.exec_driver_sql("insert into t values (0)")
    assert bad.value.problems == (Problem("a", "positive", "above zero"),)


def test_an_unknown_constraint_stays_what_it_is(connection: sa.Connection) -> None:
    connection.exec_driver_sql("create temporary table u (a int constraint ck_nobody_explained check (a > 0))")
    with pytest.raises(sa.exc.IntegrityError), translated_errors():
        connection.exec_driver_sql("insert into u values (0)")


def test_refused_rows_nul_and_locks_are_explained(module_database: Database, actor: Actor) -> None:
    stranger = Actor(uuid4(), "stranger")
    with pytest.raises(NotPermitted), unit_of_work(module_database.app, stranger) as work:
        work.connection.execute(sa.text(RULE), {"name": "己"})
    with pytest.raises(InvalidInput, match="NUL"), unit_of_work(module_database.app, actor) as work:
        work.connection.exec_driver_sql("select convert_from('\\x00'::bytea, 'UTF8')")
    with pytest.raises(InvalidInput, match="NUL"), unit_of_work(module_database.app, actor) as work:
        work.connection.execute(sa.text(RULE), {"name": "\x00"})
    with module_database.owner.begin() as holder:
        holder.exec_driver_sql("lock table gazetteer.reading_override in access exclusive mode")
        with pytest.raises(Conflict, match="somebody else"), unit_of_work(module_database.app, actor) as work:
            work.connection.exec_driver_sql("set local lock_timeout = '20ms'")
            work.connection.execute(sa.text(RULE), {"name": "庚"})


def test_fingerprints_do_not_depend_on_order_and_tell_none_from_empty() -> None:
    assert fingerprint(None) is None
    assert fingerprint({}) != fingerprint([])
    assert fingerprint({"a": 1, "b": {2, 1}}) == fingerprint({"b": [1, 2], "a": 1})
    assert fingerprint(UUID(int=1)) == fingerprint(str(UUID(int=1)))


def test_a_wrong_actor_id_is_an_error_not_a_silent_nobody(connection: sa.Connection) -> None:
    act_as(connection, Actor(UUID(int=5), "x"))
    connection.exec_driver_sql("select set_config('app.actor', 'nonsense', true)")
    with pytest.raises(sa.exc.DataError):
        connection.exec_driver_sql("select app.current_actor()")
