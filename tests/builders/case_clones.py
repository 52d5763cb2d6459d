"""Many cases like one that the services brought to its decision, copied by the owner: races need a fresh case each."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

import sqlalchemy as sa

from tests.builders.cases import Office

_TABLES = ("naming_case", "case_contact", "case_item", "case_number", "case_document", "case_check", "case_clock")
_NEW = {
    "id": "gen_random_uuid()",
    "case_id": "cast(:new as uuid)",
    "serial": ":serial",
    "number": "number || '-' || :serial",
    "candidate_names": "array[:name]",
    "name": ":name",
    "report": "replace(report::text, :old_name, :name)::jsonb",
}
"""What a copy does not share with its model."""


def copies(office: Office, case_id: UUID, names: Sequence[str], first_serial: int) -> list[UUID]:
    """One copy for each name, wherever the case stands. The copied steps stay those of the same persons."""
    made = []
    with office.database.owner.begin() as connection:
        connection.exec_driver_sql("set local session_replication_role = replica")
        (old_name,) = connection.execute(
            sa.text("select candidate_names[1] from gazetteer.case_item where case_id = :id"), {"id": case_id}
        ).one()
        for serial, name in enumerate(names, start=first_serial):
            values = {"old": case_id, "new": uuid4(), "serial": serial, "name": name, "old_name": old_name}
            for table, key in (("app.workflow_subject", "id"), ("app.workflow_event", "subject_id")):
                _copy(connection, table, key, {key: "cast(:new as uuid)"}, values)
            for table in _TABLES:
                is_case = table == "naming_case"
                changed = {"id": "cast(:new as uuid)"} if is_case else _NEW
                _copy(connection, f"gazetteer.{table}", "id" if is_case else "case_id", changed, values)
            made.append(UUID(str(values["new"])))
    return made


def _copy(connection: sa.Connection, table: str, key: str, changed: dict[str, str], values: dict[str, object]) -> None:
    columns = connection.execute(
        sa.text(
            "select attname from pg_attribute where attrelid = cast(:table as regclass) and attnum > 0"
            " and not attisdropped and attgenerated = '' and attidentity <> 'a'"
        ),
        {"table": table},
    ).scalars()
    names = list(columns)
    picked = ", ".join(changed.get(column, column) for column in names)
    connection.execute(
        sa.text(f"insert into {table} ({', '.join(names)}) select {picked} from {table} where {key} = :old"), values
    )
