"""A renaming, retirement or correction begins with what the register says of its place (J3, S1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gazetteer.cases.errors import WrittenElsewhere
from gazetteer.cases.model import CaseItem, CaseKind, DraftItem
from gazetteer.cases.services import drafting, writing
from gazetteer.cases.services.filling import fill_in
from gazetteer.cases.store.known import known_places, published_place
from geocore.db import act_as
from tests.builders.case_desk import WORDS
from tests.builders.cases import Office, about, announced, draw_suxian, naming
from tests.builders.register import SUXIAN, Place, add_places, console_work
from tests.gazetteer.cases.test_writing import kept, looked

BLANK = dict.fromkeys(("reason", "meaning", "origin", "position_text", "lon", "lat", "facts"), "") | {"names": "新名村"}
TOLD = "原名“苏仙区”。含义：苏耽成仙之地。来历：因苏仙岭得名。"


@pytest.fixture(scope="module")
def street(bureau: Office) -> UUID:
    """A natural feature with everything that the register can know, announced once."""
    case_id = announced(
        bureau, naming(bureau, "已知路", meaning="众人皆知", origin="因知名得名", lon=113.06, lat=25.79)
    )
    found: UUID = bureau.scalar("select place_id from gazetteer.case_decision where case_id = :id", id=case_id)
    return found


def begun(bureau: Office, seen: dict[str, str] | None = None, **texts: str) -> UUID:
    case_id = uuid4()
    with bureau.as_("clerk@suxian") as work:
        writing.begin(work, case_id, WORDS | BLANK | texts, bureau.today, seen)
    return case_id


def only(bureau: Office, case_id: UUID) -> CaseItem:
    (item,) = bureau.look(case_id).items
    return item


def test_the_first_save_fills_what_is_empty(bureau: Office, places: dict[str, UUID]) -> None:
    item = only(bureau, begun(bureau, kind="renaming", place=str(places["苏仙区"])))
    assert (item.lon, item.lat, item.meaning, item.origin) == (113.03, 25.79, "", TOLD)
    case = bureau.look(begun(bureau, kind="renaming", place="五盖山"))
    assert (case.category, case.class_code, case.division_id) == ("natural", "13400", bureau.division("431003"))


@pytest.mark.parametrize("kind", ["correction", "retirement"])
def test_the_words_of_the_announcement_come_along(bureau: Office, street: UUID, kind: str) -> None:
    item = only(bureau, begun(bureau, kind=kind, place=str(street)))
    assert (item.position_text, item.meaning, item.origin) == (
        "东起东塔路，西至南塔路（虚构）", "众人皆知", "因知名得名",
    )  # fmt: skip
    assert (item.lon, item.lat) == (113.06, 25.79)


def test_what_was_typed_stays(bureau: Office, places: dict[str, UUID]) -> None:
    typed = {"lon": "113.2", "lat": "25.6", "origin": "我写的", "position_text": "我量的"}
    item = only(bureau, begun(bureau, kind="renaming", place=str(places["苏仙区"]), **typed))
    assert (item.lon, item.lat, item.origin, item.position_text) == (113.2, 25.6, "我写的", "我量的")


@pytest.mark.parametrize("half", [{"lon": "11x"}, {"lat": "25.7"}, {"lon": "25.78", "lat": "113.05"}])
def test_what_cannot_be_read_yet_is_typed_too(bureau: Office, places: dict[str, UUID], half: dict[str, str]) -> None:
    case_id = begun(bureau, kind="renaming", place=str(places["苏仙区"]), **half)
    assert only(bureau, case_id).lon is None
    assert {field: looked(bureau, case_id).texts[field] for field in half} == half


def test_choosing_the_place_later_fills_and_choosing_another_takes_back(
    bureau: Office, places: dict[str, UUID], street: UUID
) -> None:
    case_id = begun(bureau, position_text="我量的")
    told = kept(bureau, case_id, kind="renaming", place=str(places["苏仙区"]))
    assert (told.texts["origin"], told.texts["lon"], told.texts["position_text"]) == (TOLD, "113.030000", "我量的")
    assert kept(bureau, case_id, kind="correction").texts["meaning"] == "苏耽成仙之地"
    kept(bureau, case_id, meaning="我改的")
    other = kept(bureau, case_id, place=str(street)).texts
    assert (other["meaning"], other["origin"], other["lon"]) == ("我改的", "因知名得名", "113.060000")
    assert other["position_text"] == "我量的"
    gone = kept(bureau, case_id, place="还没想好").texts
    assert (gone["meaning"], gone["origin"], gone["lon"]) == ("我改的", "", "")


def test_what_somebody_emptied_stays_empty(bureau: Office, places: dict[str, UUID]) -> None:
    case_id = begun(bureau, kind="renaming", place=str(places["苏仙区"]))
    assert kept(bureau, case_id, origin="", lon="", lat="").texts["origin"] == ""
    assert kept(bureau, case_id, reason="另一项").texts["lon"] == ""
    assert kept(bureau, case_id, origin="先写", kind="retirement").texts["origin"] == "先写"
    # The button sends all fields: emptied and about another place in one go.
    case_id = begun(bureau, kind="renaming", place=str(places["苏仙区"]))
    assert kept(bureau, case_id, origin="", place=str(places["五盖山"])).texts["origin"] == ""


def test_a_form_that_was_filled_at_once_and_emptied_before_its_first_save(
    bureau: Office, places: dict[str, UUID]
) -> None:
    asked = {"kind": "renaming", "place": str(places["苏仙区"])}
    with bureau.database.app.connect() as connection:
        actor = bureau.actors["clerk@suxian"]
        act_as(connection, actor)
        shown = writing.preview(connection, actor, asked, bureau.today)
    assert (shown["origin"], shown["lon"], shown["division"], shown["category"]) == (
        TOLD, "113.030000", "苏仙区", "division",
    )  # fmt: skip
    seen = {field: writing.mark_of(field, text) for field, text in shown.items()}
    item = only(bureau, begun(bureau, seen, **asked, origin="", lon="", lat="", position_text=""))
    assert (item.origin, item.lon) == ("", None)
    assert only(bureau, begun(bureau, {}, **asked)).origin == TOLD


def test_typing_while_the_register_fills_is_no_conflict(bureau: Office, places: dict[str, UUID]) -> None:
    """The window saw an empty field, its person types, and meanwhile its own choice of the place filled it."""
    case_id = begun(bureau)
    seen = looked(bureau, case_id).marks
    kept(bureau, case_id, kind="renaming", place=str(places["苏仙区"]))
    with bureau.as_("clerk@suxian") as work:
        now = writing.keep(work, case_id, {"origin": "正在写"}, seen, bureau.today)
    assert now.texts["origin"] == "正在写"
    with pytest.raises(WrittenElsewhere), bureau.as_("clerk@suxian") as work:
        writing.keep(work, case_id, {"origin": "另一个窗口"}, seen, bureau.today)


def test_invented_positions_and_those_elsewhere_are_not_passed_on(bureau: Office, places: dict[str, UUID]) -> None:
    draw_suxian(bureau.database.owner)
    far = Place("远山", SUXIAN, category="natural", class_code="13400", lon=111.0, lat=27.0)
    with console_work(bureau.database.app) as work:
        add_places(work, (far,), "far.tgz")
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text("update gazetteer.place set position_kind = 'demo' where id = :id"), {"id": places["朝阳村"]}
        )
    for place in ("远山", "朝阳村"):
        assert only(bureau, begun(bureau, kind="renaming", place=place)).lon is None


def test_places_elsewhere_are_not_known(bureau: Office, places: dict[str, UUID]) -> None:
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@suxian"])
        assert known_places(connection, [places["东村@北湖"], None]) == {}


def test_a_list_of_names_is_filled_row_by_row(bureau: Office, places: dict[str, UUID], street: UUID) -> None:
    case_id = begun(bureau, kind="renaming", place=str(places["苏仙区"]))
    rows = (DraftItem(("一路",), street), DraftItem(("二区",), places["苏仙区"], origin="我写的"), DraftItem(("三路",)))
    with bureau.as_("clerk@suxian") as work:
        drafting.replace_items(work, case_id, bureau.look(case_id).version, rows)
    first, second, third = bureau.look(case_id).items
    assert (first.lon, first.position_text) == (113.06, "东起东塔路，西至南塔路（虚构）")
    assert (second.lon, second.origin) == (113.03, "我写的")
    assert (third.lon, third.origin) == (None, "")


def test_the_public_learns_no_position(bureau: Office, street: UUID) -> None:
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@beihu"])
        told = published_place(connection, street)
        assert published_place(connection, uuid4()) is None
    assert told is not None
    assert (told.name, told.lon, told.position_text) == ("已知路", None, "东起东塔路，西至南塔路（虚构）")


def test_an_origin_that_was_entered_later_counts(bureau: Office, places: dict[str, UUID]) -> None:
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "insert into published.origin_statement"
                " (id, place_id, text, quotation, source, confidence, is_contested)"
                " select gen_random_uuid(), :place, text, '', '《县志》（虚构）', confidence, contested from (values"
                " ('有争议的', 'high', true), ('可靠的', 'medium', false)) given (text, confidence, contested)"
            ),
            {"place": places["白露塘镇"]},
        )
    draft = about(naming(bureau, "新镇", origin="", meaning=""), CaseKind.CORRECTION, places["白露塘镇"])
    with bureau.database.app.connect() as connection:
        act_as(connection, bureau.actors["clerk@suxian"])
        (item,) = fill_in(connection, draft).items
    assert item.origin == "可靠的"


def test_the_audit_tells_of_one_writing(bureau: Office, places: dict[str, UUID]) -> None:
    case_id = begun(bureau)
    kept(bureau, case_id, kind="renaming", place=str(places["苏仙区"]))
    told: Any = bureau.scalar(
        "select changes from app.audit_event where object_id = :id and action = 'case.edit'", id=str(case_id)
    )
    assert told == {"fields": ["kind", "place"]}
