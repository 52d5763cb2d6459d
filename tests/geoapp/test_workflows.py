"""The page of workflows is what the objects say, and every state can be reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.workflows import WORKFLOWS, page

ROOT = Path(__file__).resolve().parents[2]


def test_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "workflows.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.name)
def test_every_state_is_reached(workflow) -> None:
    reached, grown = {workflow.initial}, True
    while grown:
        more = {step.target for step in workflow.steps.values() if step.sources & reached}
        grown = not more <= reached
        reached |= more
    assert reached == set(workflow.states)
