"""docs/settings.md says what config.py does; a start that would be unsafe does not happen (SC3)."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from geoapp.config import Settings, variable_of
from geocore.errors import InvalidInput

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]*?) \|", PAGE, re.M))
GOOD = {
    "DATABASE_URL": "postgresql:///geoapp",
    "GEOAPP_SECRET_KEY": "0123456789abcdefghijklmnopqrstuv",
}


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_every_setting_is_described_with_its_default(field) -> None:
    said = ROWS[variable_of(field.name)]
    if field.default is MISSING or field.default in ("", None):
        assert said in ("none", "required")
    else:
        default = {True: "1", False: "0"}.get(field.default) if isinstance(field.default, bool) else str(field.default)
        assert said == f"`{default}`"


def test_nothing_is_described_that_does_not_exist() -> None:
    assert set(ROWS) == {variable_of(field.name) for field in fields(Settings)}


def test_good_settings_start() -> None:
    assert Settings.from_env(GOOD).problems() == []


BAD = {
    "no database": {"DATABASE_URL": ""},
    "another database": {"DATABASE_URL": "sqlite:///x"},
    "no key": {"GEOAPP_SECRET_KEY": ""},
    "short key": {"GEOAPP_SECRET_KEY": "0123456789abcdef"},
    "guessable key": {"GEOAPP_SECRET_KEY": "a" * 64},
    "debug in production": {"GEOAPP_DEBUG": "1"},
    "unknown environment": {"GEOAPP_ENVIRONMENT": "test"},
    "unreadable flag": {"GEOAPP_SECURE_COOKIES": "perhaps"},
    "unreadable number": {"GEOAPP_POOL_SIZE": "many"},
    "no days": {"GEOAPP_APPLICATION_DAYS": "0"},
    "secret data": {"GEOAPP_HIGHEST_SECRECY": "秘密"},
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_setting_is_named(name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Settings.from_env(GOOD | BAD[name])
    assert [problem.field for problem in refused.value.problems] == list(BAD[name])


def test_all_bad_settings_are_named_together() -> None:
    with pytest.raises(InvalidInput) as refused:
        Settings.from_env({"GEOAPP_DEBUG": "1", "GEOAPP_POOL_SIZE": "x"})
    assert {problem.field for problem in refused.value.problems} == {
        "DATABASE_URL",
        "GEOAPP_SECRET_KEY",
        "GEOAPP_DEBUG",
        "GEOAPP_POOL_SIZE",
    }


def test_the_server_does_not_start_and_says_why() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geoapp", "serve", "--port", "1"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **GOOD, "GEOAPP_DEBUG": "1", "GEOAPP_SECRET_KEY": "x"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "weak_key: GEOAPP_SECRET_KEY" in done.stderr
    assert "debug_in_production: GEOAPP_DEBUG" in done.stderr
    assert "Traceback" not in done.stderr
