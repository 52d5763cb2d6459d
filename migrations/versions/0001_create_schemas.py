"""Schemas, extensions and the three database roles.

`geoapp_app` serves requests: it owns nothing, may not create anything, and row security is forced on it.
`geoapp_reader` is the public side: it will be granted the schema `published` and nothing else.
Both can log in without a password; who may connect as them is for pg_hba.conf to say (the private cluster listens
on a private socket only).
"""

from __future__ import annotations

from alembic import op

revision = "0001_create_schemas"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for extension in ("postgis", "btree_gist"):
        op.get_bind().exec_driver_sql(f"create extension if not exists {extension}")
    op.get_bind().exec_driver_sql(
        """
        do $$
        begin
            if not exists (select from pg_roles where rolname = 'geoapp_app') then
                create role geoapp_app login nosuperuser nocreatedb nocreaterole nobypassrls;
            end if;
            if not exists (select from pg_roles where rolname = 'geoapp_reader') then
                create role geoapp_reader login nosuperuser nocreatedb nocreaterole nobypassrls;
            end if;
        exception when duplicate_object or unique_violation then
            null;  -- another database of the same cluster is being migrated at this moment
        end $$
        """
    )
    op.get_bind().exec_driver_sql("revoke create on schema public from public")
    op.get_bind().exec_driver_sql(
        """
        do $$
        begin
            execute format('revoke all on database %I from public', current_database());
            execute format('grant connect, temporary on database %I to geoapp_app', current_database());
            execute format('grant connect on database %I to geoapp_reader', current_database());
        end $$
        """
    )
    for schema in ("app", "boundaries", "gazetteer", "published"):
        op.get_bind().exec_driver_sql(f"create schema {schema}")
        op.get_bind().exec_driver_sql(f"grant usage on schema {schema} to geoapp_app")
    op.get_bind().exec_driver_sql("grant usage on schema published to geoapp_reader")
    # Public requests have a short leash; the application's own jobs set theirs per transaction.
    op.get_bind().exec_driver_sql("alter role geoapp_reader set statement_timeout = '5s'")
    op.get_bind().exec_driver_sql("alter role geoapp_reader set default_transaction_read_only = on")
    op.get_bind().exec_driver_sql("alter role geoapp_app set idle_in_transaction_session_timeout = '10min'")


def downgrade() -> None:
    for schema in ("published", "gazetteer", "boundaries", "app"):
        op.get_bind().exec_driver_sql(f"drop schema {schema}")
    # Roles belong to the whole cluster and may serve another database: they stay.
