"""Who is reminded of what, when, and never twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.model import CaseKind
from gazetteer.cases.services import following_up
from gazetteer.cases.services.following_up import Settle
from gazetteer.cases.store.follow_ups import follow_ups_of
from gazetteer.reminders import service, store
from geocore.db import reading
from tests.builders.cases import (
    Office,
    about,
    announced,
    approved,
    file_case,
    naming,
    offer_pre_naming,
    pre_naming,
    street,
    submitted,
)
from tests.builders.consultations import UNITS, consulting


@pytest.fixture(autouse=True)
def afresh(bureau: Office) -> None:
    """No case of another test falls due here."""
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql("delete from gazetteer.reminder")
        connection.exec_driver_sql(
            "update gazetteer.case_clock set ended_on = starts_on, outcome = 'stopped' where ended_on is null"
        )
        connection.exec_driver_sql(
            "update gazetteer.case_consultation set answered_on = asked_on, answer = 'agree' where answered_on is null"
        )
        change_rules(connection, "(,)", "true")
        connection.exec_driver_sql("delete from gazetteer.reminder_rule where division_seq <> 1")


def change_rules(connection: sa.Connection, days: str, which: str) -> None:
    """Past the trigger that lets rows only end."""
    connection.exec_driver_sql("set local session_replication_role = replica")
    connection.exec_driver_sql(f"update gazetteer.reminder_rule set valid = '{days}' where {which}")


def remind(bureau: Office, day: date, by_mail: bool = False) -> int:
    with bureau.as_("admin") as work:
        return service.remind(work, day, by_mail=by_mail)


def shown(bureau: Office, who: str) -> list[tuple[str, str, date]]:
    with reading(bureau.database.app, bureau.actors[who]) as connection:
        return [(one.matter, one.detail, one.due_on) for one in store.unseen(connection, 50)]


def due_on(bureau: Office, case: UUID, kind: str) -> date:
    found: date = bureau.scalar(
        "select due_on from gazetteer.case_clock where case_id = :c and kind = :k and ended_on is null", c=case, k=kind
    )
    return found


def test_a_clock_by_the_steps_of_the_rules(bureau: Office) -> None:
    case = submitted(bureau, naming(bureau, street()))
    due = due_on(bureau, case, "acceptance")
    assert remind(bureau, due - timedelta(days=6)) == 0
    assert remind(bureau, due - timedelta(days=5)) == 1
    assert remind(bureau, due - timedelta(days=5)) == 0
    assert remind(bureau, due - timedelta(days=3)) == 0
    assert remind(bureau, due - timedelta(days=2)) == 1
    assert remind(bureau, due) == 0
    assert remind(bureau, due + timedelta(days=1)) == 1
    assert remind(bureau, due + timedelta(days=30)) == 0
    assert shown(bureau, "clerk@suxian") == [("clock", "acceptance", due)] * 3
    for other in ("reviewer@suxian", "clerk@beihu", "admin"):
        assert shown(bureau, other) == []


def test_a_day_without_a_worker_is_made_up_for_with_one_message(bureau: Office) -> None:
    case = submitted(bureau, naming(bureau, street()))
    due = due_on(bureau, case, "acceptance")
    assert remind(bureau, due - timedelta(days=1)) == 1
    assert bureau.scalar("select days_left from gazetteer.reminder where case_id = :c", c=case) == 2


def test_units_that_have_not_answered(bureau: Office) -> None:
    case = consulting(bureau)
    due = bureau.scalar("select min(due_on) from gazetteer.case_consultation where case_id = :c", c=case)
    without_clocks(bureau)
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "update gazetteer.case_consultation set answered_on = asked_on, answer = 'agree'"
                " where case_id = :c and unit = :unit"
            ),
            {"c": case, "unit": UNITS[1]},
        )
    assert remind(bureau, due - timedelta(days=2)) == 2
    for who in ("clerk@suxian", "reviewer@suxian"):
        assert shown(bureau, who) == [("unit", UNITS[0], due)]
    assert shown(bureau, "approver@suxian") == []


def without_clocks(bureau: Office) -> None:
    with bureau.database.owner.begin() as connection:
        change_rules(connection, "[2000-01-01,2000-01-02)", "matter = 'clock'")


def test_where_nobody_has_had_a_part_the_nearest_officers(bureau: Office) -> None:
    """The drafter's role was withdrawn: the county's other officers are told, not those above."""
    case = submitted(bureau, naming(bureau, street(), at="beihu"), at="beihu")
    due = due_on(bureau, case, "acceptance")
    drafter = bureau.actors["clerk@beihu"].user_id
    grants = "update app.role_grant set withdrawn_at = {} where user_id = '{}'"
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql(grants.format("now()", drafter))
    assert remind(bureau, due) == 3
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql(grants.format("null", drafter))
    for who in ("reviewer@beihu", "approver@beihu", "everybody@beihu"):
        assert len(shown(bureau, who)) == 1
    for who in ("clerk@beihu", "reviewer@suxian"):
        assert shown(bureau, who) == []


def test_a_pre_naming_that_ends(bureau: Office) -> None:
    offer_pre_naming(bureau)
    without_clocks(bureau)
    case = laid_and_approved(bureau)
    last = bureau.scalar("select max(upper(held)) - 1 from gazetteer.name_claim where case_id = :c", c=case)
    assert remind(bureau, last - timedelta(days=31)) == 0
    assert remind(bureau, last - timedelta(days=30)) > 0
    assert ("pre_naming", "", last) in shown(bureau, "clerk@suxian")
    assert remind(bureau, last - timedelta(days=29)) == 0
    assert remind(bureau, last + timedelta(days=1)) == 0


def test_a_task_of_another_office_also_after_the_case_is_filed(bureau: Office) -> None:
    named = announced(bureau, naming(bureau, street()))
    place = bureau.scalar("select place_id from gazetteer.case_decision where case_id = :c", c=named)
    case = announced(bureau, about(naming(bureau, street()), CaseKind.RENAMING, place))
    file_case(bureau, named)
    file_case(bureau, case)
    due, open_tasks = bureau.scalar("select min(due_on) from gazetteer.case_follow_up where case_id = :c", c=case), 5
    assert remind(bureau, due - timedelta(days=8)) == 0
    assert remind(bureau, due - timedelta(days=7)) == 3 * open_tasks, "drafter, reviewer and approver of the case"
    assert remind(bureau, due) == 0
    signs = ("follow_up", "苏仙区民政局：更换地名标志", due)
    assert signs in shown(bureau, "clerk@suxian")
    assert shown(bureau, "clerk@beihu") == []
    with bureau.as_("clerk@suxian") as work:
        task = next(one for one in follow_ups_of(work.connection, case) if one.task == "更换地名标志")
        following_up.settle(work, Settle(case, task.id, task.version, "done", settled_on=bureau.today), due)
    assert remind(bureau, due + timedelta(days=1)) == 3 * (open_tasks - 1)
    assert shown(bureau, "clerk@suxian").count(signs) == 1


def laid_and_approved(bureau: Office) -> UUID:
    return approved(bureau, pre_naming(bureau, street()))


def test_the_nearest_divisions_rows_count(bureau: Office) -> None:
    case = submitted(bureau, naming(bureau, street()))
    due = due_on(bureau, case, "acceptance")
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql(
            "insert into gazetteer.reminder_rule (division_seq, matter, days_left, source)"
            " select seq, 'clock', 1, '本区办理要求（虚构）' from published.division where civil_code = '431003'"
        )
    assert remind(bureau, due - timedelta(days=2)) == 0
    assert remind(bureau, due - timedelta(days=1)) == 1


def test_taking_note_is_ones_own(bureau: Office) -> None:
    case = consulting(bureau)
    due = bureau.scalar("select min(due_on) from gazetteer.case_consultation where case_id = :c", c=case)
    remind(bureau, due)
    with bureau.as_("clerk@suxian") as work:
        assert service.take_note(work) > 0
    assert shown(bureau, "clerk@suxian") == []
    assert shown(bureau, "reviewer@suxian") != []


@pytest.mark.parametrize(
    "statement",
    [
        "update gazetteer.reminder set mail = 'sent'",
        "delete from gazetteer.reminder",
        "update gazetteer.reminder_rule set days_left = 9",
        "select gazetteer.handlers_of(gen_random_uuid())",
    ],
)
def test_the_application_writes_none_by_itself(bureau: Office, statement: str) -> None:
    with bureau.database.app.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        connection.exec_driver_sql(statement)


def email(bureau: Office, who: str, address: str | None) -> None:
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text("update app.user_account set email = :email where id = :id"),
            {"email": address, "id": bureau.actors[who].user_id},
        )


def test_what_is_to_be_sent(bureau: Office) -> None:
    """Only where there is a mail server and the person gave an address."""
    case: Any = submitted(bureau, naming(bureau, street()))
    due = due_on(bureau, case, "acceptance")
    email(bureau, "clerk@suxian", "clerk@example.org")
    remind(bureau, due - timedelta(days=5))
    remind(bureau, due - timedelta(days=2), by_mail=True)
    states = "select mail from gazetteer.reminder where case_id = :c and days_left = :d"
    assert [bureau.scalar(states, c=case, d=days) for days in (5, 2)] == ["none", "to_send"]
    email(bureau, "clerk@suxian", None)
    remind(bureau, due + timedelta(days=1), by_mail=True)
    assert bureau.scalar(states, c=case, d=-1) == "none"
