"""The one-time code of the first run, kept as a fingerprint in `app.setting`."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from geocore.tables import setting

_KEY = "setup_code"


def keep_code(connection: sa.Connection, code_hash: bytes, expires_at: datetime, now: datetime) -> None:
    """A new code replaces the one before."""
    value = {"hash": code_hash.hex(), "expires_at": expires_at.timestamp()}
    connection.execute(
        pg.insert(setting)
        .values(key=_KEY, value=value, note="one-time code of /setup", changed_at=now, version=0)
        .on_conflict_do_update(
            index_elements=[setting.c.key],
            set_={"value": value, "changed_at": now, "version": setting.c.version + 1},
        )
    )


def is_code(connection: sa.Connection, code_hash: bytes, now: datetime) -> bool:
    return connection.execute(sa.select(sa.literal(1)).where(_holds(code_hash, now))).one_or_none() is not None


def use_up_code(connection: sa.Connection, code_hash: bytes, now: datetime) -> bool:
    """True for the one caller who used it."""
    done = connection.execute(
        sa.update(setting).where(_holds(code_hash, now)).values(value={}, changed_at=now, version=setting.c.version + 1)
    )
    return done.rowcount == 1


def _holds(code_hash: bytes, now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        setting.c.key == _KEY,
        setting.c.value["hash"].astext == code_hash.hex(),
        sa.cast(setting.c.value["expires_at"].astext, sa.Float) > now.timestamp(),
    )
