"""Photographs of signs before and after: who adds them, of which names, what they count for; the ranking."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from gazetteer.campaigns.model import Candidate, SignStage, Verdict
from gazetteer.campaigns.queries import campaign_file, candidate_file, report_of
from gazetteer.campaigns.services import judging, signs
from gazetteer.campaigns.store.signs import photo_content, ranking_of
from gazetteer.cases.services.drafting import LARGEST_DOCUMENT, NewDocument
from geoapp.auth.actors import load_actor
from geocore.db import act_as, reading, translated_errors
from geocore.errors import ActionNotAllowed, DomainError, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.campaigns import in_triage, judge, names, scanned, settling
from tests.builders.cases import Office
from tests.builders.register import add_officer
from tests.builders.supervision import PHOTO, SECRET, jpeg, png

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture(scope="module")
def settled(bureau: Office) -> tuple[UUID, dict[str, Candidate]]:
    """巴黎路 is to change, 环球大道 is withdrawn, 帝王街 kept, 团结路 (two of them) still open."""
    campaign_id = settling(bureau)
    found = {one.name: one for one in names(bureau, campaign_id)}
    for name, outcome, new in (("巴黎路", "change", "长宁路"), ("环球大道", "withdraw", ""), ("帝王街", "keep", "")):
        with bureau.as_("approver@suxian") as work:
            judging.settle(work, campaign_id, found[name].id, Verdict(outcome), "按规则（虚构）", new)
    return campaign_id, found


def add(bureau: Office, campaign_id: UUID, name: Candidate, stage: str = "after", **changes: Any) -> UUID:
    values = {"who": "clerk@suxian", "day": TODAY, "sent": PHOTO, **changes}
    with bureau.as_(values["who"]) as work:
        return signs.add_photo(
            work, campaign_id, name.id, SignStage(stage), values["day"], values["sent"], TODAY
        )  # fmt: skip


def test_a_sign_counts_as_replaced_until_its_photograph_is_withdrawn(
    bureau: Office, settled: tuple[UUID, dict[str, Candidate]]
) -> None:
    campaign_id, found = settled
    name = found["巴黎路"]
    audited = "select count(*) from app.audit_event where action like 'campaign.%sign_photo' and object_id = :id"

    def counted() -> tuple[int, int, int, int, int]:
        with reading(bureau.database.app, bureau.actors["clerk@suxian"]) as connection:
            file, report = campaign_file(connection, campaign_id, TODAY), report_of(connection, campaign_id)
        return file.signs, file.replaced, file.days[-1].replaced, report.signs, report.signs_replaced

    before = bureau.scalar(audited, id=str(campaign_id))
    add(bureau, campaign_id, name, "before", day=TODAY - timedelta(days=400))
    assert counted() == (2, 0, 0, 2, 0)
    photo = add(bureau, campaign_id, name)
    assert counted() == (2, 1, 1, 2, 1)
    with reading(bureau.database.app, bureau.actors["clerk@suxian"]) as connection:
        shown = candidate_file(connection, campaign_id, name.id).photos
        assert [(one.stage, one.withdraw_reason) for one in shown] == [("before", None), ("after", None)]
        kind, content = photo_content(connection, campaign_id, name.id, photo)
        listed = {one.candidate.name: one.sign_replaced_on for one in report_of(connection, campaign_id).listed}
    assert (kind, content) == ("image/jpeg", jpeg())
    assert SECRET not in content
    assert listed["巴黎路"] == TODAY
    assert listed["环球大道"] is None

    with bureau.as_("clerk@suxian") as work:
        signs.withdraw_photo(work, campaign_id, name.id, photo, "拍错了路牌（虚构）")
    assert counted() == (2, 0, 0, 2, 0)
    kept = "select withdraw_reason from gazetteer.campaign_sign_photo where id = :id and withdrawn_by is not null"
    assert bureau.scalar(kept, id=photo) == "拍错了路牌（虚构）"
    assert bureau.scalar(audited, id=str(campaign_id)) == before + 3
    with pytest.raises(StaleVersion), bureau.as_("clerk@suxian") as work:
        signs.withdraw_photo(work, campaign_id, name.id, photo, "again")
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        signs.withdraw_photo(work, campaign_id, name.id, photo, " ")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (NewDocument("photo", "a.pdf", b"%PDF-1.4"), "photo_type"),
        (NewDocument("photo", "a.jpg", b"MZ"), "document_type"),
        (NewDocument("photo", "a.jpg", b""), "document_empty"),
        (NewDocument("photo", "a.jpg", jpeg()[:-4]), "photo_damaged"),
        (NewDocument("photo", "a.png", png() + bytes(LARGEST_DOCUMENT)), "document_too_large"),
    ],
)
def test_what_is_no_photograph_is_refused(
    bureau: Office, settled: tuple[UUID, dict[str, Candidate]], sent: NewDocument, code: str
) -> None:
    campaign_id, found = settled
    with pytest.raises(InvalidInput) as refused:
        add(bureau, campaign_id, found["巴黎路"], sent=sent)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_nobody_photographs_tomorrow_or_elsewhere(bureau: Office, settled: tuple[UUID, dict[str, Candidate]]) -> None:
    campaign_id, found = settled
    with pytest.raises(InvalidInput):
        add(bureau, campaign_id, found["巴黎路"], day=TODAY + timedelta(days=2))
    with pytest.raises(NotFound):
        add(bureau, campaign_id, found["巴黎路"], who="clerk@beihu")
    with pytest.raises(NotFound):
        add(bureau, campaign_id, found["巴黎路"], who="reader@suxian")
    for name in ("帝王街", "团结路"):
        with pytest.raises(ActionNotAllowed):
            add(bureau, campaign_id, found[name])


def straight(bureau: Office, who: str, statement: str, **values: Any) -> Any:
    with bureau.database.app.connect() as connection, translated_errors():
        act_as(connection, bureau.actors[who])
        answer = connection.execute(sa.text(statement), values)
        found = answer.all() if answer.returns_rows else answer.rowcount
        connection.rollback()
    return found


INSERT = """
insert into gazetteer.campaign_sign_photo
    (campaign_id, candidate_id, stage, taken_on, media_type, size, sha256, content)
values (:campaign, :name, 'after', :day, 'image/png', 1, encode(sha256('x'), 'hex'), 'x')
"""


def test_the_database_refuses_the_same(bureau: Office, settled: tuple[UUID, dict[str, Candidate]]) -> None:
    campaign_id, found = settled
    name = found["巴黎路"].id
    good = {"campaign": campaign_id, "name": name, "day": TODAY}
    assert straight(bureau, "clerk@suxian", INSERT, **good) == 1
    refusals: list[tuple[type[DomainError], str, dict[str, Any]]] = [
        (NotPermitted, "clerk@beihu", {}),
        (NotPermitted, "reader@suxian", {}),
        (ActionNotAllowed, "clerk@suxian", {"name": found["帝王街"].id}),
        (ActionNotAllowed, "clerk@suxian", {"day": TODAY + timedelta(days=2)}),
    ]
    for error, who, changes in refusals:
        with pytest.raises(error):
            straight(bureau, who, INSERT, **good | changes)
    photo = add(bureau, campaign_id, found["环球大道"])
    seen = "select id from gazetteer.campaign_sign_photo where id = :id"
    assert straight(bureau, "clerk@suxian", seen, id=photo) == [(photo,)]
    assert straight(bureau, "clerk@beihu", seen, id=photo) == []
    for statement in (
        "delete from gazetteer.campaign_sign_photo where id = :id",
        "update gazetteer.campaign_sign_photo set content = 'y' where id = :id",
        "update gazetteer.campaign_sign_photo set stage = 'before' where id = :id",
    ):
        with pytest.raises(NotPermitted):
            straight(bureau, "clerk@suxian", statement, id=photo)
    end = "update gazetteer.campaign_sign_photo set withdraw_reason = 'x' where id = :id"
    assert straight(bureau, "clerk@beihu", end, id=photo) == 0
    assert straight(bureau, "clerk@suxian", end, id=photo) == 1


def test_townships_are_ranked_by_what_is_done(bureau: Office, settled: tuple[UUID, dict[str, Candidate]]) -> None:
    """Of the two 团结路 one stands in 白露塘镇, the other with the rest in the county itself."""
    campaign_id, _found = settled
    with reading(bureau.database.app, bureau.actors["clerk@suxian"]) as connection:
        rows = ranking_of(connection, campaign_id)
        assert report_of(connection, campaign_id).ranking == rows
    first, second = rows
    assert (first.division, first.total, first.judged, first.decided, first.done, first.share) == ("", 4, 4, 3, 2, 50)
    assert (first.signs, first.last_activity) == (2, TODAY)
    assert (second.division, second.total, second.judged, second.decided, second.done) == ("白露塘镇", 1, 1, 0, 0)
    for who in ("clerk@beihu", "reader@suxian"):
        with reading(bureau.database.app, bureau.actors[who]) as connection:
            assert ranking_of(connection, campaign_id) == ()


def test_a_sum_tells_no_verdict(bureau: Office) -> None:
    """Two who agree and two who differ look the same, also where a division has one name; nothing is decided yet."""
    shown = []
    for second in ("change", "keep"):
        campaign_id = in_triage(bureau)
        (village,) = [one for one in names(bureau, campaign_id) if one.division.endswith("白露塘镇")]
        for who, verdict in (("clerk", "change"), ("reviewer", second)):
            with reading(bureau.database.app, bureau.actors["clerk@suxian"]) as connection:
                (row,) = [one for one in ranking_of(connection, campaign_id) if one.division == "白露塘镇"]
            assert (row.judged, row.decided, row.done) == (0, 0, 0)
            judge(bureau, campaign_id, village.id, who, verdict)
        with reading(bureau.database.app, bureau.actors["clerk@suxian"]) as connection:
            shown.append(ranking_of(connection, campaign_id))
    assert shown[0] == shown[1]
    (row,) = [row for row in shown[0] if row.division == "白露塘镇"]
    assert (row.judged, row.decided, row.done) == (1, 0, 0)


def test_a_prefecture_ranks_its_counties(bureau: Office) -> None:
    """Before the triage a campaign of a prefecture is seen from there, not from one of its counties."""
    with bureau.database.owner.begin() as connection:
        person = add_officer(connection, "reviewer", "431000").id
    with bureau.database.app.connect() as connection:
        above = replace(bureau, actors={"reviewer@suxian": load_actor(connection, person)})
    campaign_id = scanned(above, division_id=above.division("431000"))
    ranked = []
    for office in (above, bureau):
        with reading(office.database.app, office.actors["reviewer@suxian"]) as connection:
            ranked.append({row.division: row.total for row in ranking_of(connection, campaign_id)})
    assert ranked == [{"苏仙区": 5}, {}]
