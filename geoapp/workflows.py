"""Every workflow of the system, for `geoapp db check`, the generated docs/workflows.md and the tests."""

from __future__ import annotations

from geocore.batches import IMPORT_BATCH
from geocore.workflow import Workflow

WORKFLOWS: tuple[Workflow, ...] = (IMPORT_BATCH,)
