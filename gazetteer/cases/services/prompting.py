"""督办: whoever reviews or approves in the area of a case, also from a division above, asks what holds it up."""

from __future__ import annotations

from uuid import UUID

from gazetteer.cases.store import cases, deadlines
from gazetteer.cases.workflow import APPROVE, CLOSED, HANDLE, REVIEW
from geocore.db import UnitOfWork
from geocore.errors import ActionNotAllowed, InvalidInput, NotPermitted
from geocore.problems import Problem

PROMPTERS = (REVIEW, APPROVE)
"""Either permission lets one prompt."""
LONGEST = 1000
"""Characters of a prompt and of its answer."""


def prompt(work: UnitOfWork, case_id: UUID, text: str) -> UUID:
    """Write a prompt into the file of an open case.

    Raises NotFound, NotPermitted, ActionNotAllowed for a closed case, InvalidInput.
    """
    case = cases.find_case(work.connection, case_id)
    if not any(work.actor.may(needed, case.division_path) for needed in PROMPTERS):
        raise NotPermitted("your roles do not include prompting here", needs=REVIEW)
    if case.state in CLOSED:
        raise ActionNotAllowed("the case is closed", state=str(case.state))
    prompt_id = deadlines.insert_prompt(work, case_id, _words(text))
    work.audit("case.prompt", "naming_case", case_id, changes={"prompt": prompt_id})
    return prompt_id


def answer_prompt(work: UnitOfWork, case_id: UUID, prompt_id: UUID, version: int, answer: str) -> None:
    """Raises NotFound, NotPermitted, InvalidInput, StaleVersion when it is answered already."""
    case = cases.find_case(work.connection, case_id)
    if not work.actor.may(HANDLE, case.division_path):
        raise NotPermitted("your roles do not include this case", needs=HANDLE)
    deadlines.answer_prompt(work, case_id, prompt_id, version, _words(answer))
    work.audit("case.prompt_answer", "naming_case", case_id, changes={"prompt": prompt_id})


def _words(text: str) -> str:
    words = text.strip()
    if not 1 <= len(words) <= LONGEST or "\x00" in words:
        raise InvalidInput("say what is asked", [Problem("text", "required", f"1 to {LONGEST} characters")])
    return words
