"""What falls due, whom it concerns by then, and prompts into the file of a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cases.deadlines import Concerns, EscalationStep, Urgency, escalated_to, urgency
from gazetteer.cases.services.prompting import LONGEST, answer_prompt, prompt
from gazetteer.cases.store import deadlines
from geocore.db import act_as
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import Office, accepted, naming, opened

DAY = date(2026, 3, 10)
STEPS = (
    EscalationStep(1, Concerns.REVIEW, 5),
    EscalationStep(1, Concerns.APPROVE, 2),
    EscalationStep(1, Concerns.ABOVE, -1),
    EscalationStep(20, Concerns.ABOVE, 3),
)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("left", "found"),
    [(-1, "overdue"), (0, "soon"), (2, "soon"), (3, "near"), (5, "near"), (6, "later"), (400, "later")],
)
def test_how_pressing_a_clock_is(left: int, found: str) -> None:
    assert urgency(after(left), DAY) == Urgency(found)


@pytest.mark.parametrize(
    ("left", "path", "whom"),
    [
        (6, (1, 10, 30), None),
        (5, (1, 10, 30), Concerns.REVIEW),
        (2, (1, 10, 30), Concerns.APPROVE),
        (0, (1, 10, 30), Concerns.APPROVE),
        (-1, (1, 10, 30), Concerns.ABOVE),
        (3, (1, 20, 31), Concerns.ABOVE),  # a stricter rule of the prefecture
        (5, (1, 20, 31), Concerns.REVIEW),
    ],
)
def test_whom_it_concerns(left: int, path: tuple[int, ...], whom: Concerns | None) -> None:
    assert escalated_to(after(left), DAY, path, STEPS) is whom


def test_what_stands_still_concerns_nobody() -> None:
    assert urgency(None, DAY) is Urgency.STANDING
    assert escalated_to(None, DAY, (1,), STEPS) is None


@given(left=st.integers(-400, 400), earlier=st.integers(0, 400))
def test_a_clock_is_never_taken_back(left: int, earlier: int) -> None:
    order = [None, *Concerns]
    reached, before = (escalated_to(after(days), DAY, (1, 10), STEPS) for days in (left, left + earlier))
    assert order.index(reached) >= order.index(before)


@pytest.fixture(scope="module")
def case_id(bureau: Office) -> UUID:
    return accepted(bureau, naming(bureau, "催办路"))


@pytest.fixture
def seen(bureau: Office) -> Iterator[sa.Connection]:
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["reviewer@suxian"])
        yield connection


def regions(bureau: Office, who: str = "reviewer@suxian") -> list[int]:
    return sorted(bureau.actors[who].grants["cases.handle"])


def test_clocks_are_counted_by_division_and_urgency(bureau: Office, case_id: UUID, seen: sa.Connection) -> None:
    """Of the county for its own officers, of the prefectures for those of the province."""
    (clock,) = [one for one in deadlines.due_clocks(seen, regions(bureau), bureau.today, None, "", 500)
                if one.case_id == case_id]  # fmt: skip
    assert (clock.clock, clock.name, clock.division) == ("decision", "催办路", "苏仙区")
    assert clock.due_on is not None
    for day, how in ((clock.due_on + timedelta(days=1), "overdue"), (clock.due_on, "soon"), (bureau.today, "later")):
        counts = deadlines.due_counts(seen, regions(bureau), day)
        assert {count.division for count in counts} == {"苏仙区"}
        listed = deadlines.due_clocks(seen, regions(bureau), day, counts[0].unit, how, 500)
        assert case_id in {one.case_id for one in listed}
        assert sum(count.number for count in counts if count.urgency == how) == len(listed)
    above = deadlines.due_counts(seen, [clock.division_path[1]], bureau.today)
    assert {count.division for count in above} == {"郴州市"}
    assert deadlines.due_clocks(seen, regions(bureau), bureau.today, 2**31 - 1, "", 500) == ()


def test_a_neighbour_counts_nothing_of_it(bureau: Office, case_id: UUID) -> None:
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["reviewer@beihu"])
        listed = deadlines.due_clocks(connection, regions(bureau), bureau.today, None, "", 500)
    assert listed == ()


def test_a_prompt_is_written_and_answered_once(bureau: Office, case_id: UUID, seen: sa.Connection) -> None:
    with bureau.as_("approver@suxian") as work:
        made = prompt(work, case_id, " 请说明为什么没有办结（虚构） ")
    with bureau.as_("clerk@suxian") as work:
        (waiting,) = [one for one in deadlines.unanswered_prompts(work.connection, 50) if one.id == made]
        assert waiting.text == "请说明为什么没有办结（虚构）"
        answer_prompt(work, case_id, made, waiting.version, "等规划部门答复（虚构）")
    with pytest.raises(StaleVersion), bureau.as_("reviewer@suxian") as work:
        answer_prompt(work, case_id, made, waiting.version, "又答一次")
    (found,) = [one for one in deadlines.prompts_of(seen, case_id) if one.id == made]
    assert (found.answer, found.answered_at is not None) == ("等规划部门答复（虚构）", True)
    assert made not in {one.id for one in deadlines.unanswered_prompts(seen, 50)}


def test_who_may_prompt_and_what(bureau: Office, case_id: UUID) -> None:
    with pytest.raises(NotPermitted), bureau.as_("clerk@suxian") as work:
        prompt(work, case_id, "快办")
    with pytest.raises(NotFound), bureau.as_("approver@beihu") as work:
        prompt(work, case_id, "快办")
    for words in ("", "  ", "催" * (LONGEST + 1), "催\x00办"):
        with pytest.raises(InvalidInput), bureau.as_("reviewer@suxian") as work:
            prompt(work, case_id, words)
    with pytest.raises(NotFound), bureau.as_("reviewer@suxian") as work:
        answer_prompt(work, case_id, uuid4(), 0, "没有这一条")


def test_a_closed_case_is_not_prompted(bureau: Office) -> None:
    closed = opened(bureau, naming(bureau, "撤回路"))
    with bureau.database.owner.begin() as connection:
        connection.execute(sa.text("update app.workflow_subject set state = 'ended' where id = :id"), {"id": closed})
    with pytest.raises(ActionNotAllowed), bureau.as_("reviewer@suxian") as work:
        prompt(work, closed, "快办")


def test_the_database_asks_for_the_same(bureau: Office, case_id: UUID) -> None:
    with pytest.raises(NotPermitted), bureau.as_("clerk@suxian") as work:
        deadlines.insert_prompt(work, case_id, "经办人自己催自己")
    with bureau.as_("reviewer@suxian") as work:
        made = prompt(work, case_id, "再催一次（虚构）")
    changed = "update gazetteer.case_prompt set {} where id = :id"
    for what in ("text = 'x'", "made_by = answered_by", "answer = 'x'"):
        with pytest.raises((NotPermitted, sa.exc.DBAPIError)), bureau.as_("reviewer@suxian") as work:
            work.connection.execute(sa.text(changed.format(what)), {"id": made})
