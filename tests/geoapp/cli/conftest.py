"""The command line over a module's database; weak hashing: what these tests look at is not the hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geoapp.cli import context, main
from tests.builders.site import quick_hashing
from tests.conftest import Database

__all__ = ["quick_hashing"]


@pytest.fixture
def command_line(
    module_database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[..., Result]]:
    """`geoapp …` as an officer at the machine would call it."""
    for name, value in {**module_database.environment(), "GEOAPP_DATA": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    context.settings.cache_clear()
    context.engines.cache_clear()
    yield lambda *arguments: CliRunner().invoke(main, arguments)
    context.engines().dispose()
    context.engines.cache_clear()
    context.settings.cache_clear()
