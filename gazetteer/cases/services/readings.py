"""How a proposed name is read: computed with the register's own rules, or as the applicant has written it."""

from __future__ import annotations

import sqlalchemy as sa

from gazetteer.cases.model import Case, CaseItem
from gazetteer.cases.store import areas
from gazetteer.readings_rules import spelled, syllables_of
from gazetteer.romanization import Romanization, romanize
from gazetteer.store.overrides import current_overrides


def computed_reading(connection: sa.Connection, case: Case, name: str) -> Romanization:
    division = "".join(step.name for step in areas.division_steps(connection, case.division_path) if step.level > 0)
    return romanize(
        name,
        class_code=case.class_code,
        category=case.category,
        overrides=current_overrides(connection),
        division=division,
    )


def reading_of(connection: sa.Connection, case: Case, item: CaseItem, name: str) -> tuple[Romanization, bool]:
    """The reading of the chosen name, and whether the application settles it (its first wish, with a reading)."""
    computed = computed_reading(connection, case, name)
    if not item.reading or name != item.wanted_name:
        return computed, False
    syllables = syllables_of(computed.specific + computed.generic, item.reading)
    return spelled(name, syllables, class_code=case.class_code, category=case.category), True
