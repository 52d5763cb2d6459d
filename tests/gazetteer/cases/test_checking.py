"""The check at the decision: what changed since is read first, and what the law forbids needs a reason."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.services import announcing, deciding, handling
from gazetteer.cases.services.checking import FindingWaiver
from gazetteer.name_checks import ScopeOfSearch, names_in_wait
from gazetteer.naming import Candidate, CandidateStatus, Proposal, Scope, ScopeKind
from geocore.db import act_as
from geocore.errors import ActionNotAllowed, InvalidInput, NotPermitted
from tests.builders.cases import (
    Office,
    announced,
    approval,
    approved,
    before_decision,
    naming,
    opened,
    submitted,
)

REASON = "两处相距较远，当地不会混淆（虚构）"


def approve(bureau: Office, command: deciding.Approve, who: str = "approver@suxian") -> tuple[str, ...]:
    with bureau.as_(who) as work:
        return deciding.approve(work, command)


def forbidden(bureau: Office, name: str, where: float = 113.06) -> UUID:
    """A case before its decision whose name is taken nearby."""
    announced(bureau, naming(bureau, name, lon=where + 0.01))
    return before_decision(bureau, naming(bureau, name, lon=where))


def waiting(bureau: Office, name: str, who: str, own_case: UUID | None = None) -> tuple[Candidate, ...]:
    proposal = Proposal(name=name, category="street", class_code="23514")
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[who])
        nation = ScopeOfSearch(Scope(ScopeKind.NATION, "全国"), None)
        return names_in_wait(connection, proposal, "street", nation, own_case, bureau.today)


def test_a_forbidden_name_needs_a_reason_for_each_finding(bureau: Office) -> None:
    case_id = forbidden(bureau, "甲子桥路")
    good = approval(bureau, case_id)
    for given, code in (
        ((), "waiver_missing"),
        ((replace(good.waivers[0], reason=" "),), "waiver_missing"),
        ((replace(good.waivers[0], finding=9),), "waiver_missing"),
        ((replace(good.waivers[0], reason="x" * 1001),), "too_long"),
    ):
        with pytest.raises(InvalidInput) as refused:
            approve(bureau, replace(good, waivers=given))
        assert [problem.code for problem in refused.value.problems] == [code]
    assert bureau.look(case_id).state == "deciding"


def test_the_reason_stays_in_the_file_with_rule_and_person(bureau: Office) -> None:
    """A traditional form must not stand in a name; here somebody answers for it."""
    case_id = before_decision(bureau, naming(bureau, "東桥路", reading="dōng qiáo lù"))
    assert approve(bureau, approval(bureau, case_id)) == ()
    (check,) = bureau.checks(case_id)
    (given,) = check.waivers.values()
    assert (given.rule, given.reason) == ("characters.traditional", REASON)
    assert given.made_by
    told = bureau.scalar(
        "select changes -> 'waived' from app.audit_event where action = 'case.approve' and object_id = :id",
        id=str(case_id),
    )
    assert [(item["rule"], item["reason"]) for item in told] == [("characters.traditional", REASON)]


def test_a_report_from_elsewhere_is_read_against_the_register(bureau: Office) -> None:
    case_id = before_decision(bureau, naming(bureau, "甲午桥路"))
    with bureau.as_("clerk@suxian") as work:
        report = {"findings": [{"rule": "x.y", "severity": "must_not", "message": "不得", "evidence": []}]}
        handling.store_report(work, case_id, "甲午桥路", "1", "1", report)
    assert approve(bureau, approval(bureau, case_id)) == ("甲午桥路",), "the register says something else"
    assert approve(bureau, approval(bureau, case_id)) == ()


def test_a_name_applied_for_meanwhile_is_read_before_the_decision(bureau: Office) -> None:
    name = "乙丑桥路"
    case_id = before_decision(bureau, naming(bureau, name))
    command = approval(bureau, case_id)
    submitted(bureau, naming(bureau, name, lon=113.08))
    assert approve(bureau, command) == (name,)
    assert bureau.look(case_id).state == "deciding"
    (check,) = bureau.checks(case_id)
    assert check.before is not None
    assert "duplicate.same" not in {finding["rule"] for finding in check.before["findings"]}
    (same,) = [finding for finding in check.report["findings"] if finding["rule"] == "duplicate.same"]
    assert same["evidence"][0]["status"] == "pending"
    with pytest.raises(InvalidInput):
        approve(bureau, command)
    assert approve(bureau, approval(bureau, case_id)) == ()
    assert bureau.look(case_id).state == "announcing"


def test_the_database_refuses_a_forbidden_name_whatever_the_service_does(bureau: Office) -> None:
    case_id = forbidden(bureau, "丙寅桥路")
    (item,) = bureau.look(case_id).items
    insert = (
        "insert into gazetteer.case_decision (item_id, case_id, outcome, name, approver_kind, decided_on)"
        " values (:item, :id, 'approved', '丙寅桥路', 'local_government', current_date)"
    )
    with pytest.raises(ActionNotAllowed, match="forbids"), bureau.as_("approver@suxian") as work:
        work.connection.execute(sa.text(insert), {"item": item.id, "id": case_id})


@pytest.mark.parametrize("who", ["reviewer@suxian", "clerk@suxian", "approver@beihu"])
def test_only_the_approver_of_the_area_waives(bureau: Office, who: str) -> None:
    case_id = bureau.scalar(
        "select k.case_id from gazetteer.case_check k where name = '丙寅桥路' order by made_at desc limit 1"
    ) or forbidden(bureau, "丙寅桥路")
    (check,) = bureau.checks(case_id)
    insert = (
        "insert into gazetteer.case_waiver (check_id, finding, case_id, rule, reason) values (:check, 1, :id, 'x', 'x')"
    )
    with pytest.raises(NotPermitted), bureau.as_(who) as work:
        work.connection.execute(sa.text(insert), {"check": check.id, "id": case_id})


def test_names_in_wait_are_told_without_their_case(bureau: Office) -> None:
    mine = submitted(bureau, naming(bureau, "丁卯桥路"))
    (found,) = [name for name in waiting(bureau, "丁卯桥路", "clerk@beihu") if name.name == "丁卯桥路"]
    assert (found.status, found.place_id, found.specific) == (CandidateStatus.PENDING, None, "丁卯桥")
    assert found.division.endswith("苏仙区")
    assert "丁卯桥路" not in {name.name for name in waiting(bureau, "丁卯桥路", "clerk@suxian", mine)}
    assert waiting(bureau, "丁卯桥路", "reader@suxian") == ()
    assert waiting(bureau, "丁卯桥路", "admin") == ()


def test_a_draft_is_nobody_elses_and_an_announced_name_is_in_the_register(bureau: Office) -> None:
    opened(bureau, naming(bureau, "戊辰桥路"))
    announced(bureau, naming(bureau, "己巳桥路"))
    approved(bureau, naming(bureau, "庚午桥路"))
    found = {name.name for name in waiting(bureau, "己巳桥路", "clerk@beihu")}
    assert {"戊辰桥路", "己巳桥路"}.isdisjoint(found)
    assert "庚午桥路" in found


def test_refused_names_count_as_refused(bureau: Office) -> None:
    case_id = before_decision(bureau, naming(bureau, "辛未桥路"))
    step = bureau.step(case_id, "不予批准的理由（虚构）")
    with bureau.as_("approver@suxian") as work:
        deciding.refuse(work, step)
    withdrawn = submitted(bureau, naming(bureau, "壬申桥路"))
    step = bureau.step(withdrawn, "不再建设（虚构）")
    with bureau.as_("clerk@suxian") as work:
        handling.withdraw(work, step)
    found = {name.name: name.status for name in waiting(bureau, "辛未桥路", "clerk@beihu")}
    assert found.get("辛未桥路") is CandidateStatus.REFUSED
    assert "壬申桥路" not in found


def test_unused_reasons_are_no_fault(bureau: Office) -> None:
    case_id = before_decision(bureau, naming(bureau, "癸酉桥路"))
    (check,) = bureau.checks(case_id)
    command = replace(approval(bureau, case_id), waivers=(FindingWaiver(check.id, 1, REASON),))
    assert approve(bureau, command) == ()
    assert bureau.scalar("select count(*) from gazetteer.case_waiver where case_id = :id", id=case_id) == 0
    step = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        announcing.announce(work, announcing.Announce(step, "苏仙区民政局"))
