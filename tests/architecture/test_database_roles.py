"""AZ2: row rules cannot be gone around by an owner, a bypass right, a view or a function."""

from __future__ import annotations

import sqlalchemy as sa

from geoapp.shared.schema_check import differences

SCHEMAS = ["app", "boundaries", "gazetteer", "published"]


def rows(connection: sa.Connection, statement: str) -> list[str]:
    return list(connection.execute(sa.text(statement), {"schemas": SCHEMAS}).scalars())


def test_database_and_code_agree(owner_connection: sa.Connection) -> None:
    assert differences(owner_connection) == []


def test_views_look_with_the_eyes_of_their_user(owner_connection: sa.Connection) -> None:
    assert (
        rows(
            owner_connection,
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = any (:schemas) and c.relkind in ('v', 'm')"
            " and not coalesce(c.reloptions::text, '') like '%security_invoker=true%'"
            " and not coalesce(c.reloptions::text, '') like '%security_invoker=on%'",
        )
        == []
    )


def test_functions_of_the_owner_say_where_they_look(owner_connection: sa.Connection) -> None:
    """A definer's function without a search path runs whatever stands first in the caller's."""
    assert (
        rows(
            owner_connection,
            "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname = any (:schemas) and p.prosecdef"
            " and not coalesce(p.proconfig::text, '') like '%search_path=%'",
        )
        == []
    )


def test_every_table_with_records_of_an_area_has_forced_row_security(owner_connection: sa.Connection) -> None:
    """Named by what they hold, so that a new table with a place, a path or a case is not forgotten."""
    assert (
        rows(
            owner_connection,
            "select distinct c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " join pg_attribute a on a.attrelid = c.oid and not a.attisdropped"
            " where n.nspname in ('gazetteer', 'boundaries', 'app') and c.relkind in ('r', 'p')"
            " and a.attname in ('division_path', 'division_id', 'place_id', 'subject_id')"
            " and n.nspname = any (:schemas) and not (c.relrowsecurity and c.relforcerowsecurity)",
        )
        == []
    )


def test_no_policy_lets_the_public_role_in(owner_connection: sa.Connection) -> None:
    assert (
        rows(
            owner_connection,
            "select polrelid::regclass || '.' || polname from pg_policy p join pg_class c on c.oid = p.polrelid"
            " join pg_namespace n on n.oid = c.relnamespace where n.nspname = any (:schemas)"
            " and (polroles = '{0}' or 'geoapp_reader'::regrole::oid = any (polroles))",
        )
        == []
    )


def test_the_application_may_not_truncate_create_or_trigger(owner_connection: sa.Connection) -> None:
    assert (
        rows(
            owner_connection,
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = any (:schemas) and c.relkind in ('r', 'p')"
            " and has_table_privilege('geoapp_app', c.oid, 'truncate, trigger, references')",
        )
        == []
    )
    assert rows(
        owner_connection,
        "select nspname from pg_namespace where nspname = any (:schemas || array['public'])"
        " and (has_schema_privilege('geoapp_app', oid, 'create')"
        " or has_schema_privilege('geoapp_reader', oid, 'create'))",
    ) == []  # fmt: skip


def test_history_may_only_be_added_to(owner_connection: sa.Connection) -> None:
    assert (
        rows(
            owner_connection,
            "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname = any (:schemas) and c.relname in ('audit_event', 'workflow_event', 'name_event',"
            " 'password_history', 'case_number', 'case_check', 'case_decision', 'announcement', 'consultation_answer',"
            " 'consultation_reminder', 'case_report', 'case_filing_paper', 'certificate', 'case_waiver')"
            " and has_table_privilege('geoapp_app', c.oid, 'update, delete')",
        )
        == []
    )


def test_the_reader_sees_the_published_schema_only(owner_connection: sa.Connection) -> None:
    seen = rows(
        owner_connection,
        "select distinct n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = any (:schemas) and c.relkind in ('r', 'v', 'm', 'p')"
        " and has_table_privilege('geoapp_reader', c.oid, 'select')",
    )
    assert seen == ["published"]
    assert rows(
        owner_connection,
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = any (:schemas) and c.relkind in ('r', 'v', 'm', 'p')"
        " and has_table_privilege('geoapp_reader', c.oid, 'insert, update, delete')",
    ) == []  # fmt: skip
    as_owner = rows(
        owner_connection,
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname = any (:schemas) and p.prosecdef and has_schema_privilege('geoapp_reader', n.oid, 'usage')"
        " and has_function_privilege('geoapp_reader', p.oid, 'execute') and p.prorettype <> 'trigger'::regtype",
    )
    # Returns counts and ranks; the log that it reads tells of names that were withdrawn.
    assert as_owner == ["published.lists_of(text[],integer[])"]
