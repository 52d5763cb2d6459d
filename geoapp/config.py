"""Settings: the only reader of the environment. Every field is described in docs/settings.md (a test compares)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geocore.errors import InvalidInput
from geocore.problems import Problem


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation may choose. Built once at start; all errors are reported together."""

    database_url: str
    """DATABASE_URL: the owner's connection, for migrations only. `postgresql+psycopg://…`"""
    database_app_url: str | None = None
    """DATABASE_APP_URL: connection of the role geoapp_app; without it, DATABASE_URL with `SET ROLE` at connect."""
    database_reader_url: str | None = None
    """DATABASE_READER_URL: connection of the role geoapp_reader (public side); same rule."""
    data: Path = Path("var")
    """GEOAPP_DATA: folder for uploads, exported audit heads, caches."""
    secret_key: str = ""
    """GEOAPP_SECRET_KEY: signs session cookies and CSRF tokens; at least 32 characters."""
    debug: bool = False
    """GEOAPP_DEBUG: tracebacks in the log and template reload; refused unless GEOAPP_ENVIRONMENT=development."""
    environment: str = "production"
    """GEOAPP_ENVIRONMENT: production or development."""
    base_url: str = "http://127.0.0.1:8000"
    """GEOAPP_BASE_URL: address under which the public reaches the site; links never follow the Host header."""
    secure_cookies: bool = False
    """GEOAPP_SECURE_COOKIES: 1 behind TLS. Cookies are then sent over https only and HSTS is set."""
    proxies: int = 0
    """GEOAPP_PROXIES: reverse proxies in front; so many entries of X-Forwarded-For are believed, none by default."""
    map_review_number: str = ""
    """GEOAPP_MAP_REVIEW_NUMBER: 审图号 shown on every public map; without it public maps are not shown."""
    map_review_expires: str = ""
    """GEOAPP_MAP_REVIEW_EXPIRES: last day (YYYY-MM-DD) of the 审图号; afterwards public maps are not shown."""
    base_map: str = ""
    """GEOAPP_BASE_MAP: WMTS/XYZ template of an approved base map; empty: our own division areas only."""
    session_idle_minutes: int = 15
    """GEOAPP_SESSION_IDLE_MINUTES: a session ends after so long without a request."""
    session_absolute_hours: int = 8
    """GEOAPP_SESSION_ABSOLUTE_HOURS: a session ends so long after sign-in."""
    pool_size: int = 5
    """GEOAPP_POOL_SIZE: database connections per process and role."""
    prepared_statements: bool = True
    """GEOAPP_PREPARED_STATEMENTS: 0 behind a pooler that shares connections between transactions."""
    highest_secrecy: str = "公开"
    """GEOAPP_HIGHEST_SECRECY: highest 密级 that this installation may hold (公开, 内部)."""
    application_days: int = 30
    """GEOAPP_APPLICATION_DAYS: days after the last writing until an application that nobody hands in is deleted."""
    smtp_url: str = ""
    """GEOAPP_SMTP_URL: mail server for reminders, `smtp://…` or `smtps://…`; without it nothing leaves the machine."""
    mail_from: str = ""
    """GEOAPP_MAIL_FROM: sender's address of reminders; needed with GEOAPP_SMTP_URL."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Raises InvalidInput with every problem found."""
        source = os.environ if environ is None else environ
        given: dict[str, Any] = {}
        problems: list[Problem] = []
        for item in fields(cls):
            variable = variable_of(item.name)
            if variable not in source:
                continue
            try:
                given[item.name] = _PARSERS[str(item.type)](source[variable])
            except ValueError as error:
                problems.append(Problem(variable, "bad_setting", str(error)))
        given.setdefault("database_url", "")
        settings = cls(**given)
        problems += settings.problems()
        if problems:
            raise InvalidInput("the settings do not allow a start", problems)
        return settings

    def problems(self) -> list[Problem]:
        """What would make a start unsafe or impossible."""
        found = []
        if not self.database_url.startswith("postgresql"):
            found.append(
                Problem("DATABASE_URL", "missing", "no PostgreSQL address", hint="start with ./run, which sets it")
            )
        if len(self.secret_key) < 32 or len(set(self.secret_key)) < 8:
            found.append(
                Problem(
                    "GEOAPP_SECRET_KEY",
                    "weak_key",
                    "shorter than 32 characters or guessable",
                    hint="python3 -c 'import secrets; print(secrets.token_hex(32))'",
                )
            )
        if self.environment not in ("production", "development"):
            found.append(Problem("GEOAPP_ENVIRONMENT", "bad_setting", "must be production or development"))
        if self.debug and self.environment != "development":
            found.append(Problem("GEOAPP_DEBUG", "debug_in_production", "debug mode would show internals to anybody"))
        if self.highest_secrecy not in ("公开", "内部"):
            found.append(Problem("GEOAPP_HIGHEST_SECRECY", "bad_setting", "涉密资料不得进入本系统: 公开 or 内部 only"))
        if not 1 <= self.application_days <= 365:
            found.append(Problem("GEOAPP_APPLICATION_DAYS", "bad_setting", "must be between 1 and 365"))
        found += self._mail_problems()
        return found

    def _mail_problems(self) -> list[Problem]:
        if not self.smtp_url:
            return []
        found = []
        server = urlsplit(self.smtp_url)
        if server.scheme not in ("smtp", "smtps") or not server.hostname:
            found.append(Problem("GEOAPP_SMTP_URL", "bad_setting", "must be smtp://host:port or smtps://host:port"))
        if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", self.mail_from):
            found.append(Problem("GEOAPP_MAIL_FROM", "bad_setting", "reminders by e-mail need a sender's address"))
        return found


def variable_of(field_name: str) -> str:
    """Name of the environment variable of a settings field."""
    return field_name.upper() if field_name.startswith("database_") else f"GEOAPP_{field_name.upper()}"


def _flag(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off", ""):
        return False
    raise ValueError(f"{text!r} is neither yes nor no")


_PARSERS: dict[str, Any] = {
    "str": str,
    "str | None": lambda text: text or None,
    "bool": _flag,
    "int": int,
    "Path": Path,
}
