"""One office with its register and some streets for the tests of a module."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.campaigns import add_streets
from tests.builders.cases import Office, office
from tests.builders.register import small_register


@pytest.fixture(scope="module")
def bureau(module_database: Any) -> Office:
    small_register(module_database.app)
    add_streets(module_database)
    return office(module_database)
