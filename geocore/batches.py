"""Import batches: one file read in one transaction, and its undoing as a workflow step."""

from __future__ import annotations

from enum import StrEnum

from geocore.workflow import Step, Workflow


class BatchState(StrEnum):
    LOADED = "loaded"
    UNDONE = "undone"


IMPORT_BATCH = Workflow(
    "import_batch",
    BatchState,
    BatchState.LOADED,
    [Step("undo", frozenset({BatchState.LOADED}), BatchState.UNDONE, needs="imports.undo")],
)
