"""WF1, WF2, WF9, WF10: what happens when two act at the same moment, each in a thread and a connection of their own.

Ten thousand races need as many cases: the owner copies one that the services brought to where the race begins.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from gazetteer.cases.errors import NameTaken
from gazetteer.cases.services import announcing, deciding, drafting, handling
from gazetteer.cases.services.steps import CaseStep
from gazetteer.cases.store import decisions
from geocore.errors import Conflict, DomainError, StaleVersion
from tests.builders.case_clones import copies
from tests.builders.case_invariants import MADE_BY_SERVICES, faults
from tests.builders.case_model import LAWFUL, PART
from tests.builders.cases import Office, accepted, approval, approved, before_decision, naming, opened, submitted

AT_ONCE = 10
"""Copies that stand side by side; more of them would only fill the checks with names that sound alike."""
_SERIALS = itertools.count(1000, AT_ONCE)


def names(first: str) -> Iterator[str]:
    """Some ten thousand street names that nobody else here uses."""
    second = "松竹梅兰菊桃柳荷枫桂山川江海云林泉溪湖岭峰田园亭"
    return ("".join(parts) for parts in itertools.product(first, second, second, "街路"))


def race(*attempts: Callable[[], object]) -> list[str]:
    """Run all at the same moment; what each ended in."""
    start = threading.Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> object:
        start.wait()
        return attempt()

    with ThreadPoolExecutor(len(attempts)) as threads:
        running = [threads.submit(run, attempt) for attempt in attempts]
    return sorted(map(outcome, running))


def outcome(ended: Future[object]) -> str:
    """A refusal by its name; a fault in full."""
    error = ended.exception()
    if error is None:
        return "changed" if ended.result() else "done"
    return type(error).__name__ if isinstance(error, DomainError) else repr(error)


def approve(bureau: Office, case_id: UUID, who: str) -> Callable[[], tuple[str, ...]]:
    """With reasons against whatever the file says at this moment."""
    command = approval(bureau, case_id, who.partition("@")[2])

    def attempt() -> tuple[str, ...]:
        with bureau.as_(who) as work:
            return deciding.approve(work, command)

    return attempt


NOT_DECIDED = {"changed", "InvalidInput"}
"""A report changed before the approver's eyes, or has since then a finding that no reason was given against."""


def until_decided(attempts: Callable[[], list[Callable[[], object]]]) -> list[str]:
    """Where a new finding stands against the name nothing is decided: everybody reads it, and the race is run again."""
    while True:
        outcomes = race(*attempts())
        if not set(outcomes) <= NOT_DECIDED:
            return outcomes


def test_two_approvals_of_one_case(bureau: Office, is_long: bool) -> None:
    """WF1: one decision, one name, one place."""
    model = before_decision(bureau, naming(bureau, "庚甲街"))
    wanted = names("甲乙丙丁戊己庚辛壬")
    for count in range(10_000 // AT_ONCE if is_long else 1):
        some = list(itertools.islice(wanted, AT_ONCE))
        for name, case_id in zip(some, copies(bureau, model, some, next(_SERIALS)), strict=True):
            people = ("approver@suxian", "everybody@suxian")
            outcomes = until_decided(lambda c=case_id, p=people: [approve(bureau, c, who) for who in p])
            assert outcomes.count("done") == 1, name
            assert set(outcomes) <= {"done", "StaleVersion", *NOT_DECIDED}
            assert bureau.scalar("select count(*) from gazetteer.name where text = :name", name=name) == 1
            assert bureau.look(case_id).state == "announcing"
        if count % 40 == 0:
            assert faults(bureau, without=MADE_BY_SERVICES) == []


def test_two_districts_approve_one_name_at_once(bureau: Office, is_long: bool) -> None:
    """WF10: the built-up area of both is the city's; neither sees the other's case, and one is refused."""
    models = {at: before_decision(bureau, naming(bureau, "辛甲街", at=at), at) for at in ("suxian", "beihu")}
    wanted = names("癸子丑寅卯辰巳午未")
    for count in range(10_000 // AT_ONCE if is_long else 1):
        some = list(itertools.islice(wanted, AT_ONCE))
        pairs = zip(*(copies(bureau, models[at], some, next(_SERIALS)) for at in models), strict=True)
        for name, pair in zip(some, pairs, strict=True):
            cases = dict(zip(models, pair, strict=True))
            outcomes = until_decided(
                lambda c=cases: [approve(bureau, case_id, f"approver@{at}") for at, case_id in c.items()]
            )
            assert outcomes.count("done") == 1, name
            assert set(outcomes) <= {"done", NameTaken.__name__, *NOT_DECIDED}
            assert bureau.scalar("select count(*) from gazetteer.name where text = :name", name=name) == 1
            states = {bureau.look(case_id, f"clerk@{at}").state for at, case_id in cases.items()}
            assert states == {"announcing", "deciding"}
        if count % 40 == 0:
            assert faults(bureau, without=MADE_BY_SERVICES) == []


def test_a_list_claims_its_names_in_their_order(bureau: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever their order in the application: two lists of the same names cannot wait for each other in a circle."""
    texts = ["壬午街", "壬丑街", "壬寅街"]
    draft = naming(bureau, texts[0])
    items = tuple(replace(draft.items[0], candidate_names=(text,)) for text in texts)
    case_id = before_decision(bureau, replace(draft, items=items))
    claimed: list[str] = []
    claim = decisions.claim_name

    def watched(*args: Any, **given: Any) -> None:
        claimed.append(given["name_key"])
        claim(*args, **given)

    monkeypatch.setattr(decisions, "claim_name", watched)
    assert until_decided(lambda: [approve(bureau, case_id, "approver@suxian")]) == ["done"]
    assert claimed == sorted(claimed)
    assert len(claimed) == 3


PERSON = {"draft": "clerk@suxian", "review": "reviewer@suxian", "approve": "approver@suxian", None: "clerk@suxian"}
PAIRS = [
    (state, first, second)
    for state in dict.fromkeys(state for state, _ in LAWFUL)
    for first, second in itertools.combinations_with_replacement([a for s, a in LAWFUL if s == state], 2)
    if state not in ("announced", "provisional") and "pre_approve" not in (first, second)
]
"""Those of a pre-naming are in test_pre_naming_guards.py."""
HINDERED_BY = {("start_consulting", "to_decision"): {"Hindered"}}
"""Whoever read the case before the other's step and what is open in it after, is told what is open."""


@pytest.fixture(scope="module")
def models(bureau: Office) -> dict[str, UUID]:
    """A case in each state in which two steps are possible at once."""
    corrected, asked = submitted(bureau, naming(bureau, "壬甲街")), accepted(bureau, naming(bureau, "壬乙街"))
    step = bureau.step(corrected)
    with bureau.as_("reviewer@suxian") as work:
        handling.ask_correction(work, step)
    step = bureau.step(asked)
    with bureau.as_("reviewer@suxian") as work:
        handling.start_consulting(work, handling.StartConsulting(step, ("区住建局",)))
    unit = bureau.scalar("select id from gazetteer.case_consultation where case_id = :id", id=asked)
    with bureau.as_("reviewer@suxian") as work:
        handling.record_answer(work, asked, unit, "agree", "", bureau.today)
    return {
        "draft": opened(bureau, naming(bureau, "壬丙街")),
        "submitted": submitted(bureau, naming(bureau, "壬丁街")),
        "correction": corrected,
        "reviewing": accepted(bureau, naming(bureau, "壬戊街")),
        "consulting": asked,
        "deciding": before_decision(bureau, naming(bureau, "壬己街")),
        "announcing": approved(bureau, naming(bureau, "壬庚街")),
    }


def taking(bureau: Office, action: str, who: str, step: CaseStep) -> Callable[[], object]:
    """The step as a page that was loaded before the race would take it."""
    if action == "approve":
        return approve(bureau, step.case_id, who)

    def attempt() -> object:
        with bureau.as_(who) as work:
            if action == "announce":
                announcing.announce(work, announcing.Announce(step, "苏仙区民政局"))
            elif action == "start_consulting":
                handling.start_consulting(work, handling.StartConsulting(step, ("区公安局",)))
            elif action == "refuse":
                deciding.refuse(work, step)
            else:
                getattr(handling, "submit" if action == "resubmit" else action)(work, step)
        return None

    return attempt


@pytest.mark.parametrize(("state", "first", "second"), PAIRS)
def test_two_steps_at_the_same_moment(
    bureau: Office, models: dict[str, UUID], state: str, first: str, second: str
) -> None:
    """Of two lawful steps from one state one is taken, and nothing of the other."""
    case_id = models[state]
    if state != "announcing":
        (case_id,) = copies(bureau, case_id, [bureau.look(case_id).title], next(_SERIALS))
    step = bureau.step(case_id)

    def attempts() -> list[Callable[[], object]]:
        return [taking(bureau, first, PERSON[PART.get(first)], step), taking(bureau, second, "everybody@suxian", step)]

    outcomes = until_decided(attempts)
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "StaleVersion", *HINDERED_BY.get((first, second), set()), *NOT_DECIDED}
    after = bureau.look(case_id)
    assert after.state in (LAWFUL[state, first], LAWFUL[state, second])
    assert after.state_version == step.state_version + 1


def test_whatever_raced_nothing_unlawful_is_left(bureau: Office, models: dict[str, UUID]) -> None:
    assert faults(bureau, without=MADE_BY_SERVICES) == []


def test_no_writing_is_lost(bureau: Office, is_long: bool) -> None:
    """WF2: four write in one draft at the same moment, each what the others have written and a word of their own."""
    case_id = opened(bureau, naming(bureau, "癸甲街"))
    each = 250 if is_long else 5
    refused = 0

    def writer(number: int) -> Callable[[], None]:
        def attempt() -> None:
            nonlocal refused
            for count in range(each):
                while True:
                    seen = bureau.look(case_id)
                    draft = drafting.draft_of(seen)
                    facts = {**draft.items[0].facts, f"{number}-{count}": "是"}
                    try:
                        with bureau.as_(who) as work:
                            items = (replace(draft.items[0], facts=facts),)
                            drafting.edit_draft(work, case_id, seen.version, replace(draft, items=items))
                        break
                    except StaleVersion:
                        refused += 1

        who = ("clerk@suxian", "everybody@suxian")[number % 2]
        return attempt

    assert race(*(writer(number) for number in range(4))) == ["done"] * 4
    case = bureau.look(case_id)
    assert set(case.items[0].facts) >= {f"{number}-{count}" for number in range(4) for count in range(each)}
    assert case.version == 4 * each
    assert refused > 0


def test_numbers_of_one_moment_have_no_gap(bureau: Office, is_long: bool) -> None:
    """WF9: six accepted at once, two of which fail after they had their number."""
    for _ in range(50 if is_long else 1):
        cases = [submitted(bureau, naming(bureau, f"癸{sign}街", at="beihu"), "beihu") for sign in "乙丙丁戊己庚"]

        def accept(number: int, case_id: UUID) -> Callable[[], None]:
            step = bureau.step(case_id, who="clerk@beihu")

            def attempt() -> None:
                with bureau.as_("reviewer@beihu") as work:
                    handling.accept(work, step)
                    if number % 3 == 0:
                        raise Conflict("a fault that the test puts in")

            return attempt

        outcomes = race(*(accept(number, case_id) for number, case_id in enumerate(cases)))
        assert outcomes == ["Conflict"] * 2 + ["done"] * 4
        counted = "select array_agg(serial order by serial) from gazetteer.case_number where number like '431002-%'"
        serials = [serial for serial in bureau.scalar(counted) if serial < 1000]
        assert serials == list(range(1, len(serials) + 1))
        bureau.today += timedelta(days=1)
