"""How a run in several processes (`-n`) deals the tests out: what shares an expensive fixture stays together."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/journeys/",)
"""Folders whose files share the loaded demonstration; other files go to whichever process is free."""


def piece_of(test_id: str) -> str:
    """The piece of work that a test belongs to: a folder of `TOGETHER`, else its file."""
    file = test_id.partition("::")[0]
    return next((folder for folder in TOGETHER if file.startswith(folder)), file)


class ByFixtures(LoadScopeScheduling):
    """Hands out whole pieces, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return piece_of(nodeid)
