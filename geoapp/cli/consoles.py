"""Units of work as the console's administrators: one service account per duty, so that the audit tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa

from geoapp.auth.actors import load_actor
from geoapp.cli.context import engines
from geocore import db as core


@contextmanager
def unit_of_work_as(console: UUID) -> Iterator[core.UnitOfWork]:
    with engines().app.connect() as connection:
        actor = load_actor(connection, console)
    with core.unit_of_work(engines().app, actor) as work:
        yield work


@contextmanager
def reading_as(console: UUID) -> Iterator[sa.Connection]:
    with engines().app.connect() as connection:
        actor = load_actor(connection, console)
    with core.reading(engines().app, actor) as connection:
        yield connection
