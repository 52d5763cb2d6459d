"""`geoapp backup`: one consistent picture of the whole database, in one file."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from geoapp.auth.audit_heads import heads_folder
from geoapp.backups import facts_queries as facts_of
from geoapp.backups.manifest import Manifest
from geoapp.backups.package import DUMP, HEADS, Progress, new_package
from geoapp.backups.programs import Programs
from geoapp.config import Settings
from geoapp.shared.db import owner_engine
from geoapp.version import VERSION
from geocore.errors import InvalidInput, NotPermitted

NOT_INSIDE: Final = (
    "not in it: the secret key (GEOAPP_DATA/secret-key or GEOAPP_SECRET_KEY; a new one only voids open forms),"
    " the settings of this installation, fonts installed on the machine"
)


def make_backup(settings: Settings, path: Path, progress: Progress) -> Manifest:
    """Write the file whole or not at all. Work goes on meanwhile; what is written later is not in it.

    Raises Conflict when there is such a file or one is being made, InvalidInput for a database that is not ours,
    NotPermitted for a login that row security would show only a part, Unavailable when a program or the disk fails.
    """
    with owner_engine(settings).connect() as connection:
        # Table locks are pg_dump's; this transaction holds the picture that both look at.
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
        require_sight(facts_of.rights(connection))
        if facts_of.revision(connection) is None:
            raise InvalidInput("the database of DATABASE_URL is empty or not ours: there is nothing to keep")
        snapshot = facts_of.exported_snapshot(connection)
        server = facts_of.server_version(connection)
        heads = [(head.name, head.read_bytes()) for head in sorted(heads_folder(settings.data).glob("*.json"))]
        with new_package(path) as package:
            with Programs(settings.database_url, server).dumping(snapshot) as dump:
                package.add(DUMP, dump, progress)
            for name, head in heads:
                package.add(HEADS + name, io.BytesIO(head))
            progress("count", 0)
            facts = facts_of.facts(connection)
            manifest = Manifest(
                program=VERSION,
                made_at=datetime.now(UTC),
                database=connection.engine.url.database or "",
                schema_revision=facts.revision,
                server_version=server,
                postgis=facts_of.postgis_version(connection),
                tables=facts.tables,
                geometries=facts.geometries,
                audit=facts.audit,
                parts=package.parts,
            )
            package.finish(manifest)
            progress("verify", 0)
    return manifest


def require_sight(rights: facts_of.Rights) -> None:
    """Raises NotPermitted for a login that sees only what row security shows it: a dump of that would not be whole."""
    if not rights.past_row_security:
        raise NotPermitted(
            f"the login {rights.name} of DATABASE_URL does not see past row security, so its backup would not be whole;"
            f" once, as an administrator of the server: ALTER ROLE {rights.name} BYPASSRLS"
        )
