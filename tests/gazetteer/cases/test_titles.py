"""What lists call a case is what its page calls it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from gazetteer.cases.queries import Tab, queue
from gazetteer.cases.store.deadlines import due_clocks
from geocore.db import reading
from tests.builders.cases import Office, accepted, naming, opened


def named(bureau: Office, case_id: UUID) -> set[str]:
    """By the queue, and by the list of what falls due where a clock runs."""
    actor = bureau.actors["reviewer@suxian"]
    with reading(bureau.database.app, actor) as connection:
        queued = {row.id: row.name for row in queue(connection, actor, Tab.UNIT, bureau.today, limit=500).items}
        due = due_clocks(connection, sorted(actor.grants["cases.handle"]), bureau.today, None, "", 500)
    return {queued[case_id], *(clock.name for clock in due if clock.case_id == case_id)}


def test_of_one_name_of_a_list_and_of_a_draft_that_names_nothing(bureau: Office) -> None:
    one = naming(bureau, "称呼路")
    texts = ("称谓路", "称号路", "称心路")
    several = replace(one, items=tuple(replace(one.items[0], candidate_names=(text,)) for text in texts))
    nothing = replace(one, items=(replace(one.items[0], candidate_names=()),))
    for case_id, title in (
        (accepted(bureau, one), "称呼路"),
        (accepted(bureau, several), "称谓路等3个地名"),
        (opened(bureau, nothing), ""),
    ):
        assert bureau.look(case_id).title == title
        assert named(bureau, case_id) == {title}
