"""An application kept while it is typed: nothing is lost, overwritten unseen, or handed in unread."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.cases.errors import AlreadyOpened, WrittenElsewhere
from gazetteer.cases.services import drafting, handling, writing
from gazetteer.cases.services.writing import WrittenDraft
from geocore.db import act_as
from geocore.errors import ActionNotAllowed, InvalidInput, NotFound, NotPermitted
from tests.builders.case_desk import WORDS
from tests.builders.cases import Office, codes, naming, opened, submitted

TEXTS = {**WORDS, "names": "写作路"}


def looked(bureau: Office, case_id: UUID, who: str = "clerk@suxian") -> WrittenDraft:
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors[who])
        return writing.look(connection, bureau.actors[who], bureau.look(case_id), bureau.today)


def begun(bureau: Office, who: str = "clerk@suxian", **texts: str) -> UUID:
    case_id = uuid4()
    with bureau.as_(who) as work:
        writing.begin(work, case_id, TEXTS | texts, bureau.today)
    return case_id


def kept(bureau: Office, case_id: UUID, who: str = "clerk@suxian", **changes: str) -> WrittenDraft:
    """By a window that has just been opened."""
    seen = looked(bureau, case_id, who).marks
    with bureau.as_(who) as work:
        return writing.keep(work, case_id, changes, seen, bureau.today)


def test_the_same_form_again_is_no_conflict(bureau: Office) -> None:
    case_id = begun(bureau)
    with pytest.raises(AlreadyOpened), bureau.as_("clerk@suxian") as work:
        writing.begin(work, case_id, TEXTS, bureau.today)
    for _ in range(3):
        with bureau.as_("clerk@suxian") as work:
            writing.keep(work, case_id, TEXTS, None, bureau.today)
    assert bureau.look(case_id).version == 3
    assert looked(bureau, case_id).problems == ()


def test_what_cannot_be_read_is_kept_as_it_was_typed(bureau: Office) -> None:
    typed = {
        "lon": "1_1", "lat": "25.7", "ended_on": "去年", "division": "不存在县", "class_code": "13400", "place": "某村",
        "names": "一\n二\n三\n四\n五\n六", "facts": "长度：8\n长度：9", "category": "street", "kind": "pre_naming",
    }  # fmt: skip
    case_id = begun(bureau, **typed)
    found = looked(bureau, case_id)
    assert {field: found.texts[field] for field in typed} == typed
    assert {(problem.field, problem.code) for problem in found.problems} == {
        ("lon", "not_degrees"), ("ended_on", "not_a_day"), ("division", "division_unknown"),
        ("class_code", "class_mismatch"), ("place", "place_not_used"), ("names", "too_many_names"),
        ("facts", "facts_twice"), ("kind", "pre_naming_not_offered"),
    }  # fmt: skip
    case = bureau.look(case_id)
    assert (case.kind, case.class_code, case.division_id) == ("naming", "23514", bureau.division("431003"))
    assert (case.items[0].lon, case.items[0].candidate_names, case.items[0].ended_on) == (None, (), None)
    assert case.items[0].reason == TEXTS["reason"]
    mended = {"ended_on": "", "place": "", "class_code": "", "kind": "naming", "facts": "长度：8", "names": "写字路"}
    last = kept(bureau, case_id, **mended, division="苏仙区", lon="113.0", lat="25.7")
    assert last.problems == ()
    assert bureau.scalar("select unread = '{}' from gazetteer.naming_case where id = :id", id=case_id)
    assert bureau.look(case_id).items[0].candidate_names == ("写字路",)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"lon": "25.78", "lat": "113.05"}, ("lon", "position_outside")),
        ({"lon": "", "lat": "25.78"}, ("lon", "position_missing")),
        ({"lat": "nan"}, ("lat", "not_degrees")),
        ({"kind": "renaming", "place": "没有这个地名"}, ("place", "place_unknown")),
        ({"kind": "renaming", "place": str(UUID(int=7))}, ("place", "place_unknown")),
        ({"kind": "x"}, ("kind", "required")),
        ({"channel": "x"}, ("channel", "required")),
        ({"category": "x"}, ("category", "required")),
    ],
)
def test_each_unreadable_text_is_told(bureau: Office, typed: dict[str, str], problem: tuple[str, str]) -> None:
    case_id = begun(bureau, **typed)
    found = looked(bureau, case_id)
    assert [(one.field, one.code) for one in found.problems] == [problem]
    assert {field: found.texts[field] for field in typed} == typed
    with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
        handling.submit(work, bureau.step(case_id))
    assert "unread_text" in {code for _field, code in codes(refused)}
    with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:  # past the service
        work.connection.execute(
            sa.text(
                "insert into app.workflow_event (subject_id, version, workflow, source, action, target, actor_id,"
                " actor_name) values (:id, 1, 'naming_case', 'draft', 'submit', 'submitted', app.current_actor(), 'x')"
            ),
            {"id": case_id},
        )


def test_strictly_nothing_is_opened_that_cannot_be_read(bureau: Office) -> None:
    case_id = uuid4()
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        writing.begin(work, case_id, TEXTS | {"lon": "11x"}, bureau.today, strictly=True)
    with pytest.raises(NotFound):
        bureau.look(case_id)


def test_two_windows_and_two_officers(bureau: Office) -> None:
    case_id = begun(bureau)
    seen = looked(bureau, case_id).marks
    assert kept(bureau, case_id, reason="第一个").texts["reason"] == "第一个"
    with pytest.raises(WrittenElsewhere) as told, bureau.as_("everybody@suxian") as work:
        writing.keep(work, case_id, {"reason": "第二个", "meaning": "不受影响"}, seen, bureau.today)
    assert told.value.fields == ("reason",)
    assert looked(bureau, case_id).texts["meaning"] == TEXTS["meaning"], "all or none"
    with bureau.as_("everybody@suxian") as work:
        writing.keep(work, case_id, {"meaning": "不受影响"}, seen, bureau.today)
    now = looked(bureau, case_id).texts
    assert (now["reason"], now["meaning"]) == ("第一个", "不受影响")
    with pytest.raises(WrittenElsewhere), bureau.as_("clerk@suxian") as work:
        writing.keep(work, case_id, {"reason": "失去答复的窗口"}, None, bureau.today)


def test_facts_in_another_order_are_the_same_facts(bureau: Office) -> None:
    """The case keeps them in an order of its own: a window that wrote them otherwise is not told of another one."""
    case_id = begun(bureau)
    typed = "长度：800 米\n宽度：24 米"
    seen = kept(bureau, case_id, facts=typed).marks
    assert looked(bureau, case_id).texts["facts"] != typed, "else this test says nothing"
    with bureau.as_("clerk@suxian") as work:
        writing.keep(work, case_id, {"facts": typed, "reason": "再写一遍"}, seen, bureau.today)
    with bureau.as_("clerk@suxian") as work:
        now = writing.keep(work, case_id, {"facts": f"{typed}\n宽度：30 米"}, seen, bureau.today)
    assert [one.code for one in now.problems] == ["facts_twice"]
    with pytest.raises(WrittenElsewhere), bureau.as_("clerk@suxian") as work:
        writing.keep(work, case_id, {"facts": "宽度：30 米"}, seen, bureau.today)


def test_a_draft_moves_until_it_was_submitted(bureau: Office) -> None:
    code = bureau.scalar("select civil_code from published.division where name = '白露塘镇' limit 1")
    assert code
    case_id = begun(bureau)
    moved = kept(bureau, case_id, division="白露塘镇")
    assert moved.problems == ()
    path = "select s.division_path = c.division_path and cardinality(s.division_path) = 5 from app.workflow_subject s"
    assert bureau.scalar(f"{path} join gazetteer.naming_case c using (id) where id = :id", id=case_id)


def test_a_submitted_application_stays_where_it_lies(bureau: Office) -> None:
    case_id = submitted(bureau, naming(bureau, "写定路"))
    with pytest.raises(ActionNotAllowed):
        kept(bureau, case_id, reason="晚了")
    with bureau.as_("reviewer@suxian") as work:
        handling.ask_correction(work, bureau.step(case_id, who="reviewer@suxian"))
    again = kept(bureau, case_id, division="白露塘镇", reason="补正")
    assert [(one.field, one.code) for one in again.problems] == [("division", "division_changed")]
    assert bureau.look(case_id).items[0].reason == "补正"


def test_who_may_not_write_keeps_nothing(bureau: Office) -> None:
    case_id = begun(bureau)
    for who, error in (("clerk@beihu", NotFound), ("approver@suxian", NotPermitted)):
        with pytest.raises(error), bureau.as_(who) as work:
            writing.keep(work, case_id, {"reason": "外人"}, {}, bureau.today)
    with pytest.raises(NotPermitted), bureau.as_("approver@suxian") as work:
        writing.begin(work, uuid4(), TEXTS, bureau.today)


@pytest.mark.parametrize("typed", [{"reason": "因\0为"}, {"reason": "因" * 2001}, {"unknown": "x"}])
def test_what_cannot_be_stored_at_all(bureau: Office, typed: dict[str, str]) -> None:
    case_id = begun(bureau)
    with pytest.raises(InvalidInput):
        kept(bureau, case_id, **typed)
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        writing.begin(work, uuid4(), typed, bureau.today)


def test_a_list_of_names_keeps_what_could_not_be_read_of_the_rest(bureau: Office) -> None:
    case_id = begun(bureau, lon="11x", kind="pre_naming")
    items = drafting.draft_of(bureau.look(opened(bureau, naming(bureau, "写一路")))).items * 2
    with bureau.as_("clerk@suxian") as work:
        drafting.replace_items(work, case_id, 0, items)
    assert bureau.scalar("select unread from gazetteer.naming_case where id = :id", id=case_id) == {
        "kind": "pre_naming"
    }
    assert "names" not in looked(bureau, case_id).texts


def test_one_audit_record_tells_which_fields(bureau: Office) -> None:
    case_id = begun(bureau)
    kept(bureau, case_id, reason="只说哪一项", contact_phone="0735-1111111")
    told: Any = bureau.scalar(
        "select changes from app.audit_event where object_id = :id and action = 'case.edit'", id=str(case_id)
    )
    assert told == {"fields": ["contact_phone", "reason"]}
