"""The file of a case as its papers need it: with the words of its codes and the spelling of each name."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.model import Case
from gazetteer.cases.paperwork import PaperFacts
from gazetteer.cases.queries import CaseFile, case_file
from gazetteer.cases.services.readings import computed_reading, reading_of
from gazetteer.cases.store.decisions import spelling_of
from gazetteer.readings_rules import syllables_of
from geocore.actor import Actor


def paper_facts(connection: sa.Connection, case_id: UUID, actor: Actor, today: date) -> PaperFacts:
    """Raises NotFound, also outside one's area."""
    file = case_file(connection, case_id, actor)
    words = connection.execute(
        sa.text(
            "select c.name_zh as category, coalesce(f.name_zh, '') as class from gazetteer.legal_category c"
            " left join gazetteer.feature_class f on f.code = :class where c.code = :category"
        ),
        {"category": file.case.category, "class": file.case.class_code},
    ).one()
    return PaperFacts(file, words.category, words[1], _spellings(connection, file.case, file), today)


def _spellings(connection: sa.Connection, case: Case, file: CaseFile) -> dict[UUID, str]:
    """Of the decided name as the register has it, before that of the first wish; blank where nobody can say."""
    found = {}
    for item in case.items:
        decision = file.decisions.get(item.id)
        if decision is not None and decision.name_id is not None:
            found[item.id] = spelling_of(connection, decision.name_id)
            continue
        computed = computed_reading(connection, case, item.wanted_name)
        # A draft may hold a reading that does not fit its name yet.
        fits = bool(item.reading) and bool(syllables_of(computed.specific + computed.generic, item.reading))
        settled = reading_of(connection, case, item, item.wanted_name)[0] if fits else computed
        found[item.id] = settled.spelling
    return found
