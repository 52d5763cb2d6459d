"""PostgreSQL's tools are called without a secret that `ps` would show, and only in the server's version."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.backups.programs import Programs
from geocore.errors import InvalidInput, Unavailable

WORD = "geheim wort'"
URL = "postgresql+psycopg://keeper:geheim%20wort'@db.example/register?sslmode=require&port=5433"


def test_the_password_goes_by_the_environment() -> None:
    programs = Programs(URL, 150_000)
    assert WORD not in programs.address()
    assert "geheim" not in programs.address("other")
    assert "dbname=other" in programs.address("other")
    assert "sslmode=require" in programs.address()
    assert programs._environment()["PGPASSWORD"] == WORD


def test_a_passphrase_on_the_command_line_is_refused() -> None:
    with pytest.raises(InvalidInput, match="sslpassword"):
        Programs(f"{URL}&sslpassword=x", 150_000)


def test_tools_of_another_version_are_not_taken(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no pg_restore of PostgreSQL 99"):
        Programs(URL, 990_000).contents(tmp_path / "dump")
