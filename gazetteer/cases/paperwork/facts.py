"""What the papers of a case are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gazetteer.cases.model import CaseItem, Decision
from gazetteer.cases.queries import CaseFile
from gazetteer.cases.store.areas import office_of
from gazetteer.cases.texts import place_name_authority
from geocore.official_time import day_of
from geocore.workflow_store import WorkflowEvent


def official_day(event: WorkflowEvent) -> date:
    """The day of a step where the office is."""
    return day_of(event.at)


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The file, the words of its codes, and the day on which the papers are written.

    `spellings` by item: of the decided name, before the decision of the first wish. Only notices to the applicant say
    the rest: receipt of the online application, code of the acceptance (empty: to be written in), address to follow at.
    """

    file: CaseFile
    category: str
    class_name: str
    spellings: Mapping[UUID, str]
    today: date
    receipt: str = ""
    code: str = ""
    follow_at: str = ""

    @property
    def division(self) -> str:
        """湖南省郴州市苏仙区: the country goes without saying."""
        return "".join(step.name for step in self.file.division if step.level > 0)

    @property
    def office(self) -> str:
        return office_of(self.file.division).name

    @property
    def authority(self) -> str:
        """The place-name authority of the office that handles the case."""
        return place_name_authority(self.office)

    @property
    def authority_above(self) -> str:
        """To whose place-name authority filings go (条例第十三条); empty for the highest."""
        level = office_of(self.file.division).level
        above = [step for step in self.file.division if step.level < level]
        return place_name_authority(above[-1].name) if above else ""

    @property
    def approved(self) -> tuple[tuple[CaseItem, Decision], ...]:
        """The items that were approved, with their decisions."""
        pairs = ((item, self.file.decisions.get(item.id)) for item in self.file.case.items)
        return tuple(
            (item, decision) for item, decision in pairs if decision is not None and decision.outcome == "approved"
        )

    def last_step(self, *actions: str) -> WorkflowEvent | None:
        """The latest of these steps, if one was taken."""
        return self.file.last_step(*actions)
