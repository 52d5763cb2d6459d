"""A report on its way to the register: who reports, who handles, who decides, by which article, how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.cases.services.drafting import NewDocument
from gazetteer.supervision.model import Channel, Sanction
from gazetteer.supervision.queries import Tab, case_list, register, supervision_file
from gazetteer.supervision.services import handling, reporting
from gazetteer.supervision.workflow import SUPERVISION_CASE, actions_for
from geocore.actor import ANONYMOUS
from geocore.db import reading, unit_of_work
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import PDF, Office
from tests.builders.supervision import (
    INFORMANT,
    PHOTO,
    SECRET,
    act,
    interviewed,
    look,
    ordered,
    report,
    reported,
    step,
    taken_up,
)


def file_of(office: Office, case_id: UUID, who: str) -> Any:
    with reading(office.database.app, office.actors[who]) as connection:
        return supervision_file(connection, case_id, office.today)


def decision(office: Office, case_id: UUID, **changes: Any) -> handling.Decide:
    made = handling.Decide(
        step(office, case_id),
        act(office),
        Sanction.FINE,
        3000,
        "某公司（虚构）",
        "苏民罚〔2026〕1号（虚构）",
        "逾期未改",
    )
    return replace(made, **changes)


def test_the_whole_way_to_the_register(bureau: Office) -> None:
    case_id = interviewed(bureau)
    with bureau.as_("approver@suxian") as work:
        handling.decide(work, decision(bureau, case_id))
    with bureau.as_("clerk@suxian") as work:
        handling.take_step(work, step(bureau, case_id), "close")
    assert look(bureau, case_id).state == "closed"
    with reading(bureau.database.app, bureau.actors["reviewer@suxian"]) as connection:
        (row,) = [one for one in register(connection, bureau.today.year) if one.id == case_id]
    assert (row.article, row.sanction, row.amount) == ("《地名管理条例》第三十七条", "fine", 3000)
    assert not any(told in str(row) for told in INFORMANT)


def test_only_the_handler_knows_who_reported(bureau: Office) -> None:
    """条例第三十三条, asked of the database: before somebody takes the case up nobody knows, afterwards one person."""
    case_id = reported(bureau)
    seen = "select person, contact from gazetteer.supervision_informant where case_id = :id"
    everybody = [who for who in bureau.actors if who != "clerk@suxian"]
    for who in ["clerk@suxian", *everybody]:
        assert bureau.straight(who, seen, id=case_id) == [], who
    with bureau.as_("clerk@suxian") as work:
        handling.take_up(work, step(bureau, case_id))
    assert bureau.straight("clerk@suxian", seen, id=case_id) == [INFORMANT]
    for who in everybody:
        assert bureau.straight(who, seen, id=case_id) == [], who
    assert file_of(bureau, case_id, "clerk@suxian").informant.contact == INFORMANT[1]
    assert file_of(bureau, case_id, "reviewer@suxian").informant is None
    with bureau.as_("clerk@suxian") as work:
        handling.hand_over(work, case_id, bureau.actors["reviewer@suxian"].user_id)
    assert bureau.straight("reviewer@suxian", seen, id=case_id) == [INFORMANT]
    assert bureau.straight("clerk@suxian", seen, id=case_id) == []


def test_neither_audit_nor_history_nor_photograph_tell_the_informant(bureau: Office) -> None:
    interviewed(bureau)
    for told in INFORMANT:
        for table in ("app.audit_event", "app.workflow_event", "gazetteer.supervision_case"):
            found = bureau.scalar(f"select count(*) from {table} t where position(:told in t::text) > 0", told=told)
            assert found == 0, table
    hidden = bureau.scalar(
        "select count(*) from gazetteer.supervision_photo where position(:told in content) > 0", told=SECRET
    )
    assert hidden == 0
    assert bureau.scalar("select count(*) from gazetteer.supervision_photo") > 0


def test_whoever_reports_reads_nothing(bureau: Office) -> None:
    reported(bureau)
    with bureau.database.app.connect() as connection:
        for table in ("supervision_case", "supervision_informant", "supervision_photo", "supervision_decision"):
            assert connection.execute(sa.text(f"select * from gazetteer.{table}")).all() == []


@pytest.mark.parametrize(
    "statement",
    [
        "update gazetteer.supervision_informant set contact = 'x'",
        "delete from gazetteer.supervision_informant",
        "update gazetteer.supervision_decision set amount = 1",
        "update gazetteer.supervision_case set text = 'xxxxx'",
        "insert into gazetteer.supervision_act (code, division_seq, name_zh, name_en, article, consequence)"
        " values ('made_up', 1, 'x', 'x', 'x', 'x')",
    ],
)
def test_no_right_to_rewrite(bureau: Office, statement: str) -> None:
    with pytest.raises(NotPermitted):
        bureau.straight("clerk@suxian", statement)


def test_a_report_finds_its_office(bureau: Office) -> None:
    place: UUID = bureau.scalar("select place_id from published.name where name = '朝阳村'")
    by_place = reported(bureau, place_id=place, division_words="")
    assert look(bureau, by_place).division == "白露塘镇"
    elsewhere = reported(bureau, division_words="北湖区")
    with pytest.raises(NotFound):
        look(bureau, elsewhere)
    with pytest.raises(NotFound), bureau.as_("clerk@suxian") as work:
        handling.take_up(work, handling.SupervisionStep(elsewhere, 0, bureau.today))
    with reading(bureau.database.app, bureau.actors["clerk@suxian"]) as connection:
        page = case_list(connection, Tab.ALL, None, limit=1)
        assert page.next
        further = case_list(connection, Tab.ALL, None, page.next, limit=200)
    assert elsewhere not in {one.id for one in (*page.items, *further.items)}
    assert by_place in {one.id for one in (*page.items, *further.items)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"used_name": " "}, "used_name"),
        ({"place_words": ""}, "place_words"),
        ({"text": "错"}, "text"),
        ({"text": "错" * 2001}, "text"),
        ({"contact": "1" * 201}, "contact"),
        ({"contact": ""}, "contact"),
        ({"division_words": "没有这个区"}, "division"),
        ({"used_name": "a\x00b"}, "used_name"),
        ({"photo": NewDocument("photo", "a.pdf", PDF)}, "photo"),
        ({"photo": NewDocument("photo", "a.jpg", b"")}, "photo"),
        ({"photo": NewDocument("photo", "a.jpg", b"\xff\xd8\xff")}, "photo"),
        ({"lon": 1.0, "lat": 1.0}, "lon"),
    ],
)
def test_reports_that_cannot_be_taken(bureau: Office, changes: dict[str, Any], field: str) -> None:
    count = bureau.scalar("select count(*) from gazetteer.supervision_case")
    with pytest.raises(InvalidInput) as refused, unit_of_work(bureau.database.app, ANONYMOUS) as work:
        reporting.receive_report(work, report(**changes), bureau.today)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert bureau.scalar("select count(*) from gazetteer.supervision_case") == count


@pytest.mark.parametrize(
    ("code", "sanction", "amount", "field"),
    [
        ("standard_not_used", Sanction.FINE, 1999, "amount"),
        ("standard_not_used", Sanction.FINE, 10001, "amount"),
        ("standard_not_used", Sanction.FINE, None, "amount"),
        ("standard_not_used", Sanction.CRITICISE, 2000, "amount"),
        ("sign_damaged", Sanction.FINE, 5001, "amount"),
        ("naming_without_authority", Sanction.FINE, 2000, "sanction"),
    ],
)
def test_amounts_that_the_article_does_not_allow(
    bureau: Office, code: str, sanction: Sanction, amount: int | None, field: str
) -> None:
    """By the service in words, and by the database whatever the service says."""
    case_id = ordered(bureau)
    command = decision(bureau, case_id, act_id=act(bureau, code), sanction=sanction, amount=amount)
    with pytest.raises(InvalidInput) as refused, bureau.as_("approver@suxian") as work:
        handling.decide(work, command)
    assert [problem.field for problem in refused.value.problems] == [field]
    with bureau.as_("approver@suxian") as work:
        handling.decide(work, decision(bureau, case_id, sanction=Sanction.CORRECT, amount=None))
    with bureau.database.owner.begin() as connection:
        connection.execute(sa.text("delete from gazetteer.supervision_decision where case_id = :id"), {"id": case_id})
    with pytest.raises((ActionNotAllowed, sa.exc.IntegrityError)):
        bureau.straight(
            "approver@suxian",
            "insert into gazetteer.supervision_decision (case_id, act_id, sanction, amount, party, document, reason,"
            " decided_on) values (:case, :act, :sanction, :amount, 'x', 'x', 'x', '2026-03-02')",
            case=case_id,
            act=act(bureau, code),
            sanction=str(sanction),
            amount=amount,
        )


@pytest.mark.parametrize("field", ["party", "document", "reason"])
def test_a_decision_says_whom_under_what_and_why(bureau: Office, field: str) -> None:
    case_id = ordered(bureau)
    with pytest.raises(InvalidInput) as refused, bureau.as_("approver@suxian") as work:
        handling.decide(work, decision(bureau, case_id, **{field: " "}))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_the_handler_does_not_decide_and_nobody_else_takes_the_steps(bureau: Office) -> None:
    case_id = ordered(bureau)
    command = decision(bureau, case_id)
    for who in ("clerk@suxian", "reviewer@suxian", "reader@suxian"):
        with pytest.raises((NotPermitted, NotFound)), bureau.as_(who) as work:
            handling.decide(work, command)
    for who in ("reviewer@suxian", "approver@suxian"):
        with pytest.raises(NotPermitted), bureau.as_(who) as work:
            handling.take_step(work, step(bureau, case_id, "x"), "confirm")
    case = look(bureau, case_id)
    offered = {who: actions_for(case, bureau.actors[f"{who}@suxian"], case.division_path, case.handler)
               for who in ("clerk", "reviewer", "approver", "reader")}  # fmt: skip
    assert offered == {"clerk": ["interview", "confirm"], "reviewer": [], "approver": ["decide"], "reader": []}


def test_one_takes_it_up_and_only_the_handler_gives_it_on(bureau: Office) -> None:
    case_id = reported(bureau)
    command = step(bureau, case_id)
    with bureau.as_("clerk@suxian") as work:
        handling.take_up(work, command)
    with pytest.raises(StaleVersion), bureau.as_("reviewer@suxian") as work:
        handling.take_up(work, command)
    me, other, approver = (bureau.actors[f"{role}@suxian"].user_id for role in ("clerk", "reviewer", "approver"))
    for who, to in (("reviewer@suxian", other), ("approver@suxian", approver)):
        with pytest.raises((NotPermitted, ActionNotAllowed)), bureau.as_(who) as work:
            handling.hand_over(work, case_id, to)
    for stranger in (bureau.actors["clerk@beihu"].user_id, approver, uuid4()):
        with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:
            handling.hand_over(work, case_id, stranger)
    with bureau.as_("approver@suxian") as work:  # the handler is away
        handling.hand_over(work, case_id, other)
    assert look(bureau, case_id).handler == other
    with pytest.raises(NotPermitted):
        bureau.straight("clerk@suxian", "update gazetteer.supervision_case set handler = :me where id = :id", me=me,
                 id=case_id)  # fmt: skip
    colleagues = {one.id for one in file_of(bureau, case_id, "approver@suxian").colleagues}
    assert me in colleagues
    assert colleagues.isdisjoint({other, approver, bureau.actors["clerk@beihu"].user_id})


def test_steps_say_what_was_found(bureau: Office) -> None:
    case_id = taken_up(bureau)
    for action in ("verify", "dismiss"):
        with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
            handling.take_step(work, step(bureau, case_id, " "), action)
    with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:
        handling.take_step(work, step(bureau, case_id, "x"), "confirm")
    with bureau.as_("clerk@suxian") as work:
        handling.take_step(work, step(bureau, case_id, "路牌无误"), "dismiss")
    assert look(bureau, case_id).state == "unfounded"


def test_an_order_has_its_act_and_its_day(bureau: Office) -> None:
    case_id = taken_up(bureau)
    with bureau.as_("clerk@suxian") as work:
        handling.take_step(work, step(bureau, case_id, "属实"), "verify")
    for act_id, day in ((uuid4(), bureau.today + timedelta(days=9)), (act(bureau), bureau.today)):
        with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
            handling.order_rectification(work, step(bureau, case_id, "x"), act_id, day)


def test_photographs_come_from_the_handler(bureau: Office) -> None:
    case_id = taken_up(bureau)
    photo = NewDocument("photo", "改正后.jpg", PHOTO.content)
    with pytest.raises(NotPermitted), bureau.as_("reviewer@suxian") as work:
        handling.add_photo(work, case_id, photo, "rectified")
    with bureau.as_("clerk@suxian") as work:
        handling.add_photo(work, case_id, photo, "rectified")
    assert [one.stage for one in file_of(bureau, case_id, "reviewer@suxian").photos] == ["found", "rectified"]


def test_a_nearer_rule_comes_before_the_nations(bureau: Office) -> None:
    """Local law is a row: entered here as an office would have it."""
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "insert into gazetteer.supervision_act (code, division_seq, name_zh, name_en, article, consequence,"
                " least, most, valid) select 'false_evaluation', seq, 'x', 'x', '地方条例（虚构）', 'x', 10000, 50000,"
                " '[2020-01-01,)' from published.division where civil_code = '431002'"
            )
        )
    case_id = reported(bureau, division_words="北湖区", channel=Channel.INSPECTION)
    acts = {one.code: one for one in file_of(bureau, case_id, "clerk@beihu").acts}
    assert acts["false_evaluation"].most == 50000
    mine = {one.code: one for one in file_of(bureau, reported(bureau), "clerk@suxian").acts}
    assert mine["false_evaluation"].most is None
    assert len(acts) == len(mine) == 6


def test_every_state_can_end() -> None:
    reached, open_states = {"closed", "unfounded"}, set(SUPERVISION_CASE.states)
    for _ in open_states:
        reached |= {
            str(source)
            for one in SUPERVISION_CASE.steps.values()
            if str(one.target) in reached
            for source in one.sources
        }
    assert reached == {str(state) for state in open_states}
