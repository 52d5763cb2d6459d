"""Marker texts and oral histories: what makes them public, what takes them away, and who may read the rest."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.cases.model import CaseKind, Draft
from gazetteer.cases.services import announcing, deciding, handling
from gazetteer.cases.services.drafting import NewDocument
from gazetteer.memories import services
from gazetteer.memories.model import NewMarkerText, PublicHistory, PublicMarker, Recording
from gazetteer.memories.queries import (
    memories_of,
    of_case,
    public_histories,
    public_markers,
    public_recording,
    recording_content,
)
from geocore.db import reading
from geocore.errors import ActionNotAllowed, DomainError, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.cases import Office, about, accepted, announced, approval, before_decision, naming
from tests.builders.memories import MP3, SOUND, history, marked, told


def shown(office: Office, place: UUID) -> tuple[tuple[PublicMarker, ...], tuple[PublicHistory, ...]]:
    """What the public role reads."""
    with office.database.reader.connect() as connection:
        return public_markers(connection, place), public_histories(connection, place)


def heard(office: Office, place: UUID, history_id: UUID) -> bool:
    with office.database.reader.connect() as connection:
        try:
            assert public_recording(connection, place, history_id) == ("audio/mpeg", MP3)
        except NotFound:
            return False
        return True


def data_version(office: Office) -> int:
    return int(office.scalar("select version from published.data_version"))


SERIAL: list[str] = []


@pytest.fixture(scope="module")
def village(places: dict[str, UUID]) -> UUID:
    return places["白露塘村"]


@pytest.fixture
def road(bureau: Office) -> UUID:
    """A place of its own, with a name that is announced."""
    name = f"柳塘{len(SERIAL)}路"
    SERIAL.append(name)
    announced(bureau, naming(bureau, name))
    found: UUID = bureau.scalar("select place_id from published.announcement where standard_name = :name", name=name)
    return found


def retirement(bureau: Office, place: UUID) -> Draft:
    return about(naming(bureau, ended_on=date(2026, 1, 15)), CaseKind.RETIREMENT, place)


def approve(bureau: Office, case_id: UUID, who: str = "approver@suxian") -> None:
    command = approval(bureau, case_id)
    with bureau.as_(who) as work:
        deciding.approve(work, command)


def announce(bureau: Office, case_id: UUID) -> None:
    step = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        announcing.announce(work, announcing.Announce(step, "苏仙区民政局"))


def test_the_text_of_a_retirement_is_public_with_its_announcement(bureau: Office, road: UUID) -> None:
    """Not before; and the approver decides on what he has read: nothing changes on his desk."""
    case_id = accepted(bureau, retirement(bureau, road))
    ended, text = (marked(bureau, road, case_id=case_id) for _ in range(2))
    with bureau.as_("reviewer@suxian") as work:
        services.end_marker(work, ended, "写错了（虚构）")
    with pytest.raises(ActionNotAllowed), bureau.as_("approver@suxian") as work:
        services.approve_marker(work, text)  # of a case: with the case
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        handling.to_decision(work, step)
    with pytest.raises(ActionNotAllowed):
        marked(bureau, road, case_id=case_id)
    with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:
        services.end_marker(work, text, "改一改")
    with reading(bureau.database.app, bureau.actors["approver@suxian"]) as connection:
        assert of_case(connection, case_id)[road].texts == ("柳塘桥遗址（虚构）",)
    approve(bureau, case_id)
    assert shown(bureau, road) == ((), ())
    announce(bureau, case_id)
    (marker,), _histories = shown(bureau, road)
    assert (marker.text, marker.whereabouts) == ("柳塘桥遗址（虚构）", "桥东头（虚构）")
    who = "select u.id from gazetteer.marker_text t join app.user_account u on u.id = t.approved_by where t.id = :id"
    assert bureau.scalar(who, id=text) == bureau.actors["approver@suxian"].user_id

    version = data_version(bureau)
    with bureau.as_("clerk@suxian") as work:
        services.end_marker(work, text, "碑已移走（虚构）")
    assert shown(bureau, road) == ((), ())
    assert data_version(bureau) > version
    assert bureau.scalar("select end_reason from gazetteer.marker_text where id = :id", id=text) == "碑已移走（虚构）"
    with pytest.raises(StaleVersion), bureau.as_("clerk@suxian") as work:
        services.end_marker(work, text, "again")


def test_a_refused_retirement_publishes_nothing(bureau: Office, road: UUID) -> None:
    case_id = before_decision(bureau, retirement(bureau, road))
    with bureau.database.owner.begin() as connection:  # as if written before the report
        connection.exec_driver_sql("alter table gazetteer.marker_text disable trigger user")
        connection.execute(
            sa.text(
                "insert into gazetteer.marker_text (place_id, case_id, text, recorded_by)"
                " values (:place, :case, 'x', :person)"
            ),
            {"place": road, "case": case_id, "person": bureau.actors["clerk@suxian"].user_id},
        )
        connection.exec_driver_sql("alter table gazetteer.marker_text enable trigger user")
    step = bureau.step(case_id)
    with bureau.as_("approver@suxian") as work:
        deciding.refuse(work, step)
    assert shown(bureau, road) == ((), ())


def test_whoever_writes_the_text_does_not_approve_the_case(bureau: Office, road: UUID) -> None:
    case_id = accepted(bureau, retirement(bureau, road))
    marked(bureau, road, who="everybody", case_id=case_id)
    step = bureau.step(case_id)
    with bureau.as_("reviewer@suxian") as work:
        handling.to_decision(work, step)
    with pytest.raises(NotPermitted, match="does not approve"):
        approve(bureau, case_id, "everybody@suxian")
    approve(bureau, case_id)


def test_a_case_gives_texts_to_its_own_places_only(bureau: Office, road: UUID, village: UUID) -> None:
    case_id = accepted(bureau, retirement(bureau, road))
    other = accepted(bureau, naming(bureau, "新塘一路"))
    for place, case in ((village, case_id), (road, other), (road, uuid4())):
        with pytest.raises(ActionNotAllowed):
            marked(bureau, place, case_id=case)
        with pytest.raises(ActionNotAllowed):
            told(bureau, place, case_id=case)


def test_a_text_without_a_case_is_approved_by_somebody_else(bureau: Office, village: UUID) -> None:
    text = marked(bureau, village, who="everybody")
    assert shown(bureau, village)[0] == ()
    with pytest.raises(NotPermitted), bureau.as_("everybody@suxian") as work:
        services.approve_marker(work, text)
    with pytest.raises(NotPermitted), bureau.as_("clerk@suxian") as work:
        services.approve_marker(work, text)
    with pytest.raises(NotFound), bureau.as_("approver@beihu") as work:
        services.approve_marker(work, text)
    version = data_version(bureau)
    with bureau.as_("approver@suxian") as work:
        services.approve_marker(work, text)
    assert [marker.text for marker in shown(bureau, village)[0]] == ["柳塘桥遗址（虚构）"]
    assert data_version(bureau) > version
    with pytest.raises(StaleVersion), bureau.as_("approver@suxian") as work:
        services.approve_marker(work, text)
    with bureau.as_("approver@suxian") as work:
        services.end_marker(work, text, "x")
    assert shown(bureau, village)[0] == ()


def test_what_is_told_is_public_with_consent_until_it_is_taken_back(bureau: Office, road: UUID) -> None:
    version = data_version(bureau)
    history_id = told(bureau, road)
    assert data_version(bureau) > version
    (public,) = shown(bureau, road)[1]
    assert (public.speaker, public.born_year, public.told_at) == ("王五（虚构）", 1941, "村口老樟树下（虚构）")
    assert public.recording == Recording("audio/mpeg", len(MP3))
    assert "赵六" not in repr(public)
    assert heard(bureau, road, history_id)
    assert not heard(bureau, uuid4(), history_id)

    with bureau.as_("clerk@suxian") as work:
        services.end_consent(work, history_id, "来电要求（虚构）")
    assert shown(bureau, road)[1] == ()
    assert not heard(bureau, road, history_id)
    for table in ("oral_history", "oral_recording"):
        assert bureau.scalar(f"select count(*) from published.{table}") == 0
    with reading(bureau.database.app, bureau.actors["approver@suxian"]) as connection:
        (kept,) = memories_of(connection, road).histories
        assert recording_content(connection, history_id)[1] == MP3
    assert (kept.is_public, kept.consent_end_note) == (False, "来电要求（虚构）")
    with pytest.raises(StaleVersion), bureau.as_("clerk@suxian") as work:
        services.end_consent(work, history_id, "again")


def test_an_ended_record_leaves_the_public_side_and_stays(bureau: Office, road: UUID) -> None:
    history_id = told(bureau, road)
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        services.end_history(work, history_id, " ")
    with bureau.as_("clerk@suxian") as work:
        services.end_history(work, history_id, "张冠李戴（虚构）")
    assert shown(bureau, road)[1] == ()
    assert bureau.scalar("select end_reason from gazetteer.oral_history where id = :id", id=history_id)
    with pytest.raises(StaleVersion), bureau.as_("clerk@suxian") as work:
        services.end_history(work, history_id, "again")


def test_without_consent_nobody_outside_reads_or_hears_it(bureau: Office, road: UUID) -> None:
    """Nor in another county, nor whoever only reads the register; a transcript may be public without its voice."""
    secret = told(bureau, road, may_publish=False, may_play=False)
    silent = told(bureau, road, may_play=False)
    assert [one.recording for one in shown(bureau, road)[1]] == [None]
    assert not heard(bureau, road, secret)
    assert not heard(bureau, road, silent)
    with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:
        services.end_consent(work, secret, "there is none")
    seen = "select id from gazetteer.oral_history where id = :id"
    sound = "select history_id from gazetteer.oral_recording where history_id = :id"
    for who, expected in (("clerk", 1), ("reviewer", 1), ("approver", 1), ("reader", 0)):
        assert len(bureau.straight(f"{who}@suxian", seen, id=secret)) == expected
        assert len(bureau.straight(f"{who}@suxian", sound, id=secret)) == expected
    assert bureau.straight("clerk@beihu", seen, id=secret) == []
    with reading(bureau.database.app, bureau.actors["reader@suxian"]) as connection:
        assert memories_of(connection, road).histories == ()
        with pytest.raises(NotFound):
            recording_content(connection, secret)
    with reading(bureau.database.app, bureau.actors["clerk@beihu"]) as connection, pytest.raises(NotFound):
        memories_of(connection, road)


def test_of_an_anonymous_speaker_nothing_leads_to_the_person(bureau: Office, road: UUID) -> None:
    told(bureau, road, speaker=" ", sent=None)
    (public,) = shown(bureau, road)[1]
    assert (public.speaker, public.born_year, public.told_at, public.recording) == ("", None, "", None)


def test_the_audit_tells_nobody_who_spoke_or_what(bureau: Office, road: UUID) -> None:
    told(bureau, road)
    words = "select count(*) from app.audit_event where payload ~ '王五|赵六|柳树|老樟树'"
    assert bureau.scalar(words) == 0
    assert bureau.scalar("select count(*) from app.audit_event where action = 'memory.history'") > 0


@pytest.mark.parametrize(
    ("changes", "sent", "problems"),
    [
        ({"transcript": " "}, SOUND, {("transcript", "required")}),
        ({"transcript": "x" * 20_001}, SOUND, {("transcript", "too_long")}),
        ({"interviewer": "", "language": "x\x00"}, SOUND, {("interviewer", "required"), ("language", "too_long")}),
        ({"told_on": date(2026, 3, 3)}, SOUND, {("told_on", "day_to_come")}),
        ({"born_year": 2027}, SOUND, {("born_year", "born_later")}),
        ({"born_year": 1066}, SOUND, {("born_year", "born_later")}),
        ({"may_publish": False}, SOUND, {("may_play", "play_without_publish")}),
        ({}, NewDocument("recording", "a.mp3", b"MZ"), {("recording", "recording_type")}),
    ],
)
def test_what_is_wrong_is_told_and_nothing_kept(
    bureau: Office, village: UUID, changes: dict[str, Any], sent: NewDocument, problems: set[tuple[str, str]]
) -> None:
    before = bureau.scalar("select count(*) from gazetteer.oral_history")
    with pytest.raises(InvalidInput) as refused:
        told(bureau, village, sent, **changes)
    assert {(problem.field, problem.code) for problem in refused.value.problems} == problems
    assert bureau.scalar("select count(*) from gazetteer.oral_history") == before
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        services.record_marker(work, NewMarkerText(village, " ", "x" * 301))


def test_only_who_keeps_heritage_there_writes(bureau: Office, village: UUID) -> None:
    for who, error in (("approver@suxian", NotPermitted), ("reader@suxian", NotPermitted), ("clerk@beihu", NotFound)):
        with pytest.raises(error), bureau.as_(who) as work:
            services.record_history(work, history(village), None, bureau.today)
        with pytest.raises(error), bureau.as_(who) as work:
            services.record_marker(work, NewMarkerText(village, "x"))


ADD_TEXT = (
    "insert into gazetteer.marker_text (place_id, text, approved_at, approved_by) values (:place, 'x', now(), :me)"
)
ADD_HISTORY = """
insert into gazetteer.oral_history (place_id, told_on, interviewer, language, transcript, may_publish, may_play)
values (:place, :day, 'x', 'x', 'x', :publish, :play)
"""
ADD_SOUND = """
insert into gazetteer.oral_recording (history_id, media_type, size, sha256, content)
values (:history, :kind, 1, encode(sha256('x'), 'hex'), 'x')
"""


def test_the_database_refuses_the_same(bureau: Office, village: UUID, road: UUID) -> None:
    text, history_id = marked(bureau, village), told(bureau, road, sent=None)
    values = {
        "place": village, "text": text, "history": history_id, "day": bureau.today, "publish": True, "play": True,
        "kind": "audio/wav", "me": bureau.actors["clerk@suxian"].user_id,
    }  # fmt: skip
    approve_it = "update gazetteer.marker_text set approved_at = now() where id = :text"
    back = "update gazetteer.oral_history set consent_end_note = 'x' where id = :history"
    again = "update gazetteer.oral_history set may_publish = true where id = :history"
    refusals: list[tuple[type[DomainError] | type[Exception], str, str, dict[str, Any]]] = [
        (NotPermitted, "clerk@beihu", ADD_TEXT, {}),
        (NotPermitted, "approver@suxian", ADD_TEXT, {}),
        (NotPermitted, "clerk@suxian", approve_it, {}),
        (NotPermitted, "reviewer@suxian", approve_it, {}),
        (NotPermitted, "approver@suxian", "update gazetteer.marker_text set text = 'y' where id = :text", {}),
        (NotPermitted, "clerk@suxian", "delete from gazetteer.marker_text where id = :text", {}),
        (NotPermitted, "clerk@suxian", "insert into published.marker_text select id, place_id, text, '', now()"
         " from gazetteer.marker_text", {}),
        (NotPermitted, "clerk@beihu", ADD_HISTORY, {}),
        (NotPermitted, "approver@suxian", ADD_HISTORY, {}),
        (ActionNotAllowed, "clerk@suxian", ADD_HISTORY, {"day": date(2999, 1, 1)}),
        (sa.exc.IntegrityError, "clerk@suxian", ADD_HISTORY, {"publish": False}),
        (NotPermitted, "clerk@suxian", again, {}),
        (NotPermitted, "clerk@suxian", "delete from gazetteer.oral_history where id = :history", {}),
        (NotPermitted, "reviewer@suxian", ADD_SOUND, {}),
        (sa.exc.IntegrityError, "clerk@suxian", ADD_SOUND, {"kind": "text/html"}),
        (NotPermitted, "clerk@suxian", "update gazetteer.oral_recording set content = 'y'", {}),
    ]  # fmt: skip
    for error, who, statement, changes in refusals:
        with pytest.raises(error):
            bureau.straight(who, statement, **values | changes)
    for statement in (ADD_HISTORY, ADD_SOUND, back):
        assert bureau.straight("clerk@suxian", statement, **values) == 1
    assert bureau.straight("approver@suxian", approve_it, **values) == 1
    for who in ("clerk@beihu", "approver@suxian", "reader@suxian"):
        assert bureau.straight(who, back, **values) == 0
    # An approval cannot be written along with the text, by nobody.
    kept = f"with made as ({ADD_TEXT} returning approved_by) select approved_by from made"
    assert bureau.straight("clerk@suxian", kept, **values) == [(None,)]
