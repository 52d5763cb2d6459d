"""The database's own guard of the workflow: it holds whatever the code above it does."""

from __future__ import annotations

import threading
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule, run_state_machine_as_test

from geoapp.auth.actors import load_actor
from geocore.actor import Actor
from geocore.batches import IMPORT_BATCH, BatchState
from geocore.db import UnitOfWork, act_as, translated_errors, unit_of_work
from geocore.errors import ActionNotAllowed, DomainError, NotFound, NotPermitted, StaleVersion
from geocore.workflow_store import SubjectState, advance, events_of, open_subject, subject_state
from tests.builders.accounts import PATHS, add_person, add_small_country
from tests.conftest import Database

UNDO = IMPORT_BATCH.steps["undo"]


@pytest.fixture(scope="module")
def people(module_database: Database) -> dict[str, Actor]:
    """A data steward of each of two neighbours, one of the province, and a clerk."""
    with module_database.owner.begin() as connection:
        add_small_country(connection)
        made = {
            name: add_person(connection, (role, division)).id
            for name, role, division in (
                ("苏仙", "steward", "苏仙区"),
                ("北湖", "steward", "北湖区"),
                ("湖南", "steward", "湖南省"),
                ("经办", "clerk", "苏仙区"),
            )
        }
    with module_database.app.connect() as connection:
        return {name: load_actor(connection, person) for name, person in made.items()}


def new_case(database: Database, actor: Actor, division: str = "苏仙区") -> UUID:
    case = uuid4()
    with unit_of_work(database.app, actor) as work:
        open_subject(work, IMPORT_BATCH, case, PATHS[division])
        work.audit("case.open", "import_batch", case)
    return case


def undo(database: Database, actor: Actor, subject: SubjectState) -> None:
    with unit_of_work(database.app, actor) as work:
        advance(work, subject, UNDO, note="错", changes={"n": 1})
        work.audit("case.undo", "import_batch", subject.id)


def test_a_planned_step_moves_the_case_and_is_kept(module_database: Database, people: dict[str, Actor]) -> None:
    case = new_case(module_database, people["苏仙"])
    undo(module_database, people["湖南"], SubjectState(case, "import_batch", "loaded", 0, PATHS["苏仙区"]))
    with module_database.app.connect() as connection:
        act_as(connection, people["苏仙"])
        assert subject_state(connection, case) == SubjectState(case, "import_batch", "undone", 1, PATHS["苏仙区"])
        (event,) = events_of(connection, case)
    assert (event.version, event.source, event.action, event.target) == (1, "loaded", "undo", "undone")
    assert (event.actor_name, event.note, event.changes) == (people["湖南"].name, "错", {"n": 1})


def test_a_neighbours_case_is_not_there(module_database: Database, people: dict[str, Actor]) -> None:
    case = new_case(module_database, people["苏仙"])
    for missing in (case, uuid4()):
        with (
            pytest.raises(NotFound, match="no such case"),
            module_database.app.connect() as connection,
        ):
            act_as(connection, people["北湖"])
            subject_state(connection, missing)


def test_a_neighbours_case_and_no_case_are_refused_alike(module_database: Database, people: dict[str, Actor]) -> None:
    case = new_case(module_database, people["苏仙"])
    said = set()
    for target in (case, uuid4()):
        with pytest.raises(NotPermitted) as refused:
            undo(module_database, people["北湖"], SubjectState(target, "import_batch", "loaded", 0, ()))
        said.add(refused.value.message)
    assert len(said) == 1


def test_nobody_opens_a_case_elsewhere_or_without_a_right(module_database: Database, people: dict[str, Actor]) -> None:
    for actor, division in (("北湖", "苏仙区"), ("苏仙", "郴州市"), ("经办", "苏仙区")):
        with pytest.raises(NotPermitted):
            new_case(module_database, people[actor], division)


def test_a_step_by_somebody_without_the_right_is_refused(module_database: Database, people: dict[str, Actor]) -> None:
    case = new_case(module_database, people["苏仙"])
    with pytest.raises(NotPermitted):
        undo(module_database, people["经办"], SubjectState(case, "import_batch", "loaded", 0, ()))


def test_a_step_in_another_persons_name_is_refused(module_database: Database, people: dict[str, Actor]) -> None:
    case = new_case(module_database, people["苏仙"])
    with (
        pytest.raises(NotPermitted, match="the person who is signed in"),
        unit_of_work(module_database.app, people["经办"]) as work,
    ):
        impostor = UnitOfWork(work.connection, people["苏仙"])
        advance(impostor, SubjectState(case, "import_batch", "loaded", 0, ()), UNDO)


def test_a_case_starts_at_the_beginning(connection: sa.Connection, work: UnitOfWork) -> None:
    insert = sa.text(
        "insert into app.workflow_subject (id, workflow, state, version, division_path)"
        " values (:id, 'import_batch', :state, :version, '{1}')"
    )
    for state, version in (("undone", 0), ("loaded", 1), ("nonsense", 0)):
        with pytest.raises(ActionNotAllowed), connection.begin_nested(), translated_errors():
            connection.execute(insert, {"id": uuid4(), "state": state, "version": version})


class AgainstTheDatabase(RuleBasedStateMachine):
    """The same random steps on a model and on the database: same outcome, same state, at every point."""

    work: UnitOfWork
    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[UUID, tuple[str, int]] = {}

    @rule(target=cases)
    def open(self) -> UUID:
        case = uuid4()
        open_subject(self.work, IMPORT_BATCH, case, (1,))
        self.model[case] = ("loaded", 0)
        return case

    @rule(
        case=cases,
        source=st.sampled_from(["loaded", "loaded", "undone", "nonsense"]),
        action=st.sampled_from(["undo", "undo", "redo"]),
        goal=st.sampled_from(["undone", "undone", "loaded"]),
        drift=st.sampled_from([0, 0, 0, 1, -1]),
    )
    def step(self, case: UUID, source: str, action: str, goal: str, drift: int) -> None:
        state, version = self.model[case]
        is_known = ("import_batch", source, action, goal, "imports.undo") in IMPORT_BATCH.rows()
        expected: type[DomainError] | None = None
        if not is_known:
            expected = ActionNotAllowed
        elif source != state or drift:
            expected = StaleVersion
        subject = SubjectState(case, "import_batch", source, version + drift, (1,))
        attempted = replace(UNDO, action=action, target=BatchState(goal))
        outcome = None
        try:
            with self.work.connection.begin_nested(), translated_errors():
                advance(self.work, subject, attempted)
        except DomainError as error:
            outcome = type(error)
        assert outcome is expected
        if expected is None:
            self.model[case] = (goal, version + 1)
        found = subject_state(self.work.connection, case)
        assert (found.state, found.version) == self.model[case]

    def teardown(self) -> None:
        """At the end, all cases: a step on one must not have moved another."""
        for case, expected in self.model.items():
            found = subject_state(self.work.connection, case)
            assert (found.state, found.version) == expected
            assert [event.version for event in events_of(self.work.connection, case)] == list(range(1, expected[1] + 1))


def test_random_steps_end_where_the_model_says(work: UnitOfWork, is_long: bool) -> None:
    machine = type("Machine", (AgainstTheDatabase,), {"work": work})
    machine.TestCase = None  # run here, not collected by itself
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=1000 if is_long else 15, stateful_step_count=20 if is_long else 8, deadline=None
        ),
    )


def test_two_people_at_once_one_wins(module_database: Database, people: dict[str, Actor], is_long: bool) -> None:
    """WF1: the second of two equal steps meets a changed record."""
    for _ in range(100 if is_long else 10):
        case = new_case(module_database, people["苏仙"])
        subject = SubjectState(case, "import_batch", "loaded", 0, ())
        start = threading.Barrier(2)
        outcomes: list[str] = []

        def attempt(who: str, subject=subject, start=start, outcomes=outcomes) -> None:
            start.wait()
            try:
                undo(module_database, people[who], subject)
                outcomes.append("done")
            except StaleVersion:
                outcomes.append("stale")

        threads = [threading.Thread(target=attempt, args=(who,)) for who in ("苏仙", "湖南")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["done", "stale"]


HISTORY = {
    "app.workflow_event": "note = 'x'",
    "app.audit_event": "reason = 'x'",
    "gazetteer.name_event": "note = 'x'",
}


@pytest.mark.parametrize("table", sorted(HISTORY))
@pytest.mark.parametrize("statement", ["update {0} set {1}", "delete from {0}", "truncate {0} cascade"])
def test_the_application_cannot_touch_history(work: UnitOfWork, table: str, statement: str) -> None:
    with pytest.raises(NotPermitted), translated_errors():
        work.connection.exec_driver_sql(statement.format(table, HISTORY[table]))


@pytest.mark.parametrize("table", ["app.workflow_event", "app.audit_event"])
@pytest.mark.parametrize("statement", ["update {0} set {1}", "delete from {0}", "truncate {0} cascade"])
def test_nor_can_the_owner_by_accident(
    module_database: Database, people: dict[str, Actor], table: str, statement: str
) -> None:
    case = new_case(module_database, people["苏仙"])
    undo(module_database, people["苏仙"], SubjectState(case, "import_batch", "loaded", 0, ()))
    with (
        pytest.raises(sa.exc.DBAPIError, match="never changed or removed"),
        module_database.owner.begin() as connection,
    ):
        connection.exec_driver_sql(statement.format(table, HISTORY[table]))


@pytest.mark.parametrize(
    "statement",
    [
        "update app.workflow_subject set state = 'undone', version = 1",
        "delete from app.workflow_subject",
        "insert into app.workflow values ('mine', 'any')",
        "insert into app.workflow_step values ('import_batch', 'undone', 'redo', 'loaded', 'imports.undo')",
        "update app.workflow_step set permission = 'names.read'",
        "insert into app.role_permission values ('clerk', 'roles.manage')",
        "insert into app.audit_event select * from app.audit_event",
        "alter table app.audit_event disable trigger all",
        "drop table app.audit_event",
        "create table app.mine (a int)",
        "create function app.current_actor() returns uuid language sql as $$ select null::uuid $$",
        "set session_replication_role = replica",
        "alter table gazetteer.place disable row level security",
    ],
)
def test_the_application_cannot_go_around_the_guard(work: UnitOfWork, statement: str) -> None:
    with pytest.raises(sa.exc.ProgrammingError) as refused:
        work.connection.exec_driver_sql(statement)
    assert refused.value.orig.sqlstate == "42501"


class TestSuspendedIndexes:
    """Load-then-index, without giving the application a right to create or drop anything."""

    TABLE = "gazetteer.place_code"

    def suspend(self, connection: sa.Connection) -> int:
        return connection.execute(
            sa.text("select app.suspend_indexes(array[cast(:table as regclass)])"), {"table": self.TABLE}
        ).scalar_one()

    def shape(self, database: Database) -> list[str]:
        with database.owner.connect() as connection:
            return sorted(
                connection.execute(
                    sa.text(
                        "select pg_get_indexdef(indexrelid) from pg_index where indrelid = cast(:t as regclass)"
                        " union all"
                        " select pg_get_constraintdef(oid) from pg_constraint where conrelid = cast(:t as regclass)"
                    ),
                    {"t": self.TABLE},
                ).scalars()
            )

    def test_what_was_suspended_comes_back(self, module_database: Database) -> None:
        before = self.shape(module_database)
        with module_database.app.begin() as connection:
            assert self.suspend(connection) > 0
            assert connection.execute(sa.text("select app.restore_indexes()")).scalar_one() > 0
        assert self.shape(module_database) == before

    def test_a_commit_that_forgot_to_restore_is_refused(self, module_database: Database) -> None:
        before = self.shape(module_database)
        with (
            pytest.raises(sa.exc.DBAPIError, match="suspended and not restored"),
            module_database.app.begin() as connection,
        ):
            self.suspend(connection)
        assert self.shape(module_database) == before

    def test_the_application_cannot_plant_a_definition(self, module_database: Database) -> None:
        for statement in (
            "insert into app.suspended_definition (definition) values ('drop table app.audit_event')",
            "update app.suspended_definition set definition = 'drop table app.audit_event'",
            "delete from app.suspended_definition",
            "select * from app.suspended_definition",
        ):
            with (
                pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
                module_database.app.begin() as connection,
            ):
                connection.exec_driver_sql(statement)

    @pytest.mark.parametrize("table", ["app.audit_event", "app.role_grant", "pg_catalog.pg_class"])
    def test_only_tables_of_the_register(self, module_database: Database, table: str) -> None:
        with (
            pytest.raises(NotPermitted, match="not a table of the register"),
            translated_errors(),
            module_database.app.begin() as connection,
        ):
            connection.execute(sa.text("select app.suspend_indexes(array[cast(:t as regclass)])"), {"t": table})

    def test_a_temporary_table_is_not_taken_for_one(self, module_database: Database) -> None:
        with (
            pytest.raises(NotPermitted),
            translated_errors(),
            module_database.app.begin() as connection,
        ):
            connection.exec_driver_sql("create temporary table place_code (a int)")
            connection.exec_driver_sql("select app.suspend_indexes(array['pg_temp.place_code'::regclass])")
