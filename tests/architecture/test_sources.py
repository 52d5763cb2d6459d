"""Where things stand, how large they grow, and what must not be in the checkout at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("geocore", "gazetteer", "boundaries", "geoapp", "migrations", "static", "tests", "tools", "bench", "docs")
TEXT = {".py", ".html", ".css", ".js", ".mjs", ".sh", ".md", ".cfg", ".toml", ".ini", ".in", ".txt", ".yml", ".json"}
NOT_WRITTEN_HERE = ("static/vendor/", "tests/vendor/", "tests/data/")

LONGEST = 500
LONGEST_MIGRATION = 700
"""A migration is one unit, with its code tables and triggers, and is never changed once it is out."""

SQL = re.compile(r"\bsa\.(text|select|insert|update|delete)\(|exec_driver_sql|\.cursor\(")
SQL_PLACES = re.compile(r"(^|/|_)(store|queries|tables|sql)(/|\.py$)|_store\.py$|_queries\.py$")
SQL_ELSEWHERE = {
    "geoapp/api/health.py": "readiness is one row read, without any layer that could fail by itself",
    "geoapp/cli/database.py": "migrations are run on a connection of the owner",
    "geoapp/shared/schema_check.py": "asks the catalogue, which is no table of ours",
    "geoapp/shared/caching.py": "reads the one row that keys every cached answer",
    "geoapp/usecases/demo.py": "asks whether the register is empty before a domain has anything to say",
}


def files(*suffixes: str) -> list[Path]:
    found = [file for folder in OURS for file in sorted((ROOT / folder).rglob("*")) if file.is_file()]
    found += [file for file in sorted(ROOT.iterdir()) if file.is_file() and not file.name.startswith(".coverage")]
    return [
        file
        for file in found
        if file.suffix in (suffixes or TEXT)
        and "__pycache__" not in file.parts
        and "node_modules" not in file.parts
        and not name_of(file).startswith(NOT_WRITTEN_HERE)
    ]


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def test_sql_stands_in_tables_stores_and_queries() -> None:
    wrong = [
        name
        for file in files(".py")
        if (name := name_of(file)).startswith("geoapp/")
        and SQL.search(file.read_text(encoding="utf-8"))
        and not SQL_PLACES.search(name)
        and name not in SQL_ELSEWHERE
    ]
    assert wrong == [], "move the statement into a *_queries.py or *_store.py, or give a reason in SQL_ELSEWHERE"


def test_no_view_and_no_command_touches_a_table() -> None:
    wrong = [
        name
        for file in files(".py")
        if (name := name_of(file)).startswith(("geoapp/web/", "geoapp/api/", "geoapp/cli/"))
        and re.search(r"^(from|import) [\w.]*tables\b|^from [\w.]+ import .*\btables\b", file.read_text(), re.M)
    ]
    assert wrong == []


def test_no_file_is_too_long_to_hold_in_mind() -> None:
    code = files(".py", ".js", ".mjs", ".css", ".html", ".sh")
    lengths = {name_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in code}
    limits = {name: LONGEST_MIGRATION if name.startswith("migrations/") else LONGEST for name in lengths}
    assert {name: lines for name, lines in lengths.items() if lines > limits[name]} == {}


def test_modules_are_named_for_what_they_hold() -> None:
    empty_words = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "glue", "stuff"}
    assert [name_of(file) for file in files(".py", ".js", ".mjs") if file.stem in empty_words] == []


SECRETS = {
    "private key": r"-----BEGIN (RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----",
    "cloud key": r"\b(AKIA|LTAI|AKID)[0-9A-Za-z]{12,}\b",
    "token of a code host": r"\b(ghp|gho|ghs|glpat|npm|pypi)[_-][0-9A-Za-z_-]{20,}",
    "token of ours": r"\bgat_[0-9A-Za-z_-]{43}\b",
    "password in an address": r"\b[a-z][a-z0-9+]*://[^\s:/@{}<>'\"]+:[^\s:/@{}<>'\"]{3,}@(?!/)",
    "second-factor secret": r"otpauth://\S*secret=[A-Z2-7]{16,}",
    "stored password": r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[0-9A-Za-z+/]{16,}\$",
}


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_no_secret_is_in_the_checkout(kind: str) -> None:
    """SC2."""
    pattern = re.compile(SECRETS[kind])
    found = []
    for file in files():
        if file == Path(__file__):
            continue
        for match in pattern.finditer(file.read_text(encoding="utf-8", errors="replace")):
            found.append(f"{name_of(file)}: {match[0][:40]}")
    assert found == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("private key", "-----BEGIN PRIVATE KEY-----"),
        ("password in an address", "postgresql://geoapp:hunter22@db/geoapp"),
        ("stored password", "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$aGFzaA"),
        ("second-factor secret", "otpauth://totp/x?secret=JBSWY3DPEHPK3PXPJBSWY3DP"),
    ],
)
def test_the_scanner_sees(kind: str, text: str) -> None:
    assert re.search(SECRETS[kind], text)


def test_no_environment_is_read_outside_the_settings() -> None:
    """Start-up and tools aside: see the reasons."""
    allowed = {
        "geoapp/config.py": "the one reader",
        "geoapp/backups/programs.py": "hands it to PostgreSQL's tools, with the password",
        "geoapp/cli/serve.py": "the server's own log level, which is no setting of the application",
    }
    wrong = [
        name
        for file in files(".py")
        if (name := name_of(file)).startswith(("geocore/", "gazetteer/", "boundaries/", "geoapp/"))
        and re.search(r"os\.environ|os\.getenv", file.read_text(encoding="utf-8"))
        and name not in allowed
    ]
    assert wrong == []
