"""What every command needs: settings, engines, the console's actor, and errors as `code: message`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

import click
import orjson
import sqlalchemy as sa

from geoapp.auth.actors import load_actor
from geoapp.config import Settings
from geoapp.shared.db import Databases, databases
from geocore import db as core
from geocore.errors import DomainError, InvalidInput

CONSOLE_ACCOUNT = UUID("00000000-0000-4000-8000-000000000010")
"""Service account of whoever may run commands on the machine itself (migration 0003)."""

MAX_PROBLEMS_SHOWN = 20


@contextmanager
def explained_errors() -> Iterator[None]:
    """Domain errors print as `code: message` with file, row and column, and exit with 2."""
    try:
        yield
    except DomainError as error:
        print_error(error)
        sys.exit(2)
    except sa.exc.OperationalError as error:
        click.echo(f"database_unreachable: {error.orig}", err=True)
        if 'role "geoapp_' in str(error.orig):  # made by the migrations, which alone need no role but the owner
            click.echo("  hint: the database is not set up yet: ./run once, or geoapp db upgrade", err=True)
        sys.exit(2)


def print_error(error: DomainError) -> None:
    click.echo(f"{error.code}: {error.message}", err=True)
    for key, value in error.details.items():
        click.echo(f"  {key}: {value}", err=True)
    if isinstance(error, InvalidInput):
        for problem in error.problems[:MAX_PROBLEMS_SHOWN]:
            click.echo(f"  {problem}", err=True)
        if len(error.problems) > MAX_PROBLEMS_SHOWN:
            click.echo(f"  … and {len(error.problems) - MAX_PROBLEMS_SHOWN} more", err=True)


@cache
def settings() -> Settings:
    return Settings.from_env()


@cache
def engines() -> Databases:
    return databases(settings())


@contextmanager
def unit_of_work() -> Iterator[core.UnitOfWork]:
    """A unit of work of the console account, audited like any other."""
    with engines().app.connect() as connection:
        actor = load_actor(connection, CONSOLE_ACCOUNT)
    with core.unit_of_work(engines().app, actor) as work:
        yield work


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """A read-only look at the working schemas as the console account."""
    with engines().app.connect() as connection:
        actor = load_actor(connection, CONSOLE_ACCOUNT)
    with core.reading(engines().app, actor) as connection:
        yield connection


@contextmanager
def public_reading() -> Iterator[sa.Connection]:
    """A read-only look at schema `published`."""
    with core.reading_published(engines().reader) as connection:
        yield connection


def print_json(value: object) -> None:
    click.echo(orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2).decode())
