"""AZ1, AZ3, AZ6: what the database itself lets each role read and change, in its own area and in the others.

The table below is the policy; every role is held in 苏仙区, and each action is tried there, in a township below, in the
neighbouring district and in the city above, as the application's database role, past all checks of the application.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

import geoapp.auth.grant_store  # noqa: F401  says what its constraints mean
from geoapp.auth.actors import load_actor
from geocore.actor import ANONYMOUS, Actor
from geocore.db import act_as, reading, translated_errors
from geocore.errors import Conflict, NotPermitted
from tests.builders.accounts import DIVISIONS, PATHS, add_person, add_place, add_small_country, division_id, give
from tests.conftest import Database

OWN, CHILD, NEIGHBOUR, PARENT = "苏仙区", "白露塘镇", "北湖区", "郴州市"
PLACES = (OWN, CHILD, NEIGHBOUR, PARENT)
NOBODY: frozenset[str] = frozenset()
EVERYBODY = "everybody"
ANYWHERE = frozenset({"accounts.manage", "audit.read"})
"""Permissions that show every grant, wherever they are held."""

POLICY: dict[str, dict[str, Any]] = {
    "place": {"read": {"names.read"}, "add": {"names.import"}, "change": {"names.import"}, "remove": {"imports.undo"}},
    "name": {"read": {"names.read"}, "add": {"names.import"}, "change": {"names.import"}, "remove": {"imports.undo"}},
    "reading": {
        "read": {"names.read"},
        "add": {"readings.propose", "readings.decide", "names.import"},
        "change": {"readings.decide"},
        "remove": {"imports.undo"},
    },
    "division": {
        "read": EVERYBODY,
        "add": {"divisions.import"},
        "change": {"divisions.import"},
        "remove": {"imports.undo"},
    },
    "batch": {"read": {"names.read"}, "add": {"imports.undo"}, "change": NOBODY, "remove": NOBODY},
    "role_grant": {
        "read": {"roles.manage", "accounts.manage", "audit.read"},
        "add": {"roles.manage"},
        "change": {"roles.manage"},
        "remove": NOBODY,
    },
}
TABLES = {
    "place": ("gazetteer.place", "importance = 1"),
    "name": ("gazetteer.name", "origin = 'x'"),
    "reading": ("gazetteer.reading", "evidence = 'x'"),
    "division": ("boundaries.division", "version = 1"),
    "batch": ("app.workflow_subject", "version = 1"),
    "role_grant": ("app.role_grant", "withdrawn_at = now(), withdrawn_by = app.current_actor()"),
}


@dataclass(frozen=True)
class World:
    database: Database
    actors: dict[str, Actor]
    permissions: dict[str, frozenset[str]]
    objects: dict[tuple[str, str], UUID]
    parts: dict[str, dict[str, UUID]]
    bystander: UUID


@pytest.fixture(scope="module")
def world(module_database: Database, quick_hashing: None) -> World:
    objects: dict[tuple[str, str], UUID] = {}
    parts: dict[str, dict[str, UUID]] = {}
    with module_database.owner.begin() as connection:
        add_small_country(connection)
        rows = connection.exec_driver_sql("select role, permission from app.role_permission").all()
        roles = connection.exec_driver_sql("select code from app.role order by code").scalars().all()
        holders = {role: add_person(connection, (role, OWN)).id for role in roles}
        bystander = add_person(connection).id
        for place in PLACES:
            parts[place] = add_place(connection, place, f"大奎{place}")
            objects["reading", place] = parts[place]["reading"]
            objects["name", place] = add_place(connection, place, "小奎")["name"]
            objects["place", place] = add_place(connection, place, "独处")["place"]
            for kind, key in (("name", "reading"), ("place", "both")):
                where = objects[kind, place]
                if key == "both":
                    names = "select id from gazetteer.name where place_id = :id"
                    connection.execute(
                        sa.text(f"delete from gazetteer.reading where name_id in ({names})"), {"id": where}
                    )
                    connection.execute(sa.text("delete from gazetteer.name where place_id = :id"), {"id": where})
                else:
                    connection.execute(sa.text("delete from gazetteer.reading where name_id = :id"), {"id": where})
            objects["division", place] = _leaf(connection, place)
            objects["batch", place] = connection.execute(
                sa.text(
                    "insert into app.workflow_subject (id, workflow, state, division_path)"
                    " values (gen_random_uuid(), 'import_batch', 'loaded', :path) returning id"
                ),
                {"path": list(PATHS[place])},
            ).scalar_one()
            objects["role_grant", place] = give(connection, add_person(connection).id, "clerk", place)
    with module_database.app.connect() as connection:
        actors = {role: load_actor(connection, holder) for role, holder in holders.items()}
    return World(
        module_database,
        actors,
        {role: frozenset(p for r, p in rows if r == role) for role in roles},
        objects,
        parts,
        bystander,
    )


_leaves = iter(range(5000, 9000))


def _leaf(connection: sa.Connection, place: str) -> UUID:
    seq = next(_leaves)
    return connection.execute(
        sa.text("insert into boundaries.division (seq, level, path) values (:seq, 5, :path) returning id"),
        {"seq": seq, "path": [*PATHS[place], seq]},
    ).scalar_one()


def _added(world: World, kind: str, place: str) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {
        "id": uuid4(), "path": list(PATHS[place]), "division": division_id(place), "ref": uuid4().hex,
        "seq": next(_leaves), **{f"of_{part}": key for part, key in world.parts[place].items()},
        "bystander": world.bystander,
    }  # fmt: skip
    statement = {
        "place": "insert into gazetteer.place"
        " (id, category, class_code, division_id, division_path, source, source_ref)"
        " values (:id, 'other', '22200', :division, :path, 'test', :ref)",
        "name": "insert into gazetteer.name (id, place_id, text, specific, generic, kind, status, source)"
        " values (:id, :of_place, 'x', 'x', '', 'alias', 'proposed', 'test')",
        "reading": "insert into gazetteer.reading"
        " (id, name_id, spelling, sign, tones, pinyin, initials, status, source)"
        " values (:id, :of_name, 'X', 'X', 'x', 'x', 'x', 'proposed', 'test')",
        "division": "insert into boundaries.division (id, seq, level, path) values (:id, :seq, 5, :path || :seq)",
        "batch": "insert into app.workflow_subject (id, workflow, state, division_path)"
        " values (:id, 'import_batch', 'loaded', :path)",
        "role_grant": "insert into app.role_grant (id, user_id, role, duty, division_id, valid, granted_by)"
        " values (:id, :bystander, 'clerk', '', :division, '[2020-01-01,)', app.current_actor())",
    }[kind]
    return statement, values


def attempt(connection: sa.Connection, world: World, kind: str, action: str, place: str, target: UUID) -> str:
    """What happens: done, nothing (no such row for this person), or refused."""
    table, change = TABLES[kind]
    statement, values = {
        "read": (f"select id from {table} where id = :id", {"id": target}),
        "change": (f"update {table} set {change} where id = :id", {"id": target}),
        "remove": (f"delete from {table} where id = :id", {"id": target}),
        "add": _added(world, kind, place),
    }[action]
    savepoint = connection.begin_nested()
    try:
        with translated_errors():
            result = connection.execute(sa.text(statement), values)
            done = len(result.all()) if action == "read" else result.rowcount
    except NotPermitted:
        return "refused"
    finally:
        savepoint.rollback()
    return "done" if done else "nothing"


def is_allowed(world: World, role: str, kind: str, action: str, place: str) -> bool:
    needed = POLICY[kind][action]
    if needed == EVERYBODY:
        return True
    held = world.permissions[role] & needed
    if kind == "role_grant" and action == "read" and held & ANYWHERE:
        return True
    return bool(held) and place in (OWN, CHILD)


@pytest.fixture
def acting(world: World) -> Iterator[sa.Connection]:
    with world.database.app.connect() as connection, connection.begin() as transaction:
        yield connection
        transaction.rollback()


ROLES = (
    "clerk", "reviewer", "approver", "editor", "steward", "rule_keeper", "reader",
    "system_admin", "security_admin", "audit_admin",
)  # fmt: skip


def test_the_roles_are_those_of_the_database(world: World) -> None:
    assert set(ROLES) == set(world.actors)


@pytest.mark.parametrize("role", ROLES)
def test_matrix(world: World, acting: sa.Connection, role: str) -> None:
    act_as(acting, world.actors[role])
    wrong = []
    for kind, actions in POLICY.items():
        for action in actions:
            for place in PLACES:
                happened = attempt(acting, world, kind, action, place, world.objects[kind, place])
                if (happened == "done") is not is_allowed(world, role, kind, action, place):
                    wrong.append((kind, action, place, happened))
                elif happened != "done" and action != "add":
                    missing = attempt(acting, world, kind, action, place, uuid4())
                    if missing != happened:
                        wrong.append((kind, action, place, f"{happened}, but {missing} for no such record"))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_the_actor_object_says_the_same_as_the_database(world: World, acting: sa.Connection, role: str) -> None:
    actor = world.actors[role]
    act_as(acting, actor)
    for permission in world.permissions[role]:
        regions = acting.execute(sa.text("select app.regions(:p)"), {"p": permission}).scalar_one()
        assert frozenset(regions) == actor.grants[permission] == {DIVISIONS[OWN][0]}
    assert actor.permissions == world.permissions[role]


@pytest.mark.parametrize("who", ["nobody", "closed", "withdrawn", "future", "past"])
def test_without_a_present_grant_nothing_is_seen(world: World, who: str) -> None:
    with world.database.owner.begin() as connection:
        person = add_person(connection, ("steward", OWN))
        for name, statement in {
            "closed": "update app.user_account set status = 'disabled' where id = :id",
            "withdrawn": "update app.role_grant set withdrawn_at = now() where user_id = :id",
            "future": "update app.role_grant set valid = daterange(current_date + 1, null) where user_id = :id",
            "past": "update app.role_grant set valid = daterange(null, current_date) where user_id = :id",
        }.items():
            if name == who:
                connection.execute(sa.text(statement), {"id": person.id})
    actor = ANONYMOUS if who == "nobody" else Actor(person.id, person.login)
    with reading(world.database.app, actor) as connection:
        for table in ("gazetteer.place", "gazetteer.name", "gazetteer.reading", "app.workflow_subject"):
            assert connection.exec_driver_sql(f"select count(*) from {table}").scalar_one() == 0


class TestDuties:
    """AZ6: three administrators, none of whom handles cases, whatever the application would like to write."""

    ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")

    @pytest.mark.parametrize("first", [*ADMINISTRATORS, "clerk"])
    @pytest.mark.parametrize("second", [*ADMINISTRATORS, "clerk"])
    def test_nobody_holds_two_duties(self, world: World, first: str, second: str) -> None:
        with world.database.owner.connect() as connection, connection.begin() as transaction:
            person = add_person(connection, (first, OWN))
            with translated_errors():
                if first == second:
                    give(connection, person.id, second, NEIGHBOUR)  # the same duty in two areas is one duty
                else:
                    with pytest.raises(sa.exc.IntegrityError, match="ex_role_grant_one_duty"):
                        give(connection, person.id, second, NEIGHBOUR)
            transaction.rollback()

    def test_a_withdrawn_duty_makes_room_for_another(self, world: World) -> None:
        with world.database.owner.connect() as connection, connection.begin() as transaction:
            person = add_person(connection, ("system_admin", OWN))
            connection.execute(
                sa.text("update app.role_grant set withdrawn_at = now() where user_id = :id"), {"id": person.id}
            )
            give(connection, person.id, "clerk", OWN)
            transaction.rollback()

    def test_the_duty_cannot_be_lied_about(self, world: World) -> None:
        with world.database.owner.connect() as connection, connection.begin() as transaction:
            person = add_person(connection, ("system_admin", OWN))
            with pytest.raises(sa.exc.IntegrityError):
                connection.execute(
                    sa.text(
                        "insert into app.role_grant (user_id, role, duty, division_id)"
                        " values (:person, 'clerk', 'system', :division)"
                    ),
                    {"person": person.id, "division": division_id(OWN)},
                )
            transaction.rollback()

    @pytest.mark.parametrize("role", ADMINISTRATORS)
    def test_administrators_see_no_case_and_no_working_name(self, world: World, role: str) -> None:
        with reading(world.database.app, world.actors[role]) as connection:
            for table in ("gazetteer.place", "gazetteer.name", "gazetteer.reading", "app.workflow_subject"):
                assert connection.exec_driver_sql(f"select count(*) from {table}").scalar_one() == 0

    def test_nobody_gives_a_role_to_oneself_or_in_anothers_name(self, world: World, acting: sa.Connection) -> None:
        security = world.actors["security_admin"]
        act_as(acting, security)
        for person, giver in ((security.user_id, security.user_id), (world.bystander, world.actors["clerk"].user_id)):
            with pytest.raises(NotPermitted), acting.begin_nested(), translated_errors():
                acting.execute(
                    sa.text(
                        "insert into app.role_grant (user_id, role, duty, division_id, granted_by)"
                        " values (:person, 'security_admin', '', :division, :giver)"
                    ),
                    {"person": person, "giver": giver, "division": division_id(OWN)},
                )


class _Injected(RuntimeError):
    """A fault that the test puts in."""


def test_nothing_of_one_person_is_left_for_the_next(world: World, is_long: bool) -> None:
    """AZ3: two people take turns on one pooled connection, with exceptions and time-outs in between."""
    with world.database.owner.begin() as connection:
        people = {place: add_person(connection, ("steward", place)).id for place in (OWN, NEIGHBOUR)}
    engine = sa.create_engine(
        world.database.app_url, pool_size=1, max_overflow=0, connect_args={"prepare_threshold": None}
    )
    own_paths = {place: set(PATHS[place]) - set(PATHS[PARENT]) for place in people}
    rng = random.Random(20260301)
    crossed = faults = 0
    for _ in range(10_000 if is_long else 500):
        place = rng.choice((OWN, NEIGHBOUR))
        fault = rng.choice(("none", "none", "exception", "timeout", "error", "anonymous"))
        actor = ANONYMOUS if fault == "anonymous" else Actor(people[place], place)
        try:
            with reading(engine, actor) as connection:
                paths = connection.exec_driver_sql("select division_path from gazetteer.place").scalars().all()
                expected = set() if fault == "anonymous" else own_paths[place]
                crossed += sum(1 for path in paths if not expected & set(path))
                crossed += (not paths) is not (fault == "anonymous")
                if fault == "exception":
                    raise _Injected
                if fault == "timeout":
                    connection.exec_driver_sql("set local statement_timeout = '1ms'")
                    connection.exec_driver_sql("select pg_sleep(1)")
                if fault == "error":
                    connection.exec_driver_sql("select 1 / 0")
        except (_Injected, sa.exc.DBAPIError):
            faults += 1
    engine.dispose()
    assert crossed == 0
    assert faults > 100


def test_a_refused_second_duty_is_explained(world: World) -> None:
    with (
        world.database.owner.connect() as connection,
        connection.begin() as transaction,
        pytest.raises(Conflict, match="three persons"),
        translated_errors(),
    ):
        person = add_person(connection, ("system_admin", OWN))
        try:
            give(connection, person.id, "clerk", OWN)
        finally:
            transaction.rollback()
