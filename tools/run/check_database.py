"""Says in plain sentences what the server of DATABASE_URL lacks. Changes nothing; exit 1 on findings."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

import sqlalchemy as sa

POSTGIS_NEEDED = (3, 3)

FACTS = """
select
    (select rolsuper from pg_roles where rolname = current_user) as is_superuser,
    has_database_privilege(current_database(), 'create') as may_create,
    pg_encoding_to_char((select encoding from pg_database where datname = current_database())) as encoding,
    (select datctype from pg_database where datname = current_database()) as character_type,
    '县' ~ '^[[:alpha:]]$' as knows_chinese_letters,
    (select coalesce(installed_version, default_version) from pg_available_extensions where name = 'postgis')
        as postgis,
    exists (select from pg_extension where extname = 'postgis') as postgis_installed,
    exists (select from pg_available_extensions where name = 'btree_gist') as btree_gist
"""


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """One row of FACTS. `postgis` is the installed version, or the one that CREATE EXTENSION would install."""

    is_superuser: bool
    may_create: bool
    encoding: str
    character_type: str
    knows_chinese_letters: bool
    postgis: str | None
    postgis_installed: bool
    btree_gist: bool


def findings(facts: ServerFacts) -> list[str]:
    """What must be mended before the migrations can run, each with the way to do it."""
    found = []
    if facts.postgis is None:
        found.append("The server has no PostGIS. Install postgresql-postgis (3.3 or newer) on it.")
    elif version_of(facts.postgis) < POSTGIS_NEEDED:
        found.append(f"The server has PostGIS {facts.postgis}; 3.3 or newer is needed. Update it there.")
    elif not facts.postgis_installed and not facts.is_superuser:
        found.append("Only an administrator of the server may run this once in the database: CREATE EXTENSION postgis;")
    if not facts.btree_gist:
        found.append("The server lacks the extension btree_gist. Install postgresql-contrib on it.")
    if not facts.may_create:
        found.append(
            "The user may not create schemas. Let the owner of the database do it, or GRANT CREATE ON DATABASE."
        )
    if facts.encoding != "UTF8":
        found.append(f"The database's encoding is {facts.encoding}. Make one with ENCODING 'UTF8', TEMPLATE template0.")
    elif not facts.knows_chinese_letters:
        found.append(
            f"The database has LC_CTYPE {facts.character_type}, for which no Chinese character is a letter: search"
            " would find nothing. Make one with LOCALE 'C.UTF-8' TEMPLATE template0."
        )
    return found


def version_of(text: str) -> tuple[int, ...]:
    """(3, 3) of "3.3.2"."""
    return tuple(int(part) for part in text.split(".")[:2])


def postgresql_address(text: str) -> sa.URL:
    """The address in DATABASE_URL. Raises ArgumentError for what is none, or another kind of database's."""
    url = sa.make_url(text)
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise sa.exc.ArgumentError(f"{url.drivername} is not PostgreSQL through psycopg 3")
    return url


def main() -> int:
    try:
        engine = sa.create_engine(postgresql_address(os.environ["DATABASE_URL"]), poolclass=sa.NullPool)
        with engine.connect() as connection:
            facts = ServerFacts(**connection.execute(sa.text(FACTS)).one()._mapping)
    except sa.exc.ArgumentError as error:
        print(f"DATABASE_URL is not an address of the form postgresql+psycopg://user@host/database: {error}")
        return 1
    except sa.exc.OperationalError as error:
        print(f"The server does not answer: {error.orig}")
        return 1
    found = findings(facts)
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
