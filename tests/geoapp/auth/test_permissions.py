"""The names in the code are those of the database."""

from __future__ import annotations

import sqlalchemy as sa

from geoapp.auth import permissions
from geoapp.auth.demo import PEOPLE
from geoapp.workflows import WORKFLOWS


def test_every_permission_is_given_by_a_role_and_known_in_code(owner_connection: sa.Connection) -> None:
    stored = set(owner_connection.exec_driver_sql("select permission from app.role_permission").scalars())
    assert stored == {value for value in permissions.ALL if "." in value}


def test_every_step_of_a_workflow_needs_a_known_permission() -> None:
    needed = {step.needs for workflow in WORKFLOWS for step in workflow.steps.values()}
    assert needed <= permissions.ALL


def test_demo_roles_exist(owner_connection: sa.Connection) -> None:
    stored = set(owner_connection.exec_driver_sql("select code from app.role").scalars())
    assert {role for _login, _name, role, _division in PEOPLE} <= stored
