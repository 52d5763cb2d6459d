"""The office's side: take over as one case, send back, who may and who may not; and how the applicant follows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.applications.model import ApplicationState, NameApplication, Task, TaskState
from gazetteer.applications.queries import applications, waiting_count
from gazetteer.applications.rules import task_states
from gazetteer.applications.services import applying, expiring, receiving
from gazetteer.applications.store import office as store
from gazetteer.cases.model import CaseKind, Channel
from gazetteer.cases.public_announcements import FollowedCase
from gazetteer.cases.services import handling
from gazetteer.cases.services.following import follow
from gazetteer.cases.store.papers import document_content, documents_of
from geocore.actor import ANONYMOUS
from geocore.db import act_as, unit_of_work
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted
from tests.builders.applications import (
    DAYS,
    FIELDS,
    attach,
    by_anybody,
    filled,
    hand_in,
    handed_in,
    looked_at,
    save,
    seen,
    started,
)
from tests.builders.cases import PDF, Office, codes


def take_over(office: Office, application_id: UUID, who: str = "clerk@suxian") -> UUID:
    with office.as_(who) as work:
        return receiving.take_over(work, application_id, office.today)


def send_back(office: Office, application_id: UUID, note: str = "缺四至图（虚构）", *tasks: str) -> None:
    with office.as_("clerk@suxian") as work:
        expires_on = office.today + timedelta(days=DAYS)
        receiving.send_back(work, application_id, note, tasks, office.today, expires_on)


def progress(office: Office, secret: str) -> FollowedCase | None:
    with office.database.app.connect() as connection:
        act_as(connection, ANONYMOUS)
        return applying.progress(connection, secret, office.today)


def followed(office: Office, secret: str, application: NameApplication) -> FollowedCase | None:
    with by_anybody(office) as work:
        return follow(work, application.receipt or "", applying.follow_code(secret))


def test_everything_goes_into_the_case(bureau: Office) -> None:
    secret, application_id = handed_in(bureau)
    sent = looked_at(bureau, application_id)
    case_id = take_over(bureau, application_id)
    case = bureau.look(case_id)
    (item,) = case.items
    assert (case.kind, case.channel, case.category, case.class_code) == (
        CaseKind.NAMING, Channel.PORTAL, "street", "23514",
    )  # fmt: skip
    assert (item.candidate_names, item.lon, item.lat) == (sent.candidate_names, 113.05, 25.78)
    assert {name: getattr(item, name) for name in ("position_text", "reason", "meaning", "origin")} == {
        name: FIELDS[name] for name in ("position_text", "reason", "meaning", "origin")
    }
    assert item.facts == {"长度": "800 米", "性质": "城市次干路"}
    assert {name: getattr(case, name) for name in ("applicant_unit", "applicant_code", "contact_person")} == {
        name: FIELDS[name] for name in ("applicant_unit", "applicant_code", "contact_person")
    }
    assert case.contact_phone == FIELDS["contact_phone"]
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@suxian"])
        papers = documents_of(connection, case_id)
        assert sorted(paper.kind for paper in papers) == ["application", "site_plan"]
        assert document_content(connection, case_id, papers[0].id)[1] == PDF
        linked = store.of_case(connection, case_id)
    assert linked is not None
    assert (linked.id, linked.case_id, linked.contact_person) == (application_id, case_id, "")
    assert seen(bureau, secret).state is ApplicationState.TAKEN_OVER
    assert bureau.scalar("select count(*) from gazetteer.application_paper where content is not null and"
                         " application_id = :id", id=application_id) == 0  # fmt: skip


def test_a_renaming_is_about_its_place(bureau: Office, places: dict[str, UUID]) -> None:
    place = bureau.scalar(
        "select p.id from gazetteer.place p join boundaries.public_division d on d.seq = any (p.division_path)"
        " join gazetteer.name n on n.place_id = p.id where d.name = '苏仙区' and n.kind = 'standard' limit 1"
    )
    secret = started(bureau, place=place)
    save(bureau, secret, **{**FIELDS, "names": "新名街", "lon": "", "lat": ""})
    attach(bureau, secret, "application")
    with pytest.raises(InvalidInput) as refused:
        hand_in(bureau, secret)
    assert codes(refused) == {("reason_code", "reason_code_missing")}
    with pytest.raises(InvalidInput):
        save(bureau, secret, reason_code="no_such_reason")
    save(bureau, secret, reason_code="duplicate")
    hand_in(bureau, secret)
    case = bureau.look(take_over(bureau, seen(bureau, secret).id))
    assert (case.kind, case.items[0].place_id, case.items[0].old_name) == (
        CaseKind.RENAMING, place, seen(bureau, secret).old_name,
    )  # fmt: skip
    assert case.items[0].reason_code == "duplicate"


def test_who_takes_over_does_not_review(bureau: Office) -> None:
    _secret, application_id = handed_in(bureau)
    for who in ("reviewer@suxian", "approver@suxian"):
        with pytest.raises(NotPermitted):
            take_over(bureau, application_id, who)
    with pytest.raises(NotFound):
        take_over(bureau, application_id, "clerk@beihu")
    case_id = take_over(bureau, application_id)
    assert bureau.scalar("select drafted_by from gazetteer.naming_case where id = :id", id=case_id) == [
        bureau.actors["clerk@suxian"].user_id
    ]


def test_two_officers_make_one_case(bureau: Office) -> None:
    """CF: both press at the same moment; ten times, because a race may be won by chance."""
    for _ in range(10):
        _secret, application_id = handed_in(bureau)

        def attempt(_number: int, application_id: UUID = application_id) -> UUID | None:
            try:
                return take_over(bureau, application_id)
            except ActionNotAllowed:
                return None

        with ThreadPoolExecutor(2) as pool:
            made = [case for case in pool.map(attempt, range(2)) if case]
        assert len(made) == 1
        assert bureau.scalar(
            "select count(*) from app.audit_event where action = 'application.take_over'"
            " and changes ->> 'application' = :id",
            id=str(application_id),
        ) == 1  # fmt: skip
        assert looked_at(bureau, application_id).case_id == made[0]


def test_sent_back_it_opens_again(bureau: Office) -> None:
    secret, application_id = handed_in(bureau)
    receipt = seen(bureau, secret).receipt
    send_back(bureau, application_id, "缺四至图（虚构）\n位置请写到路口（虚构）", "position")
    found = seen(bureau, secret)
    assert (found.state, found.asked_for) == (ApplicationState.RETURNED, "缺四至图（虚构）\n位置请写到路口（虚构）")
    assert task_states(found, [])[Task.POSITION] is TaskState.CHANGES
    save(bureau, secret, position_text="东起东塔路口（虚构）")
    assert task_states(seen(bureau, secret), [])[Task.POSITION] is TaskState.DONE
    with pytest.raises(ActionNotAllowed):
        take_over(bureau, application_id)
    assert hand_in(bureau, secret) == receipt
    assert [event.action for event in seen(bureau, secret).events] == ["hand_in", "return", "hand_in"]
    assert followed(bureau, secret, seen(bureau, secret)) is not None
    assert bureau.look(take_over(bureau, application_id)).items[0].position_text == "东起东塔路口（虚构）"
    with pytest.raises(ActionNotAllowed):
        send_back(bureau, application_id)


@pytest.mark.parametrize(
    ("note", "tasks", "code"),
    [(" ", (), "required"), ("x" * 2001, (), "too_long"), ("a\x00", (), "nul"), ("x", ("money",), "unknown_field")],
)
def test_what_is_missing_is_said_once_and_plainly(bureau: Office, note: str, tasks: tuple[str, ...], code: str) -> None:
    _secret, application_id = handed_in(bureau)
    with pytest.raises(InvalidInput) as told:
        send_back(bureau, application_id, note, *tasks)
    assert [problem.code for problem in told.value.problems] == [code]
    assert looked_at(bureau, application_id).state is ApplicationState.HANDED_IN


def test_the_same_link_and_code_follow_the_case(bureau: Office) -> None:
    secret, application_id = handed_in(bureau)
    application = seen(bureau, secret)
    found = followed(bureau, secret, application)
    assert found is not None
    assert (found.number, found.state, found.name, found.office) == (
        application.receipt, "handed_in", application.title, "苏仙区",
    )  # fmt: skip
    assert progress(bureau, secret) is None
    case_id = take_over(bureau, application_id)
    for role, service in (("clerk", handling.submit), ("reviewer", handling.accept)):
        step = bureau.step(case_id)
        with bureau.as_(f"{role}@suxian") as work:
            service(work, step)
    found, shown = followed(bureau, secret, application), progress(bureau, secret)
    assert found is not None
    assert shown is not None
    assert (found.state, found.number) == ("reviewing", bureau.look(case_id).number)
    assert [action for action, _on, _reason in found.steps] == ["hand_in", "take_over", "submit", "accept"]
    assert (shown.number, shown.state, [action for action, _on, _reason in shown.steps]) == (
        found.number, "reviewing", ["submit", "accept"],
    )  # fmt: skip
    with by_anybody(bureau) as work:
        assert follow(work, application.receipt or "", "WRONGWRONG") is None


def test_officers_see_their_area_and_no_draft(bureau: Office) -> None:
    draft = seen(bureau, filled(bureau)).id
    _secret, application_id = handed_in(bureau)
    assert looked_at(bureau, application_id, "reviewer@suxian").contact_person == FIELDS["contact_person"]
    for who, wanted in (
        ("clerk@suxian", draft), ("clerk@beihu", application_id), ("reader@suxian", application_id),
        ("admin", application_id),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            looked_at(bureau, wanted, who)


def test_without_an_actor_no_row_is_seen(bureau: Office) -> None:
    handed_in(bureau)
    with bureau.database.app.connect() as connection:
        act_as(connection, ANONYMOUS)
        for table in ("name_application", "application_contact", "application_paper", "application_event"):
            assert connection.execute(sa.text(f"select count(*) from gazetteer.{table}")).scalar_one() == 0, table
        assert connection.execute(sa.text("select has_function_privilege('gazetteer.case_progress(uuid)', 'execute')"
                                          )).scalar_one() is False  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "update gazetteer.name_application set names = 'x'",
        "update gazetteer.name_application set state = 'draft' where id = :id",
        "update gazetteer.name_application set state = 'taken_over', case_id = :case where id = :id",
        "update gazetteer.application_paper set content = 'x' where application_id = :id",
        "delete from gazetteer.name_application where id = :id",
        "insert into gazetteer.application_event (application_id, action, on_day) values (:id, 'hand_in', now())",
    ],
)
def test_an_officer_changes_nothing_past_the_services(bureau: Office, statement: str) -> None:
    _secret, application_id = handed_in(bureau)
    other = take_over(bureau, handed_in(bureau)[1])
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@suxian"])
        try:
            changed = connection.execute(sa.text(statement), {"id": application_id, "case": other}).rowcount
        except sa.exc.DBAPIError:
            changed = 0
    assert changed == 0


def test_the_list_has_the_longest_waiting_first(bureau: Office) -> None:
    first, second = (handed_in(bureau)[1] for _ in range(2))
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@suxian"])
        rows, cursor = [], None
        while True:
            page = applications(connection, ApplicationState.HANDED_IN, cursor, limit=3)
            rows += [row.id for row in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert rows[-2:] == [first, second]
        assert len(rows) == len(set(rows)) == waiting_count(connection)
        with pytest.raises(InvalidInput):
            applications(connection, ApplicationState.HANDED_IN, "x")


def test_drafts_expire_and_nothing_else(bureau: Office) -> None:
    draft = filled(bureau)
    returned, returned_id = handed_in(bureau)
    send_back(bureau, returned_id)
    waiting, _waiting_id = handed_in(bureau)
    last = bureau.today + timedelta(days=DAYS)
    after = last + timedelta(days=1)
    assert seen(bureau, draft, last).is_open
    for secret in (draft, returned):
        with pytest.raises(NotFound):
            seen(bureau, secret, after)
    with bureau.as_("admin") as work:
        assert expiring.expire(work, last) == 0
    with unit_of_work(bureau.database.app, bureau.actors["admin"]) as work:
        assert expiring.expire(work, after) >= 2
    assert seen(bureau, waiting, after).state is ApplicationState.HANDED_IN
    left = bureau.scalar("select count(*) from gazetteer.name_application where state in ('draft', 'returned')")
    assert left == 0
    assert bureau.scalar("select count(*) from gazetteer.application_paper p where not exists"
                         " (select from gazetteer.name_application a where a.id = p.application_id)") == 0  # fmt: skip
