"""What other offices have to do after a renaming or retirement was announced (J3, S10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.cases.follow_ups import FOLLOWED, FollowUp, FollowUpRule, follow_ups_for, notice_of, unit_of
from gazetteer.cases.model import CaseKind, PathDivision
from gazetteer.cases.services import announcing, following_up
from gazetteer.cases.services.following_up import Settle
from gazetteer.cases.store import deadlines
from gazetteer.cases.store import follow_ups as store
from geocore.db import act_as
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import (
    MONDAY,
    Office,
    about,
    announced,
    approved,
    codes,
    file_case,
    naming,
    opened,
)

PATH = tuple(
    PathDivision(UUID(int=level), level + 1, level, name, "x")
    for level, name in enumerate(("中国", "湖南省", "郴州市", "苏仙区", "白露塘镇"))
)
RULE = FollowUpRule("{county}公安局", "更换门牌", 30, "《规定》（虚构）")


@pytest.fixture(scope="module")
def renamed(bureau: Office, places: dict[str, UUID]) -> UUID:
    """Of a natural feature; announced on the Monday."""
    draft = about(naming(bureau, "新五峰", reading="xīn wǔ fēng"), CaseKind.RENAMING, places["五盖山"])
    return announced(bureau, draft)


def tasks(bureau: Office, case_id: UUID, who: str = "clerk@suxian") -> dict[str, FollowUp]:
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[who])
        return {task.task: task for task in store.follow_ups_of(connection, case_id)}


def settle(bureau: Office, case_id: UUID, task: FollowUp, who: str = "clerk@suxian", **given: Any) -> None:
    command = Settle(**{"case_id": case_id, "follow_up_id": task.id, "version": task.version, **given})
    with bureau.as_(who) as work:
        following_up.settle(work, command, bureau.today)


# -- which tasks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        ("{county}公安局", "苏仙区公安局"),
        ("{city}民政局", "郴州市民政局"),
        ("{province}自然资源厅", "湖南省自然资源厅"),
        ("{city}{county}公安局", "郴州市苏仙区公安局"),
        ("某公司", "某公司"),
    ],
)
def test_units_with_the_names_of_the_place(unit: str, found: str) -> None:
    assert unit_of(unit, PATH) == found


def test_a_case_above_the_counties_is_followed_by_the_office_there() -> None:
    assert unit_of("{county}公安局", PATH[:3]) == "郴州市公安局"
    assert unit_of("{county}公安局", PATH[:2]) == "湖南省公安局"
    assert unit_of("{city}公安局", PATH[:2]) == ""
    assert unit_of("{county}公安局", PATH[:1]) == ""


@pytest.fixture(scope="module")
def case(bureau: Office) -> Any:
    """Of a street, to be changed to whatever a test needs."""
    return bureau.look(opened(bureau, naming(bureau, "任务路")))


@pytest.mark.parametrize("kind", list(CaseKind))
def test_only_renamings_and_retirements_are_followed(case: Any, kind: CaseKind) -> None:
    found = follow_ups_for(replace(case, kind=kind), PATH, (RULE,), MONDAY)
    assert bool(found) == (kind in FOLLOWED)


def test_rows_that_fit(case: Any) -> None:
    case = replace(case, kind=CaseKind.RENAMING)
    rules = {
        "any": RULE,
        "kind": replace(RULE, task="a", case_kind="renaming"),
        "category": replace(RULE, task="b", category="street"),
        "class": replace(RULE, task="c", class_prefix="235"),
        "other kind": replace(RULE, task="d", case_kind="retirement"),
        "other category": replace(RULE, task="e", category="building"),
        "other class": replace(RULE, task="f", class_prefix="236"),
        "nowhere": replace(RULE, task="g", unit="{city}{county}局"),
    }
    found = follow_ups_for(case, PATH[:2], rules.values(), MONDAY)
    assert [task.task for task in found] == ["更换门牌", "a", "b", "c"]
    assert {task.due_on for task in found} == {MONDAY + timedelta(days=30)}


@given(st.lists(st.tuples(st.sampled_from("甲乙"), st.sampled_from("一二"), st.integers(1, 365)), max_size=8))
def test_each_task_of_a_unit_once_by_the_row_that_comes_first(
    case: Any, given_rows: list[tuple[str, str, int]]
) -> None:
    rules = [FollowUpRule(unit, task, days, "源") for unit, task, days in given_rows]
    found = follow_ups_for(replace(case, kind=CaseKind.RENAMING), PATH, rules, MONDAY)
    first: dict[tuple[str, str], int] = {}
    for unit, task, days in given_rows:
        first.setdefault((unit, task), days)
    assert {(one.unit, one.task): (one.due_on - MONDAY).days for one in found} == first


def test_the_notice_says_what_who_and_until_when() -> None:
    task = FollowUp(
        UUID(int=1), "苏仙区公安局", "更换门牌", "《规定》", MONDAY, date(2026, 4, 1), None, None, "", "", 0
    )
    notice = notice_of(task, ("“甲路”更名为“乙路”",), "苏仙区地名公告〔2026〕1号", MONDAY, "https://dm.example/a")
    assert notice.subject == "关于“甲路”更名为“乙路”后更换门牌的函"
    assert notice.letter == (
        "苏仙区公安局：\n“甲路”更名为“乙路”，已于2026年3月2日公告（苏仙区地名公告〔2026〕1号）：\nhttps://dm.example/a\n"
        "请于2026年4月1日前完成下列事项，并将办理情况告知我单位：\n更换门牌。\n依据：《规定》。"
    )


# -- with the announcement -------------------------------------------------------------------------------------------


def test_the_tasks_begin_with_the_announcement(bureau: Office, renamed: UUID) -> None:
    found = tasks(bureau, renamed)
    assert {(task.unit, task.task) for task in found.values()} == {
        ("苏仙区自然资源局", "更新公开地图和地理信息数据"),
        ("苏仙区民政局", "更换地名标志"),
        ("苏仙区民政局", "核对界线档案、界桩资料中的名称并加注"),
    }
    assert {(task.made_on, task.due_on, task.outcome) for task in found.values()} == {
        (MONDAY, MONDAY + timedelta(days=60), None)
    }
    told = bureau.scalar(
        "select changes ->> 'follow_ups' from app.audit_event where object_id = :id and action = 'case.announce'",
        id=str(renamed),
    )
    assert told == "3"


def test_nothing_follows_a_naming_or_a_correction(bureau: Office, places: dict[str, UUID]) -> None:
    assert tasks(bureau, announced(bureau, naming(bureau, "无事路"))) == {}
    correction = about(naming(bureau, "朝日村", reading="zhāo rì cūn"), CaseKind.CORRECTION, places["朝阳村"])
    assert tasks(bureau, announced(bureau, correction)) == {}


def test_a_retirement_has_tasks_of_its_own_and_before_it_is_announced_none(
    bureau: Office, places: dict[str, UUID]
) -> None:
    draft = about(naming(bureau, "x", ended_on=MONDAY), CaseKind.RETIREMENT, places["东村"])
    case_id = approved(bureau, draft)
    assert tasks(bureau, case_id) == {}
    step = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        announcing.announce(work, announcing.Announce(step, "苏仙区民政局"))
    found = tasks(bureau, case_id)
    assert "拆除地名标志，有保存价值的移交存档" in found
    assert "更换地名标志" not in found
    assert found["更新户籍地址、标准地址和门牌"].unit == "苏仙区公安局"


def test_the_row_of_the_nearest_division_gives_the_days(bureau: Office, places: dict[str, UUID]) -> None:
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "insert into gazetteer.follow_up_rule (division_seq, unit, task, days, position, source, valid)"
                " select d.seq, unit, task, days, 1, '《本区规定》（虚构）', days_of::daterange"
                "   from published.division d, (values ('{county}民政局', '更换地名标志', 9, '(,)'),"
                "        ('{county}档案馆', '归档', 3, '(,)'), ('{county}邮政局', '改邮路', 3, '[2030-01-01,)'))"
                "        given (unit, task, days, days_of) where d.civil_code = '431003'"
            )
        )
    case_id = announced(bureau, about(naming(bureau, "新白塘村"), CaseKind.RENAMING, places["白露塘村"]))
    found = tasks(bureau, case_id)
    assert (found["更换地名标志"].due_on - MONDAY).days == 9
    assert found["更换地名标志"].source == "《本区规定》（虚构）"
    assert found["归档"].unit == "苏仙区档案馆"
    assert "改邮路" not in found
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql("delete from gazetteer.follow_up_rule where division_seq <> 1")


# -- what becomes of them --------------------------------------------------------------------------------------------


def test_a_task_is_settled_once_against_what_was_seen(bureau: Office, renamed: UUID) -> None:
    before = tasks(bureau, renamed)
    signs, maps = before["更换地名标志"], before["更新公开地图和地理信息数据"]
    settle(bureau, renamed, signs, outcome="done", settled_on=MONDAY, note="换了 3 块（虚构）")
    settle(bureau, renamed, maps, "reviewer@suxian", outcome="not_needed", note="没有上图（虚构）")
    after = tasks(bureau, renamed)
    done, spared = after["更换地名标志"], after["更新公开地图和地理信息数据"]
    assert (done.outcome, done.settled_on, done.note, done.version) == ("done", MONDAY, "换了 3 块（虚构）", 1)
    assert (spared.outcome, spared.settled_on, spared.note) == ("not_needed", MONDAY, "没有上图（虚构）")
    assert done.settled_by
    for stale in (signs, done):
        with pytest.raises(StaleVersion):
            settle(bureau, renamed, stale, outcome="not_needed", note="再来一次")
    settle(bureau, renamed, done, outcome=None, note="登记错了")
    again = tasks(bureau, renamed)["更换地名标志"]
    assert (again.outcome, again.settled_on, again.settled_by, again.note) == (None, None, "", "")
    told = bureau.scalar(
        "select string_agg(changes ->> 'outcome' || coalesce(' ' || reason, ''), '；' order by seq)"
        " from app.audit_event where action = 'case.settle_follow_up' and object_id = :id",
        id=str(renamed),
    )
    assert told == "done；not_needed 没有上图（虚构）；open 登记错了"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"outcome": "done"}, ("settled_on", "settled_out_of_order")),
        ({"outcome": "done", "settled_on": MONDAY - timedelta(days=1)}, ("settled_on", "settled_out_of_order")),
        ({"outcome": "done", "settled_on": MONDAY + timedelta(days=1)}, ("settled_on", "settled_out_of_order")),
        ({"outcome": "not_needed"}, ("note", "required")),
        ({"outcome": None, "note": " "}, ("note", "required")),
        ({"outcome": "nonsense", "note": "x"}, ("outcome", "required")),
        ({"outcome": "not_needed", "note": "因" * 501}, ("note", "too_long")),
        ({"outcome": "not_needed", "note": "因\x00为"}, ("note", "control")),
    ],
)
def test_what_cannot_be_written_down(
    bureau: Office, renamed: UUID, given: dict[str, Any], problem: tuple[str, str]
) -> None:
    task = tasks(bureau, renamed)["核对界线档案、界桩资料中的名称并加注"]
    with pytest.raises(InvalidInput) as refused:
        settle(bureau, renamed, task, **given)
    assert codes(refused) == {problem}


def test_who_may(bureau: Office, renamed: UUID) -> None:
    task = tasks(bureau, renamed)["核对界线档案、界桩资料中的名称并加注"]
    for who, error in (("approver@suxian", NotPermitted), ("clerk@beihu", NotFound), ("reader@suxian", NotFound)):
        with pytest.raises(error):
            settle(bureau, renamed, task, who, outcome="not_needed", note="x")
    with pytest.raises(NotFound):
        settle(bureau, renamed, replace(task, id=UUID(int=9)), outcome="not_needed", note="x")
    assert tasks(bureau, renamed, "clerk@beihu") == {}


_INSERT = (
    "insert into gazetteer.case_follow_up (case_id, position, unit, task, source, made_on, due_on, outcome, note)"
    " values (:case, 9, '局', '事', '源', '2026-03-02', '2026-03-03', :outcome, '')"
)


def test_past_the_service(bureau: Office, renamed: UUID) -> None:
    """The database refuses what the service does not do."""
    fresh = announced(bureau, naming(bureau, "越过路"))
    undecided = opened(bureau, naming(bureau, "越级路"))
    for case_id, outcome in ((fresh, None), (undecided, None), (renamed, "done")):
        with pytest.raises(ActionNotAllowed):
            bureau.straight("clerk@suxian", _INSERT, case=case_id, outcome=outcome)
    task = tasks(bureau, renamed)["核对界线档案、界桩资料中的名称并加注"]
    change = "update gazetteer.case_follow_up set {} where id = :id"
    with pytest.raises(StaleVersion):
        bureau.straight("clerk@suxian", change.format("note = 'x'"), id=task.id)
    with pytest.raises(StaleVersion):
        settled = change.format("outcome = 'done', settled_on = '2026-03-02', version = version + 2")
        bureau.straight("clerk@suxian", settled, id=task.id)
    lawful = change.format("outcome = 'done', settled_on = '2026-03-02', version = version + 1")
    assert bureau.straight("clerk@suxian", lawful, id=task.id) == 1
    for who in ("approver@suxian", "clerk@beihu", "admin"):
        assert bureau.straight(who, lawful, id=task.id) == 0
    for column in ("unit = 'x'", "due_on = '2030-01-01'", "settled_by = null"):
        with pytest.raises(NotPermitted):
            bureau.straight("clerk@suxian", change.format(column), id=task.id)
    with pytest.raises(NotPermitted):
        bureau.straight("clerk@suxian", "delete from gazetteer.case_follow_up")


# -- among what falls due --------------------------------------------------------------------------------------------


def due(bureau: Office, case_id: UUID, on: date, who: str = "clerk@suxian", urgency: str = "") -> list[str]:
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[who])
        regions = sorted(bureau.actors[who].grants["cases.handle"])
        found = deadlines.due_clocks(connection, regions, on, None, urgency, 500)
    return [clock.detail for clock in found if clock.case_id == case_id and clock.clock == "follow_up"]


def test_open_tasks_fall_due_also_after_the_case_is_filed(bureau: Office) -> None:
    named = announced(bureau, naming(bureau, "旧事路"))
    place = bureau.scalar("select place_id from gazetteer.case_decision where case_id = :id", id=named)
    case_id = announced(bureau, about(naming(bureau, "新事路"), CaseKind.RENAMING, place))
    last = MONDAY + timedelta(days=60)
    before = due(bureau, case_id, MONDAY)
    assert "苏仙区公安局：更新户籍地址、标准地址和门牌" in before
    assert due(bureau, case_id, last, urgency="soon") == before
    assert due(bureau, case_id, last, urgency="overdue") == []
    assert due(bureau, case_id, last + timedelta(days=1), urgency="overdue") == before
    assert due(bureau, case_id, MONDAY, "clerk@beihu") == []
    file_case(bureau, case_id)
    assert due(bureau, case_id, MONDAY) == before
    task = tasks(bureau, case_id)["更新户籍地址、标准地址和门牌"]
    settle(bureau, case_id, task, outcome="done", settled_on=MONDAY)
    assert due(bureau, case_id, MONDAY) == [one for one in before if "公安局" not in one]
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@suxian"])
        regions = sorted(bureau.actors["clerk@suxian"].grants["cases.handle"])
        counted = sum(count.number for count in deadlines.due_counts(connection, regions, MONDAY))
        listed = deadlines.due_clocks(connection, regions, MONDAY, None, "", 500)
    assert counted == len(listed)
