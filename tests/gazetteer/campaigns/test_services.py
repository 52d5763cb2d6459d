"""A campaign from its set-up to its report: what the machine finds, what persons say of it, what becomes of it."""

from __future__ import annotations

from datetime import date

import pytest

from gazetteer.campaigns.exclusions import Exclusion, ExclusionKind
from gazetteer.campaigns.kinds import Confidence, IrregularKind
from gazetteer.campaigns.model import Verdict
from gazetteer.campaigns.queries import campaign_file, public_list, report_of, triage_board
from gazetteer.campaigns.services import judging, running, scanning
from gazetteer.campaigns.store import campaigns as store
from geocore.db import reading
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.campaigns import (
    end_window,
    in_triage,
    judge,
    listed,
    names,
    new_campaign,
    opened,
    queue_of,
    scanned,
    settling,
    step,
)
from tests.builders.cases import Office


def test_the_pass_finds_each_kind_and_says_why(bureau: Office) -> None:
    before = bureau.scalar("select md5(string_agg(n::text, '' order by id)) from gazetteer.name n")
    found = {candidate.name: candidate for candidate in names(bureau, scanned(bureau))}
    assert {name: set(candidate.kinds) for name, candidate in found.items()} == {
        "巴黎路": {"foreign"},
        "帝王街": {"odd"},
        "环球大道": {"big"},
        "团结路": {"duplicate"},
    }
    assert found["巴黎路"].confidence == "high"
    finding = found["巴黎路"].findings[0]
    assert finding["rule"] == "foreign.listed"
    assert finding["article"]
    assert finding["confidence"] == "high"
    assert found["团结路"].division.startswith("湖南省郴州市苏仙区")
    assert bureau.scalar("select md5(string_agg(n::text, '' order by id)) from gazetteer.name n") == before


def test_the_pass_goes_on_where_it_ended(bureau: Office) -> None:
    """In parts of two names the same as at once; a part that fails has done nothing; a late one is refused."""
    whole = names(bureau, scanned(bureau))
    campaign_id = opened(bureau)
    seen = []
    with pytest.raises(ZeroDivisionError), bureau.as_("reviewer@suxian") as work:
        scanning.scan_part(work, campaign_id, bureau.today, limit=2)
        raise ZeroDivisionError
    done = False
    while not done:
        with bureau.as_("reviewer@suxian") as work:
            part = scanning.scan_part(work, campaign_id, bureau.today, limit=2)
        seen.append((part.checked, part.total))
        done = part.is_done
    assert seen == [(2, 6), (4, 6), (6, 6), (6, 6)]
    assert [(one.position, one.name, one.findings) for one in names(bureau, campaign_id)] == [
        (one.position, one.name, one.findings) for one in whole
    ]
    with pytest.raises(ActionNotAllowed), bureau.as_("reviewer@suxian") as work:
        scanning.scan_part(work, campaign_id, bureau.today)


def test_two_passes_at_once_are_one_too_many(bureau: Office) -> None:
    campaign_id = opened(bureau)
    with bureau.as_("reviewer@suxian") as work:
        seen = store.scan_of(work.connection, campaign_id)
        scanning.scan_part(work, campaign_id, bureau.today, limit=2)
    with pytest.raises(StaleVersion), bureau.as_("reviewer@suxian") as work:
        store.move_scan(work, campaign_id, seen, checked=2)


@pytest.mark.parametrize(
    ("kinds", "least", "wanted"),
    [
        ((IrregularKind.FOREIGN,), Confidence.MEDIUM, {"巴黎路"}),
        ((IrregularKind.BIG, IrregularKind.ODD), Confidence.HIGH, set()),
        ((IrregularKind.BIG, IrregularKind.ODD), Confidence.MEDIUM, {"帝王街", "环球大道"}),
        ((IrregularKind.DUPLICATE,), Confidence.HIGH, {"团结路"}),
    ],
)
def test_kinds_and_confidence_narrow(bureau: Office, kinds, least, wanted) -> None:
    campaign_id = scanned(bureau, kinds=kinds, least_confidence=least)
    assert {candidate.name for candidate in names(bureau, campaign_id)} == wanted


def test_exclusions_stay_in_the_list_with_their_reason_and_are_not_judged(bureau: Office) -> None:
    exclusion = Exclusion(ExclusionKind.NAME, "巴黎路", "友好城市纪念（虚构）")
    campaign_id = in_triage(bureau, exclusions=(exclusion,))
    found = {candidate.name: candidate for candidate in names(bureau, campaign_id)}
    assert found["巴黎路"].excluded_by == "友好城市纪念（虚构）"
    assert found["巴黎路"].id not in queue_of(bureau, campaign_id, "clerk@suxian")
    with pytest.raises(ActionNotAllowed):
        judge(bureau, campaign_id, found["巴黎路"].id, "clerk", "keep")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"categories": ()}, "categories"),
        ({"kinds": ()}, "kinds"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"ends_on": date(2037, 1, 1)}, "ends_on"),
        ({"starts_on": date(2100, 12, 1), "ends_on": date(2101, 1, 1)}, "ends_on"),
        ({"starts_on": date.min, "ends_on": date.max}, "ends_on"),
        ({"exclusions": (Exclusion(ExclusionKind.WORD, "路", ""),)}, "leave_names"),
        ({"exclusions": (Exclusion(ExclusionKind.WORD, "路" * 101, "x"),)}, "leave_names"),
    ],
)
def test_what_cannot_be_set_up(bureau: Office, changes, field) -> None:
    with pytest.raises(InvalidInput) as refused, bureau.as_("reviewer@suxian") as work:
        running.open_campaign(work, new_campaign(bureau, **changes))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_who_may_not(bureau: Office) -> None:
    for who in ("clerk@suxian", "approver@suxian", "reviewer@beihu"):
        with pytest.raises(NotPermitted), bureau.as_(who) as work:
            running.open_campaign(work, new_campaign(bureau))
    campaign_id = in_triage(bureau)
    candidate = names(bureau, campaign_id)[0]
    with pytest.raises(NotFound), bureau.as_("reviewer@beihu") as work:
        judging.judge(work, campaign_id, candidate.id, Verdict.KEEP)
    with pytest.raises(NotPermitted), bureau.as_("clerk@suxian") as work:
        running.take_step(work, step(bureau, campaign_id, "x"), "cancel")
    with pytest.raises(NotPermitted), bureau.as_("reviewer@suxian") as work:
        judging.settle(work, campaign_id, candidate.id, Verdict.KEEP, "x")


def test_one_campaign_to_its_report(bureau: Office) -> None:
    campaign_id = in_triage(bureau)
    found = {candidate.name: candidate for candidate in names(bureau, campaign_id) if candidate.name != "团结路"}
    same = [candidate for candidate in names(bureau, campaign_id) if candidate.name == "团结路"]
    for who in ("clerk", "reviewer"):
        judge(bureau, campaign_id, found["巴黎路"].id, who, "change")
        judge(bureau, campaign_id, found["帝王街"].id, who, "change")
        judge(bureau, campaign_id, same[0].id, who, "change")
        judge(bureau, campaign_id, same[1].id, who, "keep")
    judge(bureau, campaign_id, found["环球大道"].id, "clerk", "change")
    judge(bureau, campaign_id, found["环球大道"].id, "reviewer", "keep")
    with pytest.raises(ActionNotAllowed), bureau.as_("reviewer@suxian") as work:
        running.publish_list(work, step(bureau, campaign_id), 7, "苏仙区民政局")
    assert queue_of(bureau, campaign_id, "approver@suxian") == {found["环球大道"].id: True}
    judge(bureau, campaign_id, found["环球大道"].id, "approver", "withdraw")
    version = bureau.scalar("select version from published.data_version")
    with bureau.as_("reviewer@suxian") as work:
        assert running.publish_list(work, step(bureau, campaign_id), 7, "苏仙区民政局") == 3
    assert bureau.scalar("select version from published.data_version") == version + 1
    with bureau.database.reader.connect() as connection:
        public = public_list(connection, campaign_id)
    assert {one.name for one in public.names} == {"巴黎路", "帝王街", "团结路"}
    assert "条例" in public.names[0].messages[0]

    with bureau.as_("reviewer@suxian") as work:
        objection = judging.record_objection(work, campaign_id, found["巴黎路"].id, "多年习用", bureau.today)
    command = step(bureau, campaign_id)
    with pytest.raises(ActionNotAllowed), bureau.as_("reviewer@suxian") as work:
        running.take_step(work, command, "end_objections")
    end_window(bureau, campaign_id)
    with pytest.raises(ActionNotAllowed, match="no answer"), bureau.as_("reviewer@suxian") as work:
        running.take_step(work, command, "end_objections")
    with bureau.as_("reviewer@suxian") as work:
        judging.answer_objection(work, campaign_id, objection, "采纳", bureau.today)
    with bureau.as_("reviewer@suxian") as work:
        running.take_step(work, command, "end_objections")

    with bureau.as_("approver@suxian") as work:
        judging.settle(work, campaign_id, found["巴黎路"].id, Verdict.KEEP, "异议成立，多年习用")
    with bureau.as_("approver@suxian") as work:
        judging.settle(work, campaign_id, found["帝王街"].id, Verdict.CHANGE, "改", "长宁街")
    with pytest.raises(StaleVersion), bureau.as_("approver@suxian") as work:
        judging.settle(work, campaign_id, found["帝王街"].id, Verdict.KEEP, "又不改了")
    with pytest.raises(ActionNotAllowed, match="not settled"), bureau.as_("reviewer@suxian") as work:
        running.take_step(work, step(bureau, campaign_id), "close")
    with bureau.as_("approver@suxian") as work:
        judging.settle(work, campaign_id, same[0].id, Verdict.WITHDRAW, "两处相距甚远")
    with bureau.as_("reviewer@suxian") as work:
        running.take_step(work, step(bureau, campaign_id), "close")

    with reading(bureau.database.app, bureau.actors["reviewer@suxian"]) as connection:
        report = report_of(connection, campaign_id)
        file = campaign_file(connection, campaign_id, bureau.today)
    assert dict(report.results) == {"change": 3, "keep": 1, "withdraw": 1}
    assert dict(report.outcomes) == {"keep": 1, "change": 1, "withdraw": 1}
    assert (report.agreed, report.by_third, report.objections, report.answered, report.open) == (4, 1, 1, 1, 0)
    assert {count.code: count.names for count in report.by_kind} == {"big": 1, "foreign": 1, "odd": 1, "duplicate": 2}
    assert {count.code for count in report.by_rule} >= {"foreign.listed", "duplicate.same"}
    assert file.days[-1].to_judge == 0
    assert file.days[-1].to_settle == 0


def test_a_name_to_change_becomes_a_renaming_case(bureau: Office) -> None:
    campaign_id = settling(bureau, kinds=(IrregularKind.ODD,))
    (candidate,) = names(bureau, campaign_id)
    with bureau.as_("approver@suxian") as work:
        judging.settle(work, campaign_id, candidate.id, Verdict.CHANGE, "封建色彩", "长安 街")
    with pytest.raises(NotPermitted), bureau.as_("approver@suxian") as work:
        judging.open_renaming(work, campaign_id, candidate.id)
    with bureau.as_("clerk@suxian") as work:
        case_id = judging.open_renaming(work, campaign_id, candidate.id)
    case = bureau.look(case_id)
    assert (str(case.kind), str(case.channel), case.title) == ("renaming", "office", "长安街")
    assert case.items[0].old_name == "帝王街"
    assert "封建色彩" in case.items[0].reason
    assert case.items[0].reason_code == "meaning"
    with pytest.raises(StaleVersion), bureau.as_("clerk@suxian") as work:
        judging.open_renaming(work, campaign_id, candidate.id)


@pytest.mark.parametrize(
    ("outcome", "reason", "name"),
    [
        (Verdict.CHANGE, "x", ""),
        (Verdict.CHANGE, "x", "帝王街"),
        (Verdict.CHANGE, "x", "长" * 31),
        (Verdict.KEEP, " ", ""),
        (Verdict.KEEP, "x" * 2001, ""),
    ],
)
def test_outcomes_that_cannot_be(bureau: Office, outcome: Verdict, reason: str, name: str) -> None:
    campaign_id = listed(bureau, kinds=(IrregularKind.ODD,))
    (candidate,) = names(bureau, campaign_id)
    with pytest.raises(InvalidInput), bureau.as_("approver@suxian") as work:
        judging.settle(work, campaign_id, candidate.id, outcome, reason, name)
    with pytest.raises(ActionNotAllowed), bureau.as_("approver@suxian") as work:  # the objections are still open
        judging.settle(work, campaign_id, candidate.id, Verdict.KEEP, "x")


@pytest.mark.parametrize(("days", "office"), [(6, "x"), (91, "x"), (7, " ")])
def test_lists_that_cannot_be_made_public(bureau: Office, days: int, office: str) -> None:
    campaign_id = in_triage(bureau, kinds=(IrregularKind.ODD,))
    with pytest.raises(InvalidInput), bureau.as_("reviewer@suxian") as work:
        running.publish_list(work, step(bureau, campaign_id), days, office)


def test_undo_brings_the_name_back(bureau: Office) -> None:
    campaign_id = in_triage(bureau, kinds=(IrregularKind.ODD,))
    (candidate,) = names(bureau, campaign_id)
    with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:
        judging.undo(work, campaign_id)
    judge(bureau, campaign_id, candidate.id, "clerk", "withdraw")
    with bureau.as_("clerk@suxian") as work:
        assert judging.undo(work, campaign_id).id == candidate.id
    assert queue_of(bureau, campaign_id, "clerk@suxian") == {candidate.id: False}
    judge(bureau, campaign_id, candidate.id, "clerk", "keep")
    with reading(bureau.database.app, bureau.actors["clerk@suxian"]) as connection:
        board = triage_board(connection, campaign_id, bureau.actors["clerk@suxian"].user_id)
    assert [str(verdict.verdict) for verdict, _candidate in board.mine] == ["keep"]
    assert board.queue == ()
