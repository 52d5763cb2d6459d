"""WF1–WF4, WF13, AZ1, AZ6: random actors do at random whatever they like; nothing unlawful comes of it.

Twice: through the services, with all that belongs to a case, against a model of what must happen; and straight at
the database, past the services, with every step from every state by everybody.
"""

from __future__ import annotations

import random
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule, run_state_machine_as_test

from gazetteer.cases.services import announcing
from gazetteer.cases.texts import WrittenPaper
from gazetteer.cases.workflow import NAMING_CASE, PART_OF, CaseState, Part
from geocore.actor import ANONYMOUS
from geocore.db import UnitOfWork, act_as, translated_errors
from geocore.errors import ActionNotAllowed, DomainError, NotPermitted, StaleVersion
from geocore.workflow_store import SubjectState, advance, events_of, subject_state
from tests.builders.case_invariants import faults, history_faults
from tests.builders.cases import Office
from tests.builders.random_work import RandomWork

MAY = {
    "clerk@suxian": {"cases.draft", "cases.announce"},
    "reviewer@suxian": {"cases.accept", "cases.review", "cases.announce"},
    "approver@suxian": {"cases.approve"},
    "clerk@beihu": set(),
    "reader@suxian": set(),
    "admin": set(),
}


class AgainstTheDatabase(RuleBasedStateMachine):
    """What each person may, the state, the version and the parts taken: nothing else decides."""

    office: Office
    connection: sa.Connection
    path: list[int]
    cases = Bundle("cases")

    def __init__(self) -> None:
        super().__init__()
        self.model: dict[UUID, tuple[str, int]] = {}
        self.parts: dict[tuple[UUID, str], set[Part]] = {}

    @rule(target=cases)
    def open(self) -> UUID:
        case_id = uuid4()
        act_as(self.connection, self.office.actors["clerk@suxian"])
        self.connection.execute(
            sa.text(
                "insert into app.workflow_subject (id, workflow, state, division_path)"
                " values (:id, 'naming_case', 'draft', :path)"
            ),
            {"id": case_id, "path": self.path},
        )
        self.model[case_id] = ("draft", 0)
        return case_id

    @rule(
        case_id=cases,
        who=st.sampled_from(sorted(MAY)),
        action=st.sampled_from(sorted(NAMING_CASE.steps)),
        source=st.one_of(st.none(), st.sampled_from([str(state) for state in CaseState])),
        drift=st.sampled_from([0, 0, 0, 0, 1, -1]),
    )
    def step(self, case_id: UUID, who: str, action: str, source: str | None, drift: int) -> None:
        state, version = self.model[case_id]
        claimed = state if source is None else source
        taken, part, needed = self.parts.get((case_id, who), set()), PART_OF.get(action), NAMING_CASE.steps[action]
        expected: type[DomainError] | None = None
        if part is not None and taken - {part}:
            expected = NotPermitted
        elif claimed not in needed.sources:
            expected = ActionNotAllowed
        elif needed.needs not in MAY[who]:
            expected = NotPermitted
        elif claimed != state or drift:
            expected = StaleVersion
        actor, outcome = self.office.actors[who], None
        subject = SubjectState(case_id, "naming_case", claimed, version + drift, ())
        try:
            with self.connection.begin_nested(), translated_errors():
                act_as(self.connection, actor)
                advance(UnitOfWork(self.connection, actor), subject, needed)
        except DomainError as error:
            outcome = type(error)
        assert outcome is expected, (who, action, claimed, state, drift)
        if expected is None:
            self.model[case_id] = (str(needed.target), version + 1)
            if part is not None:
                self.parts.setdefault((case_id, who), set()).add(part)

    def teardown(self) -> None:
        act_as(self.connection, self.office.actors["clerk@suxian"])
        for case_id, expected in self.model.items():
            found = subject_state(self.connection, case_id)
            assert (found.state, found.version) == expected
            assert len(events_of(self.connection, case_id)) == expected[1]
        self.connection.rollback()  # a transaction of thousands of examples runs out of locks


def test_random_steps_end_where_the_model_says(bureau: Office, is_long: bool) -> None:
    with bureau.database.app.connect() as connection:
        path = bureau.scalar("select path from published.division where civil_code = '431003'")
        machine = type(
            "Machine", (AgainstTheDatabase,), {"office": bureau, "connection": connection, "path": list(path)}
        )
        machine.TestCase = None  # run here, not collected by itself
        steps = {"max_examples": 2000, "stateful_step_count": 50} if is_long else {
            "max_examples": 30, "stateful_step_count": 20
        }  # fmt: skip
        run_state_machine_as_test(machine, settings=settings(deadline=None, **steps))


SEED = 20260302
LOOK_EVERY = 2500


def test_whatever_anybody_does_nothing_unlawful_comes_of_it(
    bureau: Office, is_long: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every attempt the outcome, the state and its version are the model's; now and then everything is looked at.

    The papers of filings are drawn in tests of their own.
    """
    monkeypatch.setattr(announcing, "written_papers", lambda *_: (WrittenPaper("registration_form", b"%PDF-1"),))
    bureau.actors["nobody"] = ANONYMOUS
    steps = 100_000 if is_long else 400
    with RandomWork(bureau, random.randrange(2**32) if is_long else SEED) as work:
        for number in range(1, steps + 1):
            work.step()
            if number % LOOK_EVERY == 0 or number == steps:
                assert [*faults(bureau), *history_faults(bureau, work.world)] == [], f"after {number} steps"
