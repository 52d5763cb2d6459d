"""What the database itself refuses in a campaign: seeing another's verdict, a third one too early, judging twice."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

import pytest

from gazetteer.campaigns.kinds import IrregularKind
from gazetteer.campaigns.queries import triage_board
from gazetteer.campaigns.services import judging
from geoapp.auth.actors import load_actor
from geocore.db import reading
from geocore.errors import ActionNotAllowed, DomainError, NotPermitted
from tests.builders.campaigns import in_triage, judge, listed, names, queue_of, settling
from tests.builders.cases import Office
from tests.builders.register import add_officer

ONE_NAME = {"kinds": (IrregularKind.ODD,)}


GIVE = "insert into gazetteer.campaign_verdict (candidate_id, verdict) values (:id, :verdict)"


@pytest.fixture(scope="module")
def judged(bureau: Office) -> tuple[UUID, UUID]:
    """Campaign and name: the clerk wants to change it, the reviewer to keep it."""
    campaign_id = in_triage(bureau, **ONE_NAME)
    (candidate,) = names(bureau, campaign_id)
    judge(bureau, campaign_id, candidate.id, "clerk", "change")
    judge(bureau, campaign_id, candidate.id, "reviewer", "keep")
    return campaign_id, candidate.id


def test_nobody_sees_anothers_verdict_during_the_triage(bureau: Office, judged: tuple[UUID, UUID]) -> None:
    campaign_id, candidate_id = judged
    seen = "select verdict from gazetteer.campaign_verdict where candidate_id = :id"
    assert bureau.straight("clerk@suxian", seen, id=candidate_id) == [("change",)]
    assert bureau.straight("reviewer@suxian", seen, id=candidate_id) == [("keep",)]
    assert bureau.straight("approver@suxian", seen, id=candidate_id) == []
    assert bureau.straight("reader@suxian", seen, id=candidate_id) == []
    result = "select result from gazetteer.campaign_candidate where id = :id"
    assert bureau.straight("approver@suxian", result, id=candidate_id) == [(None,)]
    with pytest.raises(NotPermitted):
        bureau.straight("clerk@suxian", "select gazetteer.standing_verdicts(:id)", id=candidate_id)
    for who in ("clerk@suxian", "reviewer@suxian"):
        with reading(bureau.database.app, bureau.actors[who]) as connection:
            board = triage_board(connection, campaign_id, bureau.actors[who].user_id)
        assert board.queue == ()
        assert (board.progress.total, board.progress.disputed, board.progress.resolved) == (1, 1, 0)


def test_the_audit_does_not_tell_the_verdict(bureau: Office, judged: tuple[UUID, UUID]) -> None:
    rows = "select count(*) from app.audit_event where action = 'campaign.judge' and payload ~ 'keep|change\"|withdraw'"
    assert bureau.scalar(rows) == 0


def test_afterwards_everybody_of_the_area_sees_who_said_what(bureau: Office) -> None:
    campaign_id = listed(bureau, **ONE_NAME)
    seen = (
        "select v.verdict from gazetteer.campaign_verdict v"
        " join gazetteer.campaign_candidate k on k.id = v.candidate_id where k.campaign_id = :id"
    )
    assert len(bureau.straight("approver@suxian", seen, id=campaign_id)) == 2
    assert bureau.straight("approver@beihu", seen, id=campaign_id) == []


@pytest.mark.parametrize("who", ["clerk@suxian", "reviewer@suxian"])
def test_the_third_is_not_one_of_the_two(bureau: Office, judged: tuple[UUID, UUID], who: str) -> None:
    with pytest.raises(ActionNotAllowed, match="judged this name already"):
        bureau.straight(who, GIVE, id=judged[1], verdict="change")


@pytest.mark.parametrize("who", ["reader@suxian", "approver@beihu", "admin"])
def test_who_may_not_judge_at_all(bureau: Office, judged: tuple[UUID, UUID], who: str) -> None:
    with pytest.raises(NotPermitted):
        bureau.straight(who, GIVE, id=judged[1], verdict="change")


def test_nobody_judges_for_another(bureau: Office, judged: tuple[UUID, UUID]) -> None:
    other = bureau.actors["reviewer@suxian"].user_id
    with pytest.raises(NotPermitted):
        bureau.straight(
            "approver@suxian",
            "insert into gazetteer.campaign_verdict (candidate_id, verdict, person) values (:id, 'keep', :other)",
            id=judged[1],
            other=other,
        )
    taken_back = "update gazetteer.campaign_verdict set withdrawn_at = now() where candidate_id = :id"
    assert bureau.straight("approver@suxian", taken_back, id=judged[1]) == 0
    with pytest.raises(NotPermitted):
        bureau.straight("clerk@suxian", "update gazetteer.campaign_verdict set verdict = 'keep'")


def test_two_who_agree_need_no_third_and_a_third_ends_it(bureau: Office) -> None:
    campaign_id = in_triage(bureau, **ONE_NAME)
    (candidate,) = names(bureau, campaign_id)
    for who in ("clerk", "reviewer"):
        judge(bureau, campaign_id, candidate.id, who, "change")
    with pytest.raises(ActionNotAllowed, match="has its verdict"):
        bureau.straight("approver@suxian", GIVE, id=candidate.id, verdict="keep")
    with bureau.as_("reviewer@suxian") as work:
        judging.undo(work, campaign_id)
    judge(bureau, campaign_id, candidate.id, "reviewer", "keep")
    judge(bureau, campaign_id, candidate.id, "approver", "withdraw")
    with pytest.raises(ActionNotAllowed, match="third"), bureau.as_("clerk@suxian") as work:
        judging.undo(work, campaign_id)
    assert queue_of(bureau, campaign_id, "clerk@suxian") == {}


def test_many_judge_at_the_same_moment(bureau: Office) -> None:
    """Six persons press the same key: two verdicts are counted, never a third that was not asked for."""
    campaign_id = in_triage(bureau, **ONE_NAME)
    (candidate,) = names(bureau, campaign_id)
    with bureau.database.owner.begin() as connection:
        people = [add_officer(connection, "clerk", "431003").id for _ in range(6)]
    with bureau.database.app.connect() as connection:
        for number, person in enumerate(people):
            bureau.actors[f"judge{number}@suxian"] = load_actor(connection, person)
    start, answers = threading.Barrier(len(people)), []

    def press(number: int) -> None:
        start.wait()
        try:
            judge(bureau, campaign_id, candidate.id, f"judge{number}", "change")
            answers.append("given")
        except DomainError as error:
            answers.append(error.code)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["action_not_allowed"] * 4 + ["given"] * 2


@pytest.mark.parametrize(
    "statement",
    [
        "delete from gazetteer.campaign_verdict",
        "update gazetteer.campaign_candidate set result = 'keep'",
        "update gazetteer.campaign_outcome set outcome = 'keep'",
        "update gazetteer.clean_up_campaign set name = 'x'",
        "delete from gazetteer.campaign_objection",
    ],
)
def test_no_right_to_rewrite(bureau: Office, statement: str) -> None:
    with pytest.raises(NotPermitted):
        bureau.straight("reviewer@suxian", statement)


def test_things_happen_at_their_stage(bureau: Office, judged: tuple[UUID, UUID]) -> None:
    campaign_id, candidate_id = judged
    values = {"campaign": campaign_id, "candidate": candidate_id, "id": uuid4()}
    with pytest.raises(ActionNotAllowed):
        bureau.straight(
            "reviewer@suxian",
            "insert into gazetteer.campaign_objection (campaign_id, candidate_id, received_on, text)"
            " values (:campaign, :candidate, current_date, 'x')",
            **values,
        )
    with pytest.raises(ActionNotAllowed):
        bureau.straight(
            "approver@suxian",
            "insert into gazetteer.campaign_outcome (campaign_id, candidate_id, outcome, reason)"
            " values (:campaign, :candidate, 'keep', 'x')",
            **values,
        )
    with pytest.raises(ActionNotAllowed):
        bureau.straight("reviewer@suxian", "update gazetteer.campaign_scan set checked = 0 where campaign_id = :id",
                 id=campaign_id)  # fmt: skip
    with pytest.raises(ActionNotAllowed):
        bureau.straight(
            "reviewer@suxian",
            "update gazetteer.clean_up_campaign set objections_until = objections_until + 1 where id = :id",
            id=listed(bureau, **ONE_NAME),
        )
    with pytest.raises(ActionNotAllowed):  # names that nobody listed are not settled
        of_other = settling(bureau, **ONE_NAME)
        bureau.straight(
            "approver@suxian",
            "insert into gazetteer.campaign_outcome (campaign_id, candidate_id, outcome, reason)"
            " values (:campaign, :candidate, 'keep', 'x')",
            campaign=of_other,
            candidate=candidate_id,
        )


@pytest.mark.parametrize(
    "table",
    ["clean_up_campaign", "campaign_scan", "campaign_candidate", "campaign_objection", "campaign_outcome"],
)
def test_another_district_sees_nothing(bureau: Office, judged: tuple[UUID, UUID], table: str) -> None:
    assert bureau.straight("reviewer@beihu", f"select * from gazetteer.{table}") == []
    assert bureau.straight("reader@suxian", f"select * from gazetteer.{table}") == []
    sums = "select total, resolved from gazetteer.triage_progress(:id)"
    assert bureau.straight("reviewer@beihu", sums, id=judged[0]) == [(0, 0)]
