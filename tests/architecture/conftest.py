"""The site of tests.builders, and a page's language where words are compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.builders.site import Site, module_site, quick_hashing, site

__all__ = ["module_site", "quick_hashing", "site"]


@pytest.fixture
def words_of_pages(site: Site) -> Iterator[None]:
    with site.app.test_request_context():
        yield
