"""What the database refuses of pre-namings, whatever the services do: two on one day, days and steps not theirs.

Races are run in threads with connections of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.cases.errors import NameTaken
from gazetteer.cases.services import deciding
from gazetteer.cases.services import pre_naming as service
from gazetteer.cases.services.steps import CaseStep
from gazetteer.cases.workflow import NAMING_CASE
from geocore.db import UnitOfWork, act_as, translated_errors
from geocore.errors import ActionNotAllowed, DomainError, NotPermitted
from geocore.workflow_store import SubjectState, advance
from tests.builders.case_invariants import faults
from tests.builders.cases import (
    MONDAY,
    Office,
    approval,
    approved,
    before_decision,
    formal_naming,
    naming,
    offer_pre_naming,
    opened,
    pre_naming,
    submitted,
)
from tests.gazetteer.cases.test_races import NOT_DECIDED, approve, race, until_decided

LAST_DAY = date(2026, 9, 2)
ROWS = {"431003": UUID(int=0), "431002": UUID(int=0)}


@pytest.fixture(scope="module", autouse=True)
def rows(bureau: Office) -> None:
    for code in ROWS:
        ROWS[code] = offer_pre_naming(bureau, code)


@pytest.fixture
def office(bureau: Office) -> Iterator[Office]:
    bureau.today = MONDAY
    yield bureau
    bureau.today = MONDAY


def refused(office: Office, who: str, statement: str, **values: Any) -> str:
    """Why the database refuses it; empty where it does not. Nothing stays."""
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[who])
        try:
            with translated_errors():
                done = connection.execute(sa.text(statement), values).rowcount
        except DomainError as error:
            return error.message
        except sa.exc.IntegrityError as error:
            return str(getattr(error.orig, "diag", None) and error.orig.diag.constraint_name)
        finally:
            connection.rollback()
    return "" if done else "no row"


def claim(office: Office, case_id: UUID, key: str, held: str) -> str:
    """A claim of that name straight at the database, for an item of that case."""
    return refused(
        office,
        "clerk@suxian",
        "insert into gazetteer.name_claim (item_id, case_id, name_key, scope_key, held)"
        " select i.id, i.case_id, :key, (select scope_key from gazetteer.name_claim where name_key = :key limit 1),"
        " cast(:held as daterange) from gazetteer.case_item i where i.case_id = :case",
        case=case_id,
        key=key,
        held=held,
    )


@pytest.mark.parametrize(
    ("held", "answer"),
    [
        ("[2026-03-02,)", "approved already"),
        ("[2026-09-02,)", "approved already"),  # its last day
        ("[2026-09-03,)", ""),  # the day after
        ("[2026-09-03,2027-01-01)", "only a pre-naming holds a name for a time"),
        ("empty", "only a pre-naming"),
    ],
)
def test_a_second_claim_is_taken_from_the_day_after_the_last_one(office: Office, held: str, answer: str) -> None:
    if not office.scalar("select count(*) from gazetteer.name_claim where name_key = '枫甲路'"):
        approved(office, pre_naming(office, "枫甲路"))
    said = claim(office, opened(office, naming(office, "枫乙路")), "枫甲路", held)
    assert (answer in said) if answer else said == ""


def test_a_claim_of_a_pre_naming_has_the_days_of_its_row(office: Office) -> None:
    """Whatever days are given: without its row there are none, so there is no claim."""
    approved(office, pre_naming(office, "枫丙路"))
    stranger = submitted(office, pre_naming(office, "枫丁路"))
    with pytest.raises(sa.exc.IntegrityError, match="held"), office.as_("clerk@suxian") as work:
        work.connection.execute(
            sa.text(
                "insert into gazetteer.name_claim (item_id, case_id, name_key, scope_key, held)"
                " select id, case_id, 'x', 'x', '[2026-03-02,)' from gazetteer.case_item where case_id = :case"
            ),
            {"case": stranger},
        )


PRE_NAMING = """
insert into gazetteer.pre_naming
    (item_id, case_id, provision_id, decided_on, months, granted_until, extension_months)
select i.id, i.case_id, :row, cast(:day as date), :months, cast(:until as date), :more
  from gazetteer.case_item i where i.case_id = :case
"""


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({}, ""),
        ({"months": 7, "until": "2026-10-02"}, "no row of local rules"),
        ({"more": 9}, "no row of local rules"),
        ({"until": "2026-09-03"}, "ck_pre_naming_granted_until"),
        ({"day": "2019-12-31", "until": "2020-06-30"}, "no row of local rules"),
        ({"row": "431002"}, "no row of local rules"),
        ({"who": "clerk@suxian"}, "row-level security"),
        ({"who": "approver@beihu"}, "no row seen"),
    ],
)
def test_it_stands_on_a_row_of_its_area_and_day(office: Office, changes: dict[str, Any], answer: str) -> None:
    """Within the approval of its case, which is rolled back: each part of the row is asked for."""
    case_id = before_decision(office, pre_naming(office, "枫戊路"))
    values = {"case": case_id, "day": "2026-03-02", "months": 6, "until": "2026-09-02", "more": 3}
    who = changes.get("who", "approver@suxian")
    values |= {key: value for key, value in changes.items() if key not in ("who", "row")}
    values["row"] = ROWS[changes.get("row", "431003")]
    approver, case = office.actors["approver@suxian"], office.look(case_id)
    subject = SubjectState(case_id, NAMING_CASE.name, str(case.state), case.state_version, case.division_path)
    said = ""
    with office.database.app.connect() as connection:
        act_as(connection, approver)
        advance(UnitOfWork(connection, approver), subject, NAMING_CASE.steps["pre_approve"])
        act_as(connection, office.actors[who])
        try:
            said = "" if connection.execute(sa.text(PRE_NAMING), values).rowcount else "no row seen"
        except sa.exc.DBAPIError as error:
            said = str(error.orig)
        connection.rollback()
    assert (answer in said) if answer else said == ""


def test_nothing_is_pre_named_before_the_approval_nor_in_another_kind_of_case(office: Office) -> None:
    for draft in (pre_naming(office, "枫己路"), naming(office, "枫庚路")):
        case_id = before_decision(office, draft)
        said = refused(
            office, "approver@suxian", PRE_NAMING, case=case_id, row=ROWS["431003"], day="2026-03-02", months=6,
            until="2026-09-02", more=3,
        )  # fmt: skip
        assert "no row of local rules" in said


@pytest.mark.parametrize(("kind", "action"), [("naming", "pre_approve"), ("pre_naming", "approve")])
def test_each_kind_has_its_own_approval(office: Office, kind: str, action: str) -> None:
    draft = pre_naming(office, "枫辛路") if kind == "pre_naming" else naming(office, "枫壬路")
    case, actor = office.look(before_decision(office, draft)), office.actors["approver@suxian"]
    subject = SubjectState(case.id, NAMING_CASE.name, str(case.state), case.state_version, case.division_path)
    with pytest.raises(ActionNotAllowed, match="approved as one"), office.as_("approver@suxian") as work:
        advance(UnitOfWork(work.connection, actor), subject, NAMING_CASE.steps[action])


EXTEND = (
    "update gazetteer.pre_naming set extended_on = cast(:on as date), extended_until = cast(:until as date),"
    " extension_reason = 'x' where case_id = :case"
)


def test_an_extension_is_one_of_its_row_in_time(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "桂甲路"))
    for values, answer in (
        ({"on": "2026-08-01", "until": "2026-12-02"}, ""),
        ({"on": "2026-08-01", "until": "2027-12-02"}, "ck_pre_naming_extended_until"),
        ({"on": "2026-09-03", "until": "2026-12-02"}, "ck_pre_naming_extended_until"),
    ):
        assert answer == refused(office, "approver@suxian", EXTEND, case=case_id, **values), values
    assert refused(office, "reviewer@suxian", EXTEND, case=case_id, on="2026-08-01", until="2026-12-02") == "no row"
    step = office.step(case_id)
    with office.as_("approver@suxian") as work:
        service.extend(work, step)
    again = refused(office, "approver@suxian", EXTEND, case=case_id, on="2026-08-02", until="2026-12-02")
    assert again == "a pre-naming is extended once"
    held = "select upper(held) from gazetteer.name_claim where case_id = :case"
    assert office.scalar(held, case=case_id) == date(2026, 12, 3)


@pytest.mark.parametrize("column", ["held = '[2026-01-01,)'", "name_key = 'x'"])
def test_nobody_moves_the_days_of_a_claim(office: Office, column: str) -> None:
    with pytest.raises(NotPermitted, match="permission denied"), office.as_("approver@suxian") as work:
        work.connection.exec_driver_sql(f"update gazetteer.name_claim set {column}")


def test_a_claim_is_used_up_by_the_approved_naming_that_follows_it(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "桂乙路"))
    other = approved(office, naming(office, "桂丙路"))
    use = "update gazetteer.name_claim set released_at = now(), used_by = :by where case_id = :case"
    for by in (None, other, case_id):
        assert "only the approved naming" in refused(office, "approver@suxian", use, case=case_id, by=by)
    with office.as_("clerk@suxian") as work:
        formal = service.apply_formally(work, case_id, office.today)
    assert "only the approved naming" in refused(office, "approver@suxian", use, case=case_id, by=formal)
    assert "only the approved naming" in refused(office, "approver@suxian", use, case=other, by=formal)


def test_only_what_follows_an_approved_pre_naming_of_the_division_is_linked(office: Office) -> None:
    link = "insert into gazetteer.formal_naming (case_id, pre_naming_id) values (:case, :before)"
    held = approved(office, pre_naming(office, "桂丁路"))
    waiting = submitted(office, pre_naming(office, "桂戊路"))
    fresh = opened(office, naming(office, "桂己路"))
    assert refused(office, "clerk@suxian", link, case=fresh, before=held) == ""
    for case_id, before in ((fresh, waiting), (waiting, held), (fresh, uuid4())):
        assert "follows an approved" in refused(office, "clerk@suxian", link, case=case_id, before=before)
    assert "row-level security" in refused(office, "approver@suxian", link, case=fresh, before=held)


@pytest.mark.parametrize("who", ["clerk@beihu", "reader@suxian", "admin"])
@pytest.mark.parametrize("table", ["pre_naming", "formal_naming"])
def test_rows_are_seen_where_the_case_is(office: Office, who: str, table: str) -> None:
    held = approved(office, pre_naming(office, "桂庚路")) if not office.scalar(
        "select count(*) from gazetteer.formal_naming"
    ) else None  # fmt: skip
    if held is not None:
        with office.as_("clerk@suxian") as work:
            service.apply_formally(work, held, office.today)
    statement = sa.text(
        f"select count(*) from gazetteer.{table} t join app.workflow_subject s on s.id = t.case_id"
        " where s.division_path && (select path from published.division where civil_code = '431003')[4:]"
    )
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[who])
        assert connection.execute(sa.text(f"select count(*) from gazetteer.{table}")).scalar_one() == 0
        act_as(connection, office.actors["approver@suxian"])
        assert connection.execute(statement).scalar_one() > 0


def test_two_approvals_of_one_pre_naming(office: Office) -> None:
    case_id = before_decision(office, pre_naming(office, "荷甲路"))
    people = ("approver@suxian", "everybody@suxian")
    outcomes = until_decided(lambda: [approve(office, case_id, who) for who in people])
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "StaleVersion", *NOT_DECIDED}
    assert office.scalar("select count(*) from gazetteer.pre_naming where case_id = :case", case=case_id) == 1


@pytest.mark.parametrize("second", [pre_naming, naming])
@pytest.mark.parametrize("number", range(4))
def test_two_districts_want_one_name_at_once(office: Office, second: Callable[..., Any], number: int) -> None:
    """Exactly one gets it, neither waits for ever for the other."""
    name = f"荷{'乙丙丁戊'[number]}{'路' if second is naming else '街'}"
    cases = {
        "suxian": before_decision(office, pre_naming(office, name)),
        "beihu": before_decision(office, second(office, name, at="beihu"), "beihu"),
    }
    outcomes = until_decided(lambda: [approve(office, case_id, f"approver@{at}") for at, case_id in cases.items()])
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", NameTaken.__name__, *NOT_DECIDED}


def test_the_day_after_the_last_one_two_race_for_the_name(office: Office) -> None:
    approved(office, pre_naming(office, "荷己路"))
    office.today = LAST_DAY + timedelta(days=1)
    cases = {at: before_decision(office, naming(office, "荷己路", at=at), at) for at in ("suxian", "beihu")}
    outcomes = until_decided(lambda: [approve(office, case_id, f"approver@{at}") for at, case_id in cases.items()])
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", NameTaken.__name__, *NOT_DECIDED}


def test_two_extensions_at_once(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "荷庚路"))
    step = office.step(case_id)

    def extending(who: str, seen: CaseStep) -> Callable[[], object]:
        def attempt() -> None:
            with office.as_(who) as work:
                service.extend(work, seen)

        return attempt

    outcomes = race(extending("approver@suxian", step), extending("everybody@suxian", step))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "StaleVersion", "ActionNotAllowed"}


def test_two_press_for_the_formal_application_at_once(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "荷辛路"))

    def pressing() -> None:
        with office.as_("clerk@suxian") as work:
            service.apply_formally(work, case_id, office.today)

    assert race(pressing, pressing) == ["AlreadyOpened", "done"]


def test_an_extension_and_the_formal_approval_at_once(office: Office) -> None:
    """Whichever comes first, the name is the formal case's in the end."""
    case_id = approved(office, pre_naming(office, "荷壬路"))
    formal, step = formal_naming(office, case_id), office.step(case_id)

    def extending() -> None:
        with office.as_("approver@suxian") as work:
            service.extend(work, step)

    outcomes = race(extending, approve(office, formal, "everybody@suxian"))
    assert "done" in outcomes
    assert set(outcomes) <= {"done", "StaleVersion", "ActionNotAllowed"}
    used = "select used_by from gazetteer.name_claim where case_id = :case"
    assert office.scalar(used, case=case_id) == formal
    late = refused(office, "approver@suxian", EXTEND, case=case_id, on="2026-08-01", until="2026-12-02")
    assert "become a naming" in late or late == "a pre-naming is extended once"


def test_no_extension_once_it_has_become_a_naming(office: Office) -> None:
    case_id = approved(office, pre_naming(office, "荷癸路"))
    command = approval(office, formal_naming(office, case_id))
    with office.as_("approver@suxian") as work:
        assert deciding.approve(work, command) == ()
    late = refused(office, "approver@suxian", EXTEND, case=case_id, on="2026-08-01", until="2026-12-02")
    assert "become a naming" in late


def test_whatever_was_tried_nothing_unlawful_is_left(office: Office) -> None:
    assert faults(office) == []
