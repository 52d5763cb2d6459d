"""The applicant's side: a link, fields that are written without losing anything, papers, handing in; each refusal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.applications.model import ApplicationState, Task, TaskState
from gazetteer.applications.rules import MOST_PAPERS, task_states
from gazetteer.applications.services import applying
from gazetteer.applications.services.applying import Start
from gazetteer.cases.errors import WrittenElsewhere
from gazetteer.cases.model import CaseKind
from geocore.actor import ANONYMOUS
from geocore.db import act_as
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, StaleVersion
from tests.builders.applications import (
    DAYS,
    FIELDS,
    attach,
    by_anybody,
    filled,
    hand_in,
    handed_in,
    save,
    seen,
    started,
)
from tests.builders.cases import OFFICES, Office


def codes(error: InvalidInput) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in error.problems}


def missing(office: Office, secret: str) -> list[Any]:
    with office.database.app.connect() as connection:
        act_as(connection, ANONYMOUS)
        return applying.missing(connection, applying.look(connection, secret, office.today), office.today)


def test_a_draft_is_behind_its_link_alone(bureau: Office) -> None:
    secret = started(bureau)
    found = seen(bureau, secret)
    assert (found.state, found.category, found.is_open) == (ApplicationState.DRAFT, "street", True)
    assert found.expires_on == bureau.today + timedelta(days=DAYS)
    assert len(secret) == 32
    for wrong in ("x", secret[:-1], "", "\x00", secret + "x"):
        with pytest.raises(NotFound):
            seen(bureau, wrong)


def test_the_secret_is_stored_nowhere(bureau: Office) -> None:
    secret, _id = handed_in(bureau)
    code = applying.follow_code(secret)
    with bureau.database.owner.connect() as connection:
        for table in ("gazetteer.name_application", "gazetteer.application_event", "app.audit_event"):
            text = str(connection.execute(sa.text(f"select * from {table}")).all())
            assert secret not in text
            assert code not in text


def test_what_is_written_is_there_again(bureau: Office) -> None:
    secret = started(bureau)
    saved = save(bureau, secret, **FIELDS)
    found = seen(bureau, secret)
    assert {field: found.value_of(field) for field in FIELDS} == FIELDS
    assert (found.lon, found.version, saved.versions["names"]) == (113.05, 1, 1)


def test_names_are_lines_without_blanks(bureau: Office) -> None:
    secret = started(bureau)
    save(bureau, secret, names=" 同心 路 \r\n\r\n同德路\n")
    assert seen(bureau, secret).candidate_names == ("同心路", "同德路")


def test_two_windows_lose_nothing(bureau: Office) -> None:
    secret = started(bureau)
    opened = seen(bureau, secret).versions
    save(bureau, secret, opened, reason="第一个窗口")
    with pytest.raises(WrittenElsewhere) as told:
        save(bureau, secret, opened, reason="第二个窗口", meaning="也没有写进去")
    assert told.value.fields == ("reason",)
    found = seen(bureau, secret)
    assert (found.reason, found.meaning) == ("第一个窗口", "")
    save(bureau, secret, opened, meaning="另一项不冲突")
    save(bureau, secret, opened, reason="第一个窗口")  # the answer to the first was lost: the same again is no conflict
    save(bureau, secret, found.versions | {"reason": 2}, reason="看过以后再写")
    assert seen(bureau, secret).reason == "看过以后再写"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("reason", "x" * 2001, "too_long"),
        ("names", "一\n二\n三\n四\n五\n六", "too_many_names"),
        ("names", "路" * 31, "name_too_long"),
        ("reason", "a\x00b", "control"),
        ("reason", "a\x1b[31mb", "control"),
        ("meaning", "正常\u202e反过来", "control"),
        ("reason", "据县\ufffe志", "control"),
        ("lon", "东经113度", "not_degrees"),
        ("lon", "1_13", "not_degrees"),
        ("lon", "nan", "not_degrees"),
        ("lon", "25.7", "position_outside"),
        ("lat", "113.05", "position_outside"),
        ("applicant_unit", "x" * 201, "too_long"),
        ("contact_phone", "0" * 51, "too_long"),
        ("state", "taken_over", "unknown_field"),
    ],
)
def test_what_cannot_be_kept(bureau: Office, field: str, value: str, code: str) -> None:
    secret = started(bureau)
    with pytest.raises(InvalidInput) as told:
        save(bureau, secret, **{field: value, "origin": "也没有写进去"})
    assert codes(told.value) == {(field, code)}
    assert seen(bureau, secret).origin == ""


def test_the_database_keeps_the_limits_too(bureau: Office) -> None:
    secret = started(bureau)
    statement = sa.text(
        "select gazetteer.write_application(sha256(cast(:secret as bytea)), cast(:changes as jsonb), '{}', '{}',"
        " :today, :today)"
    )
    for changes in ('{"reason": "%s"}' % ("x" * 2001), '{"lon": 25.0}', '{"contact_phone": "%s"}' % ("0" * 51)):
        with bureau.database.app.connect() as connection, pytest.raises(sa.exc.IntegrityError):
            connection.execute(statement, {"secret": secret.encode(), "changes": changes, "today": bureau.today})


def test_a_renaming_begins_with_the_place(bureau: Office, places: dict[str, UUID]) -> None:
    place = next(iter(places.values()))
    found = seen(bureau, started(bureau, place=place))
    assert (found.kind, found.place_id, bool(found.old_name)) == (CaseKind.RENAMING, place, True)


@pytest.mark.parametrize(
    "command",
    [
        Start(CaseKind.NAMING, "street", "23514", uuid4()),
        Start(CaseKind.RENAMING, place_id=uuid4()),
        Start(CaseKind.RENAMING),
        Start(CaseKind.RETIREMENT, place_id=uuid4()),
    ],
)
def test_what_an_application_cannot_be_about(bureau: Office, command: Start) -> None:
    with pytest.raises(InvalidInput), by_anybody(bureau) as work:
        applying.start(work, command, bureau.today)


def test_tasks_say_how_far_they_are(bureau: Office) -> None:
    secret = started(bureau)

    def states() -> dict[Task, TaskState]:
        return task_states(seen(bureau, secret), missing(bureau, secret))

    assert set(states().values()) == {TaskState.EMPTY}
    save(bureau, secret, names="同心路", lon="113.05", reason="理由")
    assert states() == {
        Task.NAMES: TaskState.DONE,
        Task.POSITION: TaskState.CHANGES,
        Task.REASON: TaskState.CHANGES,
        Task.APPLICANT: TaskState.EMPTY,
        Task.PAPERS: TaskState.EMPTY,
    }
    assert ("lat", "position_missing") in {(one.field, one.code) for one in missing(bureau, secret)}
    save(bureau, secret, **FIELDS)
    attach(bureau, secret, "application")
    assert states()[Task.PAPERS] is TaskState.CHANGES
    attach(bureau, secret, "site_plan")
    assert set(states().values()) == {TaskState.DONE}
    assert missing(bureau, secret) == []


def test_everything_that_is_missing_is_told_at_once(bureau: Office) -> None:
    secret = started(bureau)
    with pytest.raises(InvalidInput) as told:
        hand_in(bureau, secret)
    assert {field for field, _code in codes(told.value)} == {
        "names", "reason", "meaning", "position_text", "lon", "applicant_unit", "contact_person", "contact_phone",
        "documents",
    }  # fmt: skip
    assert seen(bureau, secret).state is ApplicationState.DRAFT


def test_handed_in_it_stands_still(bureau: Office) -> None:
    secret, _id = handed_in(bureau)
    found = seen(bureau, secret)
    assert (found.state, found.is_open, found.events[-1].action) == (ApplicationState.HANDED_IN, False, "hand_in")
    assert found.receipt
    assert found.receipt.startswith("SQ20260302-")
    with pytest.raises(ActionNotAllowed):
        save(bureau, secret, reason="改一改")
    with pytest.raises(ActionNotAllowed):
        attach(bureau, secret, "other")
    with pytest.raises(ActionNotAllowed), by_anybody(bureau) as work:
        applying.remove_paper(work, secret, found.papers[0].id, bureau.today, bureau.today)
    with pytest.raises(ActionNotAllowed):
        hand_in(bureau, secret)
    assert seen(bureau, secret) == found


def test_only_what_was_reviewed_is_handed_in(bureau: Office) -> None:
    secret = filled(bureau)
    reviewed = seen(bureau, secret).version
    save(bureau, secret, reason="另一个窗口里改了")
    with pytest.raises(StaleVersion):
        hand_in(bureau, secret, reviewed)
    assert seen(bureau, secret).state is ApplicationState.DRAFT


def test_the_database_takes_no_half_application(bureau: Office) -> None:
    secret = filled(bureau)
    save(bureau, secret, meaning="")
    statement = sa.text(
        "select gazetteer.hand_in_application(sha256(cast(:secret as bytea)), :version, 'x', 'x', :day)"
    )
    with bureau.database.app.connect() as connection, pytest.raises(sa.exc.IntegrityError):
        values = {"secret": secret.encode(), "version": seen(bureau, secret).version, "day": bureau.today}
        connection.execute(statement, values)


def test_papers_come_and_go(bureau: Office) -> None:
    secret = started(bureau)
    attach(bureau, secret, "application", "C:\\资料\\申请书\u202e.pdf")
    (paper,) = seen(bureau, secret).papers
    assert (paper.file_name, paper.media_type) == ("申请书.pdf", "application/pdf")
    with by_anybody(bureau) as work:
        applying.remove_paper(work, secret, paper.id, bureau.today, bureau.today)
    assert seen(bureau, secret).papers == ()
    with pytest.raises(NotFound), by_anybody(bureau) as work:
        applying.remove_paper(work, secret, paper.id, bureau.today, bureau.today)


@pytest.mark.parametrize(
    ("kind", "name", "content", "code"),
    [
        ("application", "x.exe", b"MZ", "document_type"),
        ("application", "x.pdf", b"<html>", "document_type"),
        ("application", "x.pdf", b"", "document_empty"),
        ("approval", "x.pdf", b"%PDF-", "required"),
        ("application", "x.pdf", b"%PDF-" + bytes(20 * 1024 * 1024), "document_too_large"),
    ],
)
def test_papers_that_are_not_taken(bureau: Office, kind: str, name: str, content: bytes, code: str) -> None:
    secret = started(bureau)
    with pytest.raises(InvalidInput) as told:
        attach(bureau, secret, kind, name, content)
    assert code in {problem.code for problem in told.value.problems}
    assert seen(bureau, secret).papers == ()


def test_papers_have_a_number_and_a_sum(bureau: Office) -> None:
    secret = started(bureau)
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "insert into gazetteer.application_paper (application_id, kind, file_name, media_type, size, sha256,"
                " content) select :id, 'other', 'x', 'x', 1, repeat('0', 64), 'x' from generate_series(1, :most)"
            ),
            {"id": seen(bureau, secret).id, "most": MOST_PAPERS},
        )
    with pytest.raises(InvalidInput) as told:
        attach(bureau, secret, "other")
    assert codes(told.value) == {("file", "too_many_papers")}
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "with gone as (delete from gazetteer.application_paper where application_id = :id)"
                " insert into gazetteer.application_paper (application_id, kind, file_name, media_type, size, sha256)"
                " select :id, 'other', 'x', 'x', 20971520, repeat('0', 64) from generate_series(1, 3)"
            ),
            {"id": seen(bureau, secret).id},
        )
    with pytest.raises(InvalidInput) as told:
        attach(bureau, secret, "other")
    assert codes(told.value) == {("file", "papers_too_large")}
    statement = sa.text(
        "select gazetteer.add_application_paper(sha256(cast(:secret as bytea)), 'other', 'x', 'x', repeat('0', 64),"
        " 'x', :day, :day)"
    )
    with bureau.database.app.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="at most 20 papers"):
        connection.execute(statement, {"secret": secret.encode(), "day": bureau.today})


def test_what_is_audited_tells_no_person(bureau: Office) -> None:
    secret, found = handed_in(bureau, contact_person="李四九（虚构）")
    with bureau.database.owner.connect() as connection:
        rows = connection.execute(
            sa.text("select action, changes from app.audit_event where object_id = :id order by seq"),
            {"id": str(found)},
        ).all()
    assert [row.action for row in rows] == [
        "application.start", "application.save", "application.attach", "application.attach", "application.hand_in",
    ]  # fmt: skip
    text = str(rows)
    assert "李四九" not in text
    assert FIELDS["contact_phone"] not in text
    assert OFFICES["suxian"] not in secret
