"""An office's own numbers: from their day on, in their area, dated, never longer than the law; and who may set them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.approvers import body_of
from gazetteer.cases.clocks import ClockKind
from gazetteer.cases.queries import case_file
from gazetteer.cases.store.areas import path_of_division
from gazetteer.cases.store.clocks import period_for
from gazetteer.cases.store.deadlines import escalation_steps
from gazetteer.consultations.store.experts import criteria_of
from gazetteer.consultations.store.reports import needs_of
from gazetteer.consultations.store.units import number_of, unit_rules
from gazetteer.procedure import rule_store, service
from gazetteer.procedure.model import (
    NewApproverRule,
    NewCriterion,
    NewNumber,
    NewReportRule,
    NewUnitRule,
    RuleTable,
)
from geoapp.auth.actors import load_actor
from geocore.db import act_as
from geocore.errors import ActionNotAllowed, Conflict, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import OFFICES, Office, before_decision, naming, opened
from tests.builders.register import add_officer

FIRST = date(2026, 1, 1)
LATER = date(2026, 6, 1)
KEEPER = "rule_keeper@suxian"


@pytest.fixture(scope="module")
def keepers(bureau: Office) -> Office:
    """Rule keepers of 苏仙区 and of its city beside the officers of cases."""
    with bureau.database.owner.begin() as connection:
        people = {KEEPER: add_officer(connection, "rule_keeper", "431003").id}
        people["rule_keeper@nation"] = add_officer(connection, "rule_keeper", "156").id
    with bureau.database.app.connect() as connection:
        actors = {who: load_actor(connection, person) for who, person in people.items()}
    return Office(bureau.database, bureau.actors | actors)


def number(office: Office, code: str, value: int, day: date = FIRST, at: str = "suxian") -> NewNumber:
    return NewNumber(
        code=code,
        value=value,
        division_id=office.division(OFFICES[at]),
        source="区政务服务承诺（虚构）",
        valid_from=day,
    )


def put(office: Office, given: NewNumber, who: str = KEEPER) -> None:
    with office.as_(who) as work:
        service.set_number(work, given)


def seen(office: Office, ask: Any, who: str = KEEPER) -> Any:
    with office.database.app.connect() as connection:
        act_as(connection, office.actors[who])
        return ask(connection)


@contextmanager
def raw(office: Office, who: str) -> Iterator[sa.Connection]:
    """A connection with somebody's rights, for statements that no service would send."""
    with office.database.app.begin() as connection:
        act_as(connection, office.actors[who])
        yield connection


def decision_days(office: Office, day: date, at: str = "suxian") -> int:
    def ask(connection: sa.Connection) -> int:
        path = path_of_division(connection, office.division(OFFICES[at]))
        return period_for(connection, ClockKind.DECISION, path, day).days

    return int(seen(office, ask))


def test_a_promise_counts_from_its_day_in_its_area(keepers: Office) -> None:
    put(keepers, number(keepers, "decision", 12))
    put(keepers, number(keepers, "decision", 8, LATER))
    yesterday = timedelta(days=1)
    assert decision_days(keepers, FIRST - yesterday) == 20
    assert decision_days(keepers, FIRST) == decision_days(keepers, LATER - yesterday) == 12
    assert decision_days(keepers, LATER) == 8
    assert decision_days(keepers, LATER, at="beihu") == 20
    with pytest.raises(Conflict), keepers.as_(KEEPER) as work:
        service.set_number(work, number(keepers, "decision", 9, FIRST + yesterday))
    with keepers.as_(KEEPER) as work:
        place = keepers.division(OFFICES["suxian"])
        service.end_number(work, service.EndNumber("decision", place, LATER + yesterday, "承诺取消（虚构）"))
    assert decision_days(keepers, LATER) == 8
    assert decision_days(keepers, LATER + yesterday) == 20
    with pytest.raises(NotFound), keepers.as_(KEEPER) as work:
        service.end_number(work, service.EndNumber("decision", place, LATER + yesterday, "再一次"))


def test_other_numbers_and_escalation(keepers: Office) -> None:
    put(keepers, number(keepers, "experts_min", 5))
    put(keepers, number(keepers, "above", 3))

    def ask(connection: sa.Connection) -> tuple[int, int, set[int]]:
        path = path_of_division(connection, keepers.division(OFFICES["suxian"]))
        before, now = (number_of(connection, "experts_min", path, day) for day in (date(2025, 1, 1), FIRST))
        steps = escalation_steps(connection, FIRST)
        return before, now, {step.days_left for step in steps if step.to_whom == "above"}

    assert seen(keepers, ask) == (1, 5, {-1, 3})


@pytest.mark.parametrize(
    ("who", "at", "value", "error"),
    [
        ("clerk@suxian", "suxian", 10, NotPermitted),
        (KEEPER, "beihu", 10, NotPermitted),
        (KEEPER, "suxian", 21, InvalidInput),
    ],
)
def test_refused(keepers: Office, who: str, at: str, value: int, error: type[Exception]) -> None:
    with pytest.raises(error), keepers.as_(who) as work:
        service.set_number(work, number(keepers, "decision", value, date(2027, 1, 1), at))


def test_nobody_changes_the_rows_of_the_country(keepers: Office) -> None:
    """The law of the country comes with the program; the database refuses what the service forgets to ask."""
    root = keepers.scalar("select id from boundaries.division where seq = 1")
    with pytest.raises(NotPermitted), keepers.as_("rule_keeper@nation") as work:
        service.set_number(work, replace(number(keepers, "decision", 10), division_id=root))
    with (
        pytest.raises(sa.exc.ProgrammingError, match="row-level security"),
        raw(keepers, "rule_keeper@nation") as connection,
    ):
        connection.execute(
            sa.text("insert into gazetteer.case_period values ('decision', 1, 5, 'working', 'x', '[2030-01-01,)')")
        )
    with raw(keepers, "rule_keeper@nation") as connection:
        assert (
            connection.execute(
                sa.text("update gazetteer.case_period set valid = 'empty' where division_seq = 1")
            ).rowcount
            == 0
        )


@pytest.mark.parametrize(
    "statement",
    [
        "insert into gazetteer.case_period (kind, division_seq, days, unit, law, valid)"
        " select 'filing', seq, 16, 'calendar', 'x', '[2030-01-01,)' from boundaries.division where id = :place",
        "insert into gazetteer.case_period (kind, division_seq, days, unit, law, valid)"
        " select 'filing', seq, 15, 'working', 'x', '[2030-01-01,)' from boundaries.division where id = :place",
        "update gazetteer.case_period set valid = '(,)' where kind = 'acceptance' and division_seq <> 1",
        "update gazetteer.case_period set days = 9 where kind = 'acceptance' and division_seq <> 1",
        "delete from gazetteer.case_period where division_seq <> 1",
    ],
)
def test_the_database_is_the_last_guard(keepers: Office, statement: str) -> None:
    if keepers.scalar("select count(*) from gazetteer.case_period where kind = 'acceptance'") == 1:
        put(keepers, number(keepers, "acceptance", 3))
    with pytest.raises((sa.exc.DBAPIError, ActionNotAllowed)), raw(keepers, KEEPER) as connection:
        connection.execute(sa.text(statement), {"place": keepers.division(OFFICES["suxian"])})


def test_units_of_an_office(keepers: Office) -> None:
    given = NewUnitRule(
        condition="always",
        unit="{county} 文物局",
        reason="老城街巷",
        division_id=keepers.division(OFFICES["suxian"]),
        source="本机关决定（虚构）",
        valid_from=FIRST,
        category="street",
    )
    with keepers.as_(KEEPER) as work:
        rule_id = service.add_unit_rule(work, given)

    def ask(connection: sa.Connection, at: str, day: date) -> list[str]:
        path = path_of_division(connection, keepers.division(OFFICES[at]))
        return [rule.unit for rule in unit_rules(connection, path, day)]

    unit = "{county}文物局"
    assert seen(keepers, lambda connection: ask(connection, "suxian", FIRST))[0] == unit
    assert unit not in seen(keepers, lambda connection: ask(connection, "beihu", FIRST))
    with pytest.raises(NotPermitted), keepers.as_("clerk@suxian") as work:
        service.add_unit_rule(work, given)
    with keepers.as_(KEEPER) as work:
        service.end_rule(work, service.EndRule(RuleTable.UNITS, rule_id, LATER, "机构调整（虚构）"), FIRST)
    assert unit not in seen(keepers, lambda connection: ask(connection, "suxian", LATER))
    with pytest.raises(StaleVersion), keepers.as_(KEEPER) as work:
        service.end_rule(work, service.EndRule(RuleTable.UNITS, rule_id, LATER, "再一次"), FIRST)
    shipped = keepers.scalar("select id from gazetteer.consultation_unit_rule where division_seq = 1 limit 1")
    with pytest.raises(ActionNotAllowed), keepers.as_("rule_keeper@nation") as work:
        service.end_rule(work, service.EndRule(RuleTable.UNITS, shipped, LATER, "不要"), FIRST)


def test_who_approves_is_found_from_kind_and_place(keepers: Office) -> None:
    """条例第十二条 by default; where a city has arranged it otherwise its row says so, from its day, for its class."""
    street = opened(keepers, naming(keepers, "甲丙路"))
    elsewhere = opened(keepers, naming(keepers, "甲丁路", at="beihu"), at="beihu")

    def approver(case_id: UUID, who: str) -> tuple[str, str]:
        found = seen(keepers, lambda connection: case_file(connection, case_id, keepers.actors[who]), who)
        return str(found.approver.kind), body_of(found.approver, found.division)

    usual = ("local_government", "苏仙区人民政府")
    assert approver(street, "clerk@suxian") == usual
    given = NewApproverRule(
        approver_kind="other_department",
        body="{city} {county}行政审批服务局",
        division_id=keepers.division(OFFICES["suxian"]),
        source="市政府规定（虚构）",
        valid_from=FIRST,
        category="street",
    )
    with keepers.as_(KEEPER) as work:
        rule_id = service.add_approver_rule(work, given)
    assert approver(street, "clerk@suxian") == ("other_department", "郴州市苏仙区行政审批服务局")
    assert approver(elsewhere, "clerk@beihu") == ("local_government", "北湖区人民政府")
    with pytest.raises(Conflict), keepers.as_(KEEPER) as work:
        service.add_approver_rule(work, given)
    with keepers.as_(KEEPER) as work:
        service.add_approver_rule(work, replace(given, class_prefix="2351", body="郴州市人民政府"))
    assert approver(street, "clerk@suxian") == ("other_department", "郴州市人民政府"), "the closer class counts"
    for wrong in ({"body": "{town}局"}, {"approver_kind": "anybody"}, {"body": "局" * 101}):
        with pytest.raises(InvalidInput), keepers.as_(KEEPER) as work:
            service.add_approver_rule(work, replace(given, **wrong))
    rules = seen(keepers, lambda connection: rule_store.rules(connection, RuleTable.APPROVERS, FIRST))
    for rule in rules:
        if rule.division_id:
            with keepers.as_(KEEPER) as work:
                command = service.EndRule(RuleTable.APPROVERS, rule.id, FIRST, "撤销（虚构）")
                service.end_rule(work, command, FIRST)
    assert rule_id not in {rule.id for rule in seen(keepers, lambda c: rule_store.rules(c, RuleTable.APPROVERS, FIRST))}
    assert approver(street, "clerk@suxian") == usual


def test_an_office_asks_for_a_report(keepers: Office) -> None:
    """From its day on such a case does not get before its approver without it; the database says so too."""
    case_id = before_decision(keepers, naming(keepers, "甲戊路"))
    elsewhere = opened(keepers, naming(keepers, "甲己路", at="beihu"), at="beihu")
    given = NewReportRule(
        report="experts",
        case_kind="naming",
        category="street",
        division_id=keepers.division(OFFICES["suxian"]),
        source="区政府办法（虚构）",
        valid_from=FIRST,
    )
    with keepers.as_(KEEPER) as work:
        rule_id = service.add_report_rule(work, given)

    def needed(case: UUID, who: str) -> set[str]:
        needs = seen(keepers, lambda connection: needs_of(connection, keepers.look(case, who)), who)
        return {str(need.report) for need in needs if need.is_needed}

    assert needed(case_id, "clerk@suxian") == {"experts"}
    assert needed(elsewhere, "clerk@beihu") == set()
    missing = "select gazetteer.reports_missing(:case)"
    assert keepers.scalar(missing, case=case_id) == ["experts"]
    for changed, error in (({}, Conflict), ({"report": "x"}, InvalidInput), ({"case_kind": "x"}, InvalidInput)):
        with pytest.raises(error), keepers.as_(KEEPER) as work:
            service.add_report_rule(work, replace(given, **changed))
    for who in ("clerk@suxian", "rule_keeper@nation"):
        root = keepers.scalar("select id from boundaries.division where seq = 1")
        with pytest.raises(NotPermitted), keepers.as_(who) as work:
            service.add_report_rule(work, replace(given, division_id=root, report="opinions"))
    with keepers.as_(KEEPER) as work:
        service.end_rule(work, service.EndRule(RuleTable.REPORTS, rule_id, FIRST, "撤销（虚构）"), FIRST)
    assert keepers.scalar(missing, case=case_id) == []


def test_an_office_has_its_own_criteria(keepers: Office) -> None:
    """All of its own from its day on; one of a shipped name keeps its code, so that scores stay comparable."""
    given = NewCriterion(
        label_zh="文化价值",
        division_id=keepers.division(OFFICES["suxian"]),
        source="本机关决定（虚构）",
        valid_from=FIRST,
    )
    with keepers.as_(KEEPER) as work:
        rule_id = service.add_criterion(work, given)
    with keepers.as_(KEEPER) as work:
        service.add_criterion(work, replace(given, label_zh="必要性", label_en="necessity"))

    def ask(connection: sa.Connection, day: date, at: str = "suxian") -> list[tuple[str, str]]:
        path = path_of_division(connection, keepers.division(OFFICES[at]))
        return [(one.label_zh, one.label_en) for one in criteria_of(connection, path, day)]

    assert seen(keepers, lambda connection: ask(connection, FIRST)) == [
        ("文化价值", "文化价值"), ("必要性", "necessity"),
    ]  # fmt: skip
    assert seen(keepers, lambda connection: ask(connection, FIRST - timedelta(days=1)))[1][0] == "科学性"
    assert seen(keepers, lambda connection: ask(connection, FIRST, "beihu"))[1][0] == "科学性"
    lent = "select count(*) from gazetteer.expert_criterion where code = 'necessity'"
    assert keepers.scalar(lent) == 2
    with pytest.raises(Conflict), keepers.as_(KEEPER) as work:
        service.add_criterion(work, given)
    with keepers.as_(KEEPER) as work:
        service.end_rule(work, service.EndRule(RuleTable.CRITERIA, rule_id, LATER, "撤销（虚构）"), FIRST)
    assert seen(keepers, lambda connection: ask(connection, LATER)) == [("必要性", "necessity")]
    shipped = keepers.scalar("select id from gazetteer.expert_criterion where division_seq = 1 limit 1")
    with pytest.raises(ActionNotAllowed), keepers.as_("rule_keeper@nation") as work:
        service.end_rule(work, service.EndRule(RuleTable.CRITERIA, shipped, LATER, "不要"), FIRST)


@pytest.mark.parametrize(
    "statement",
    [
        "update gazetteer.report_rule set valid = 'empty' where division_seq = 1",
        "update gazetteer.expert_criterion set valid = 'empty' where division_seq = 1",
        "update gazetteer.reminder_rule set valid = 'empty' where division_seq = 1",
    ],
)
def test_shipped_rows_stay(keepers: Office, statement: str) -> None:
    with raw(keepers, "rule_keeper@nation") as connection:
        assert connection.execute(sa.text(statement)).rowcount == 0
