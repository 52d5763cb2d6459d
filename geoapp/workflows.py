"""Every workflow of the system, for `geoapp db check`, docs/workflows.md and the tests."""

from __future__ import annotations

from gazetteer.campaigns.workflow import CLEAN_UP_CAMPAIGN
from gazetteer.cases.workflow import NAMING_CASE
from gazetteer.protection.workflow import PROTECTED_NAME
from gazetteer.supervision.workflow import SUPERVISION_CASE
from geocore.batches import IMPORT_BATCH
from geocore.workflow import Workflow

WORKFLOWS: tuple[Workflow, ...] = (IMPORT_BATCH, NAMING_CASE, CLEAN_UP_CAMPAIGN, SUPERVISION_CASE, PROTECTED_NAME)


def page() -> str:
    """The text of docs/workflows.md: `python -c 'import geoapp.workflows as w; print(w.page(), end="")'`."""
    lines = [
        "# Workflows",
        "",
        "Generated from the `Workflow` objects; a test compares. The same rows stand in `app.workflow_step`, and the",
        "database refuses any other step.",
    ]
    for workflow in WORKFLOWS:
        lines += ["", f"## {workflow.name}", "", f"Begins in *{workflow.initial}*.", ""]
        lines += ["```mermaid", "stateDiagram-v2", f"    [*] --> {workflow.initial}"]
        lines += [f"    {source} --> {target} : {action}" for _, source, action, target, _ in workflow.rows()]
        lines += ["```", "", "| from | action | to | permission |", "| --- | --- | --- | --- |"]
        lines += [f"| {s} | {a} | {t} | `{needs}` |" for _, s, a, t, needs in workflow.rows()]
    return "\n".join(lines) + "\n"
