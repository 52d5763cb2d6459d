"""Up, down to nothing, up again: and the database holds what the code declares."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from alembic import command

from geoapp.shared.migrations import ROOT, alembic_config
from geoapp.shared.schema_check import differences


def test_down_and_up_again(database) -> None:
    with database.owner.connect() as connection:
        command.downgrade(alembic_config(connection), "base")
        left = connection.execute(
            sa.text("select nspname from pg_namespace where nspname in ('app', 'boundaries', 'gazetteer', 'published')")
        ).all()
        assert left == []
        command.upgrade(alembic_config(connection), "head")
        assert differences(connection) == []


def test_history_is_one_numbered_line() -> None:
    files = sorted(Path(ROOT / "migrations" / "versions").glob("*.py"))
    previous = None
    for number, file in enumerate(files, start=1):
        text = file.read_text()
        assert file.name.startswith(f"{number:04d}_")
        assert re.search(rf'^revision = "{file.stem}"$', text, re.M)
        wanted = "None" if previous is None else f'"{previous}"'
        assert re.search(rf"^down_revision = {wanted}$", text, re.M)
        assert not re.search(r"^(from|import) (geocore|gazetteer|boundaries|geoapp)", text, re.M)
        previous = file.stem
