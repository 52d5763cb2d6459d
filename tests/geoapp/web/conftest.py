"""The sites of tests.builders for the tests of this folder."""

from __future__ import annotations

from tests.builders.registered import module_register, register
from tests.builders.site import module_site, quick_hashing, site

__all__ = ["module_register", "module_site", "quick_hashing", "register", "site"]
