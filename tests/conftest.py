"""Fixtures of all tests: a throw-away PostGIS cluster, a database built by the migrations, one rolled-back
transaction per test or, where commits are the point, a database of its own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser
from xdist.remote import Producer

from geoapp.auth.actors import load_actor
from geoapp.cli.context import CONSOLE_ACCOUNT
from geoapp.shared.migrations import alembic_config
from geocore.actor import Actor
from geocore.db import UnitOfWork, act_as
from geocore.official_time import SESSION_OPTION
from tests.processes import TOGETHER, ByFixtures, piece_of
from tests.static.browser import chromium

SECRET_KEY = "test-0123456789abcdefghijklmnopqrstuvwxyz"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run randomised tests at full length")


def pytest_configure(config: pytest.Config) -> None:
    """The usual run answers the same twice, so that a red one points at a change; the long run draws new examples.

    How long an example takes says something of the machine, nothing of the program.
    """
    slow = [HealthCheck.too_slow]
    settings.register_profile(
        "as_asked", derandomize=not config.getoption("--long"), deadline=None, suppress_health_check=slow
    )
    settings.load_profile("as_asked")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFixtures:
    config.option.loadscopereorder = False
    return ByFixtures(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest piece of work first, so that the other processes end with it; browsers may leave files open."""
    items.sort(key=lambda item: piece_of(item.nodeid) not in TOGETHER)
    # A file that a browser has already (304), or leaves in the middle, stays open in the server until it is
    # forgotten; that is no fault.
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for a process's whole run: Playwright's blocking interface starts once in a thread."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether randomised tests run at full length."""
    return bool(request.config.getoption("--long"))


def _server_tool(name: str) -> str:
    found = shutil.which(name) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        # Never a silent skip: a run without PostGIS has tested nothing that matters.
        pytest.exit(f"{name} not found: run the tests with ./run test, which installs PostGIS", returncode=3)
    return found


def _as_postgres() -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "env", "HOME=/"]


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """Socket folder of a private cluster without durability, or `TEST_DATABASE_URL`'s server."""
    folder = Path(tempfile.mkdtemp(prefix="geoapp-test-", dir="/tmp"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    prefix = _as_postgres()
    run = {"check": True, "cwd": "/", "stdout": subprocess.DEVNULL}
    options = (
        f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c synchronous_commit=off "
        "-c full_page_writes=off -c shared_buffers=512MB -c work_mem=64MB -c maintenance_work_mem=256MB -c jit=off "
        "-c random_page_cost=1.1 -c max_wal_size=2GB -c max_connections=60 -c max_prepared_transactions=0 "
        # Eighteen hours behind Beijing: whoever forgets the official time is seen most of the day.
        "-c timezone=Pacific/Honolulu"
    )
    subprocess.run(
        [*prefix, _server_tool("initdb"), "-D", str(folder / "data"), "-U", "geoapp", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync"],
        **run,
    )  # fmt: skip
    control = [*prefix, _server_tool("pg_ctl"), "-D", str(folder / "data"), "-w"]
    subprocess.run([*control, "-l", str(folder / "log"), "-o", options, "start"], **run)
    try:
        yield str(folder)
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder, ignore_errors=True)


def _url(cluster: str, database: str, role: str = "geoapp") -> str:
    return f"postgresql+psycopg://{role}@/{database}?host={cluster}"


@pytest.fixture(scope="session")
def template(cluster: str) -> str:
    """A database built by the migrations once; others are copied from it."""
    maintenance = sa.create_engine(_url(cluster, "postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with maintenance.connect() as connection:
        connection.exec_driver_sql("create database geoapp_template")
    engine = sa.create_engine(_url(cluster, "geoapp_template"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        command.upgrade(alembic_config(connection), "head")
    return "geoapp_template"


class Database:
    """A database made for a test, with an engine per role."""

    def __init__(self, cluster: str, name: str) -> None:
        self.name = name
        self.owner_url = _url(cluster, name)
        self.app_url = _url(cluster, name, "geoapp_app")
        self.reader_url = _url(cluster, name, "geoapp_reader")
        session = {"options": SESSION_OPTION}
        served = {**session, "prepare_threshold": None}
        self.owner = sa.create_engine(self.owner_url, poolclass=sa.NullPool, connect_args=session)
        self.app = sa.create_engine(self.app_url, pool_size=10, connect_args=served)
        self.reader = sa.create_engine(self.reader_url, pool_size=5, connect_args=served)

    def environment(self) -> dict[str, str]:
        """Environment variables with which a command of the program works on this database."""
        return {
            "DATABASE_URL": self.owner_url,
            "DATABASE_APP_URL": self.app_url,
            "DATABASE_READER_URL": self.reader_url,
            "GEOAPP_SECRET_KEY": SECRET_KEY,
        }

    def dispose(self) -> None:
        for engine in (self.owner, self.app, self.reader):
            engine.dispose()


def _copy(cluster: str, template: str) -> Database:
    name = f"test_{uuid.uuid4().hex[:12]}"
    maintenance = sa.create_engine(_url(cluster, "postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with maintenance.connect() as connection:
        connection.exec_driver_sql(f"create database {name} template {template} strategy file_copy")
        connection.exec_driver_sql(f"grant connect, temporary on database {name} to geoapp_app")
        connection.exec_driver_sql(f"grant connect on database {name} to geoapp_reader")
    return Database(cluster, name)


def _drop(cluster: str, database: Database) -> None:
    database.dispose()
    maintenance = sa.create_engine(_url(cluster, "postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with maintenance.connect() as connection:
        connection.exec_driver_sql(f"drop database {database.name} with (force)")


@pytest.fixture
def database(cluster: str, template: str) -> Iterator[Database]:
    """A fresh database for a test whose commits, kills or races are the point."""
    made = _copy(cluster, template)
    yield made
    _drop(cluster, made)


@pytest.fixture(scope="module")
def module_database(cluster: str, template: str) -> Iterator[Database]:
    """A database that the tests of one module share; the module fills it once."""
    made = _copy(cluster, template)
    yield made
    _drop(cluster, made)


@pytest.fixture(scope="session")
def shared_database(cluster: str, template: str) -> Iterator[Database]:
    """Only ever written inside transactions that are rolled back: see `connection`."""
    made = _copy(cluster, template)
    yield made
    _drop(cluster, made)


@pytest.fixture
def connection(shared_database: Database) -> Iterator[sa.Connection]:
    """A connection of the application role in a transaction that is rolled back."""
    with shared_database.app.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def owner_connection(shared_database: Database) -> Iterator[sa.Connection]:
    """The same as the owner: for looking where the application may not."""
    with shared_database.owner.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture
def console(connection: sa.Connection) -> Actor:
    """The console's account, with its rights."""
    return load_actor(connection, CONSOLE_ACCOUNT)


@pytest.fixture
def work(connection: sa.Connection, console: Actor) -> UnitOfWork:
    """A unit of work as the console, rolled back with the test."""
    act_as(connection, console)
    return UnitOfWork(connection, console)
