"""What every command says when the database cannot be used."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from geoapp.cli.context import explained_errors


def said(capsys: pytest.CaptureFixture[str], reason: str) -> str:
    with pytest.raises(SystemExit) as end, explained_errors():
        raise sa.exc.OperationalError("select 1", {}, Exception(reason))
    assert end.value.code == 2
    return capsys.readouterr().err


def test_a_database_that_was_never_set_up_names_the_first_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert "geoapp db upgrade" in said(capsys, 'FATAL:  role "geoapp_app" does not exist')


def test_another_fault_of_the_connection_is_told_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "connection refused")
    assert "database_unreachable: connection refused" in text
    assert "db upgrade" not in text
