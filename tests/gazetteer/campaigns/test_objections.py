"""Objections of anybody to a listed name: in the window, once, without a person; the list waits for their answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from gazetteer.campaigns.kinds import IrregularKind
from gazetteer.campaigns.queries import candidate_file
from gazetteer.campaigns.services import judging, running
from gazetteer.campaigns.services.objecting import ObjectToName, object_to_name
from gazetteer.services.receipts import progress_of
from geocore.actor import ANONYMOUS
from geocore.db import reading
from geocore.errors import ActionNotAllowed, InvalidInput
from tests.builders.campaigns import end_window, in_triage, listed, names, step
from tests.builders.cases import Office
from tests.gazetteer.cases.test_races import race

ODD = {"kinds": (IrregularKind.ODD,)}


@pytest.fixture
def campaign_id(bureau: Office) -> UUID:
    bureau.actors["anybody"] = ANONYMOUS
    return listed(bureau, **ODD)


def objection(bureau: Office, campaign_id: UUID, text: str = "多年习用，不应更名") -> ObjectToName:
    (candidate,) = names(bureau, campaign_id)
    return ObjectToName(campaign_id, candidate.position, uuid4(), text)


def send(bureau: Office, command: ObjectToName) -> str:
    with bureau.as_("anybody") as work:
        return object_to_name(work, command, bureau.today)


def test_an_objection_is_seen_by_the_office_and_answered_to_its_receipt(bureau: Office, campaign_id: UUID) -> None:
    receipt = send(bureau, objection(bureau, campaign_id))
    (candidate,) = names(bureau, campaign_id)
    with reading(bureau.database.app, bureau.actors["reviewer@suxian"]) as connection:
        (seen,) = candidate_file(connection, campaign_id, candidate.id).objections
    assert (seen.text, seen.receipt, seen.received_on) == ("多年习用，不应更名", receipt, bureau.today)
    end_window(bureau, campaign_id)
    with pytest.raises(ActionNotAllowed, match="no answer"), bureau.as_("reviewer@suxian") as work:
        running.take_step(work, step(bureau, campaign_id), "end_objections")
    with bureau.as_("reviewer@suxian") as work:
        judging.answer_objection(work, campaign_id, seen.id, "采纳", bureau.today)
    with bureau.as_("anybody") as work:
        told = progress_of(work, receipt)
    assert told is not None
    assert (told.matter, told.state, told.answer, told.about) == ("listed_name", "answered", "采纳", campaign_id)


def test_the_same_form_twice_is_one_objection(bureau: Office, campaign_id: UUID) -> None:
    command = objection(bureau, campaign_id)
    assert race(*[lambda: send(bureau, command)] * 4) == ["changed"] * 4
    assert send(bureau, command) == send(bureau, replace(command, text="第二次写的"))
    where = f"campaign_id = '{campaign_id}'"
    assert bureau.scalar(f"select count(*) from gazetteer.campaign_objection where {where}") == 1


def test_what_is_not_listed_or_not_open_takes_none(bureau: Office, campaign_id: UUID) -> None:
    command = objection(bureau, campaign_id)
    for wrong in (
        replace(command, position=command.position + 1),
        replace(command, campaign_id=uuid4()),
        objection(bureau, in_triage(bureau, **ODD)),
    ):
        with pytest.raises(ActionNotAllowed):
            send(bureau, wrong)
    for days in (-1, 400):
        with pytest.raises(ActionNotAllowed), bureau.as_("anybody") as work:
            object_to_name(work, command, bureau.today + timedelta(days=days))


@pytest.mark.parametrize("text", ["", "    不妥   ", "不要\x00更名吧", "长" * 2001])
def test_texts_that_are_refused(bureau: Office, campaign_id: UUID, text: str) -> None:
    with pytest.raises(InvalidInput):
        send(bureau, objection(bureau, campaign_id, text))
