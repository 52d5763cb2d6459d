"""One office with its register for the tests of a module."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.cases import Office, office
from tests.builders.register import small_register


@pytest.fixture(scope="module")
def places(module_database: Any) -> dict[str, Any]:
    return small_register(module_database.app)


@pytest.fixture(scope="module")
def bureau(module_database: Any, places: dict[str, Any]) -> Office:
    return office(module_database)
