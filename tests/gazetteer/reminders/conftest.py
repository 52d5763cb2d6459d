"""One office with its register for the tests of this folder."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.cases import Office, office
from tests.builders.register import small_register


@pytest.fixture(scope="module")
def bureau(module_database: Any) -> Office:
    small_register(module_database.app)
    return office(module_database)
