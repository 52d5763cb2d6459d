"""`geoapp db`: bring the schema to this version, and check that database and code agree."""

from __future__ import annotations

import sys
from importlib import import_module

import click
from alembic import command

from geoapp.cli.context import settings
from geoapp.shared.db import owner_engine
from geoapp.shared.migrations import alembic_config


@click.group(name="db")
def database() -> None:
    """Migrations and checks of the database (as its owner, DATABASE_URL)."""


@database.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to REVISION (default: the newest)."""
    with owner_engine(settings()).connect() as connection:
        command.upgrade(alembic_config(connection), revision)
    click.echo(f"database is at {revision}")


@database.command()
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database back to REVISION (`base` empties it: every record is lost)."""
    with owner_engine(settings()).connect() as connection:
        command.downgrade(alembic_config(connection), revision)
    click.echo(f"database is at {revision}")


@database.command()
def check() -> None:
    """Compare tables, workflow steps and rights in the database with the code; exit 1 on a difference."""
    # Only this command needs the declared tables, and with them both domains.
    differences = import_module("geoapp.shared.schema_check").differences
    with owner_engine(settings()).connect() as connection:
        found = differences(connection)
    for line in found:
        click.echo(line)
    click.echo("database and code agree" if not found else f"{len(found)} differences")
    sys.exit(1 if found else 0)
