"""What a database holds, asked as its owner: revision, rows, shapes, the audit's newest record, the login's rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from geoapp.auth.audit_chain import Verdict, verify
from geoapp.auth.audit_queries import newest, whole_chain
from geoapp.backups.manifest import AuditHead

_SCHEMAS = "('app', 'boundaries', 'gazetteer', 'published')"
_TABLES = sa.text(
    f"""
    select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in {_SCHEMAS} order by 1
    """
)
_SHAPES = sa.text(
    f"""
    select format('%I.%I', n.nspname, c.relname) as "table", format('%I', a.attname) as "column"
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_type t on t.oid = a.atttypid
     where c.relkind = 'r' and n.nspname in {_SCHEMAS} and t.typname = 'geometry' and not a.attisdropped
     order by 1, 2
    """
)
_RIGHTS = sa.text(
    "select rolsuper as superuser, rolsuper or rolbypassrls as past_row_security,"
    " rolsuper or rolcreatedb as makes_databases, rolname as name from pg_roles where rolname = current_user"
)
_OURS = sa.text("select to_regclass('public.alembic_version') is not null")
_OTHERS = sa.text(
    """
    select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
                      and n.nspname not like 'pg_t%' and c.relname <> 'alembic_version'
                      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))
    """
)
_DATA = sa.text(
    "select exists (select from gazetteer.place) or exists (select from boundaries.division where level > 0)"
    " or exists (select from app.audit_event) or exists (select from app.user_account where kind = 'person')"
)


@dataclass(frozen=True, slots=True)
class Rights:
    """What the owner's login may do on the server."""

    superuser: bool
    past_row_security: bool
    makes_databases: bool
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a manifest tells of a database, to be compared after a restore."""

    revision: str
    tables: dict[str, int]
    geometries: dict[str, int]
    audit: AuditHead


def rights(connection: sa.Connection) -> Rights:
    return Rights(**connection.execute(_RIGHTS).one()._mapping)


def server_version(connection: sa.Connection) -> int:
    """150007 for 15.7."""
    return int(connection.execute(sa.text("show server_version_num")).scalar_one())


def postgis_version(connection: sa.Connection) -> str:
    return str(connection.execute(sa.text("select postgis_lib_version()")).scalar_one())


def revision(connection: sa.Connection) -> str | None:
    """None where the migrations never ran."""
    if not connection.execute(_OURS).scalar_one():
        return None
    found: str | None = connection.execute(
        sa.text("select version_num from public.alembic_version")
    ).scalar_one_or_none()
    return found


def holds_data(connection: sa.Connection) -> bool:
    """Whether anything would be lost with this database: anybody's records, or tables that are not ours at all."""
    if revision(connection) is None:
        return bool(connection.execute(_OTHERS).scalar_one())
    return bool(connection.execute(_DATA).scalar_one())


def facts(connection: sa.Connection) -> Facts:
    """Counts every table: the transaction's snapshot is what they are true for. Needs a login past row security."""
    tables = connection.execute(_TABLES).scalars().all()
    shapes = connection.execute(_SHAPES).all()
    return Facts(
        revision=revision(connection) or "",
        tables={name: _count(connection, name, "*") for name in tables},
        geometries={f"{shape.table}.{shape.column}": _count(connection, shape.table, shape.column) for shape in shapes},
        audit=audit_head(connection),
    )


def _count(connection: sa.Connection, table: str, what: str) -> int:
    """`table` and `what` come quoted from the catalogue."""
    return int(connection.execute(sa.text(f"select count({what}) from {table}")).scalar_one())


def audit_head(connection: sa.Connection) -> AuditHead:
    seq, chain_hash = newest(connection)
    return AuditHead(seq=seq, hash=chain_hash)


def audit_verdict(connection: sa.Connection) -> Verdict:
    """The whole chain recomputed."""
    return verify(whole_chain(connection))


def audit_hashes(connection: sa.Connection, seqs: Iterable[int]) -> dict[int, str]:
    """The hash of each of these records, as far as they exist."""
    rows = connection.execute(
        sa.text("select seq, encode(hash, 'hex') from app.audit_event where seq = any (:seqs)"), {"seqs": list(seqs)}
    )
    return {row.seq: row.encode for row in rows}


def data_version(connection: sa.Connection) -> int:
    """Of the public side; 0 where there is none."""
    if not connection.execute(sa.text("select to_regclass('published.data_version') is not null")).scalar_one():
        return 0
    return int(connection.execute(sa.text("select version from published.data_version")).scalar_one())


def exported_snapshot(connection: sa.Connection) -> str:
    """The name under which pg_dump sees what this transaction sees, as long as the transaction lives."""
    return str(connection.execute(sa.text("select pg_export_snapshot()")).scalar_one())
