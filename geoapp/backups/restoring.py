"""`geoapp restore`: a new database from the file, proved whole, then put in the place of the old one in one commit.

Until that commit nothing touches the old database: killed anywhere, it is what it was, and the next restore clears away
what is left. The order of `restore_backup` is the order of what may go wrong: cheap refusals first.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command

from geoapp.auth.actors import load_actor
from geoapp.auth.audit_heads import heads_folder, read_heads
from geoapp.auth.consoles import CONSOLE_SYSTEM
from geoapp.backups import facts_queries as facts_of
from geoapp.backups import restored_store, switch_store
from geoapp.backups.heads import Heads, settle_heads
from geoapp.backups.making import require_sight
from geoapp.backups.manifest import AuditHead, Manifest
from geoapp.backups.package import DUMP, HEADS, Progress, check_parts, manifest_of
from geoapp.backups.programs import Programs
from geoapp.config import Settings
from geoapp.shared.db import engine_for, owner_engine
from geoapp.shared.migrations import alembic_config, revisions
from geoapp.shared.schema_check import differences
from geocore.db import unit_of_work
from geocore.errors import Conflict, InvalidInput, NotPermitted, Unavailable

MOST_JOBS: Final = 4
_OF_EXTENSIONS: Final = re.compile(r" EXTENSION | TABLE DATA public spatial_ref_sys ")
"""Lines of the archive's list."""
_LONGEST_NAME: Final = 63
"""Bytes of a name in PostgreSQL; a longer one would be cut off in silence."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `aside`: the name under which the replaced database is kept, if it is."""

    manifest: Manifest
    revision: str
    aside: str | None
    heads: Heads


@dataclass(frozen=True, slots=True)
class _Replaced:
    """What the present database, if any, says of itself before it goes."""

    there: bool = False
    data_version: int = 0
    audit: AuditHead | None = None


def restore_backup(
    settings: Settings, path: Path, progress: Progress, *, replace_data: bool = False, keep_old: bool = False
) -> Restored:
    """Set the register back to the moment of the backup.

    Raises InvalidInput for a file that is damaged, not ours, of a later schema or server; Conflict for a database with
    data without `replace_data`, or beside another restore; NotPermitted and Unavailable as PostgreSQL decides.
    """
    manifest = manifest_of(path)
    _require_known(manifest)
    known_heads = read_heads(heads_folder(settings.data))
    name = sa.make_url(settings.database_url).database or "geoapp"
    new, aside = f"{name}_restoring", f"{name}_replaced_{datetime.now(UTC):%Y%m%d%H%M%S}"
    if len(aside.encode()) > _LONGEST_NAME:
        raise InvalidInput("the name of the database is too long to put another one beside it", database=name)
    maintenance = _owner_of(settings, "postgres")
    with switch_store.only_restore(maintenance) as server:
        rights = facts_of.rights(server)
        require_sight(rights)
        if not rights.makes_databases:
            raise NotPermitted(f"the login {rights.name} may not make databases: ALTER ROLE {rights.name} CREATEDB")
        version = facts_of.server_version(server)
        if manifest.server_version // 10_000 > version // 10_000:
            raise InvalidInput(
                f"the backup comes from PostgreSQL {manifest.server_version // 10_000}, this server is"
                f" {version // 10_000}: restore it on a server at least as new"
            )
        replaced = _look_at(settings, server, name, replace_data)
        with _workshop(settings.data) as folder:
            small = check_parts(path, folder / DUMP, progress)
            progress("load", 0)
            _prepare(settings, server, new, name)
            _load(Programs(settings.database_url, version), folder, new)
        progress("compare", 0)
        _prove(settings, new, manifest)
        revision = _modernise(settings, new)
        with _owner_of(settings, new).connect() as connection:
            seqs = [head.seq for head in known_heads]
            confirmed = facts_of.audit_hashes(connection, seqs)
        _record(settings, new, manifest, replaced)
        progress("switch", 0)
        switch_store.switch(maintenance, new, name, aside)
        heads = settle_heads(heads_folder(settings.data), known_heads, confirmed, _heads_in(small))
        if replaced.there and not keep_old:
            switch_store.drop(server, aside)
    return Restored(manifest, revision, aside if replaced.there and keep_old else None, heads)


@contextmanager
def _workshop(data: Path) -> Iterator[Path]:
    """A folder for the unpacked dump; those of restores that were killed go first."""
    data.mkdir(parents=True, exist_ok=True)
    for left in data.glob("restore-*/"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=data, prefix="restore-") as folder:
        yield Path(folder)


def _require_known(manifest: Manifest) -> None:
    if manifest.schema_revision not in revisions():
        raise InvalidInput(
            "the backup was made by a newer version of the program: install that version, then restore",
            schema=manifest.schema_revision,
            newest_known=revisions()[-1],
        )


def _owner_of(settings: Settings, database: str) -> sa.Engine:
    """The owner's engine, on another database of the same server."""
    return owner_engine(replace(settings, database_url=_url(settings, database)))


def _url(settings: Settings, database: str) -> str:
    return sa.make_url(settings.database_url).set(database=database).render_as_string(hide_password=False)


def _look_at(settings: Settings, server: sa.Connection, name: str, replace_data: bool) -> _Replaced:
    if not switch_store.exists(server, name):
        return _Replaced()
    with _owner_of(settings, name).connect() as connection:
        if facts_of.holds_data(connection) and not replace_data:
            raise Conflict(
                "the database holds data, which the restore would replace; nothing was changed."
                " Make a backup of it, then call again with --replace",
                database=name,
            )
        audit = facts_of.audit_head(connection) if facts_of.data_version(connection) else None
        return _Replaced(True, facts_of.data_version(connection), audit)


def _prepare(settings: Settings, server: sa.Connection, new: str, model: str) -> None:
    """An empty database with roles, extensions and rights of connecting, as the first migration makes them.

    An empty one that an administrator has made by hand is taken as it is: on a server where our login may not install
    PostGIS there is no other way.
    """
    if switch_store.exists(server, new):
        with _owner_of(settings, new).connect() as connection:
            is_empty = facts_of.revision(connection) is None and not facts_of.holds_data(connection)
        if not is_empty:
            switch_store.drop(server, new)
    if not switch_store.exists(server, new):
        switch_store.create_like(server, new, model)
    try:
        with _owner_of(settings, new).connect() as connection:
            command.upgrade(alembic_config(connection), revisions()[0])
            command.downgrade(alembic_config(connection), "base")
            restored_store.forget_migrations(connection)
            connection.commit()
    except sa.exc.ProgrammingError as error:
        switch_store.drop(server, new)
        raise NotPermitted(
            f"an administrator of the server must first make the empty database {new}, owned by our login, with"
            " CREATE EXTENSION postgis and btree_gist in it, and ALTER ROLE … CREATEROLE; then call again",
            reason=str(error.orig).strip(),
        ) from error


def _load(programs: Programs, folder: Path, new: str) -> None:
    """Extensions and their table are there already, and belong to whoever installed them."""
    listing = folder / "contents"
    lines = [line for line in programs.contents(folder / DUMP) if not _OF_EXTENSIONS.search(line)]
    listing.write_text("\n".join(lines) + "\n", encoding="utf-8")
    programs.restore(folder / DUMP, listing, new, min(os.cpu_count() or 1, MOST_JOBS))


def _prove(settings: Settings, new: str, manifest: Manifest) -> None:
    """Everything that the manifest tells is there, and the audit trail holds."""
    with _owner_of(settings, new).connect() as connection:
        found = facts_of.facts(connection)
        told = (manifest.schema_revision, manifest.tables, manifest.geometries, manifest.audit)
        if told != (found.revision, found.tables, found.geometries, found.audit):
            differing = [
                f"{name}: {manifest.tables.get(name)} → {found.tables.get(name)}"
                for name in sorted(manifest.tables.keys() | found.tables.keys())
                if manifest.tables.get(name) != found.tables.get(name)
            ]
            raise Unavailable("the restored database is not what the backup tells of; nothing was replaced",
                              differing=differing[:20])  # fmt: skip
        verdict = facts_of.audit_verdict(connection)
        if not verdict.is_whole:
            raise InvalidInput(
                "the audit trail in the backup is broken; nothing was replaced", first=verdict.faults[0].message
            )


def _modernise(settings: Settings, new: str) -> str:
    """Bring an older schema to this program's; the revision it is at then."""
    with _owner_of(settings, new).connect() as connection:
        command.upgrade(alembic_config(connection), "head")
        if wrong := differences(connection):
            raise Unavailable("the restored schema is not this program's; nothing was replaced", differing=wrong[:20])
        restored_store.gather_statistics(connection)
        connection.commit()
        return facts_of.revision(connection) or ""


def _record(settings: Settings, new: str, manifest: Manifest, replaced: _Replaced) -> None:
    """The restored trail goes on with who set it back, from when, and what it replaced."""
    with _owner_of(settings, new).begin() as connection:
        restored_store.raise_data_version(connection, replaced.data_version)
    engine = engine_for(replace(settings, database_url=_url(settings, new)), "geoapp_app", None)
    try:
        with engine.connect() as connection:
            actor = load_actor(connection, CONSOLE_SYSTEM)
        with unit_of_work(engine, actor) as work:
            work.audit(
                "database.restore",
                "database",
                manifest.parts[DUMP].sha256,
                changes={
                    "made_at": manifest.made_at,
                    "schema": manifest.schema_revision,
                    "replaced_audit": replaced.audit.model_dump() if replaced.audit else None,
                },
            )
    finally:
        engine.dispose()


def _heads_in(small: Mapping[str, bytes]) -> dict[str, bytes]:
    return {name.removeprefix(HEADS): text for name, text in small.items() if name.startswith(HEADS)}
