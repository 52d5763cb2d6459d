"""Cases on the way to a notice: steps with their words, the file and the facts as they are then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from gazetteer.cases.notices import (
    NoticeFacts,
    facts_of_file,
)
from gazetteer.cases.queries import CaseFile, case_file
from gazetteer.cases.services import handling
from geocore.db import act_as
from tests.builders.cases import (
    Office,
)

REVIEWER = "reviewer@suxian"


def file_of(office: Office, case_id: UUID) -> CaseFile:
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[REVIEWER])
        return case_file(connection, case_id, office.actors[REVIEWER])


def told_of(office: Office, case_id: UUID) -> NoticeFacts:
    return facts_of_file(file_of(office, case_id))


def take(office: Office, case_id: UUID, service: Callable[..., Any], note: str, *more: str, who: str = REVIEWER) -> Any:
    step = office.step(case_id, note)
    with office.as_(who) as work:
        return service(work, step, *more)


def again_submitted(office: Office, case_id: UUID) -> None:
    take(office, case_id, handling.submit, "", who="clerk@suxian")
