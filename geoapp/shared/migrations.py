"""The one line of migrations: run on an open connection of the owner, and asked which revisions there are."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).resolve().parents[2]


def alembic_config(connection: sa.Connection | None) -> Config:
    """Alembic with an open connection of the owner; None to look at the files only."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config


def revisions() -> tuple[str, ...]:
    """Every revision that this program knows, the oldest first."""
    scripts = ScriptDirectory.from_config(alembic_config(None))
    return tuple(reversed([script.revision for script in scripts.walk_revisions()]))
