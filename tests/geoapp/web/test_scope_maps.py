"""Maps of compared areas: what is handed to each reader, exactly or by the grid, and what nobody is to be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from gazetteer.cases.impact import DRAWN, impacts_of
from gazetteer.cases.model import CaseKind, Draft
from gazetteer.cases.queries import case_file
from gazetteer.cases.services import handling
from geoapp.web import scope_maps
from geoapp.web.scope_maps import ScopeMap, impact_map, reports_map
from geoapp.web.scope_pictures import Tone
from geocore.db import reading
from tests.builders.built_up import enter
from tests.builders.cases import Office, about, before_decision, draw_suxian, naming, office, opened, submitted
from tests.builders.published import add_area
from tests.builders.register import BAILUTANG, BEIHU, SUXIAN, Place, add_places, console_work
from tests.builders.registered import RegisteredSite

EXACT = (113.04321, 25.78765)
"""Off the public grid."""
STREETS = (
    Place("同心路", SUXIAN, category="street", class_code="23514", lon=EXACT[0], lat=EXACT[1]),
    Place("同欣路", BEIHU, category="street", class_code="23514", lon=112.71234, lat=25.81234),
    Place("桐心路", SUXIAN, category="street", class_code="23514"),
    Place("听雨台", SUXIAN, category="other", class_code="26220", lon=113.08, lat=25.8),
    Place("听雨台路", SUXIAN, category="street", class_code="23514", lon=113.09, lat=25.81),
    Place("听雨台村", BAILUTANG),
)


@dataclass
class Ground:
    """Officers of two districts, some streets in them, the areas of both districts and of their city."""

    office: Office
    site: RegisteredSite
    place: dict[str, UUID]

    def maps(self, case_id: UUID, who: str = "approver@suxian") -> tuple[ScopeMap | None, ScopeMap | None]:
        """Of the reports and of the impact, as this person sees them."""
        actor = self.office.actors[who]
        with self.site.app.test_request_context(), reading(self.office.database.app, actor) as connection:
            found = case_file(connection, case_id, actor)
            impacts = impacts_of(connection, found.case, found.division)
            return reports_map(connection, found), impact_map(connection, found, impacts)

    def compared(self, case_id: UUID, who: str = "approver@suxian") -> ScopeMap:
        found = self.maps(case_id, who)[0]
        assert found is not None
        return found


@pytest.fixture(scope="module")
def ground(module_register: RegisteredSite) -> Ground:
    made = office(module_register.database)
    draw_suxian(module_register.database.owner)
    with console_work(module_register.database.app) as work:
        add_places(work, STREETS, "streets.csv")
    with module_register.database.owner.begin() as connection:
        for code, box in (("431002", (112.5, 25.5, 112.9, 26.1)), ("431000", (112.2, 24.9, 114.2, 26.9))):
            seq = connection.exec_driver_sql(f"select seq from published.division where civil_code = '{code}'").scalar()
            assert isinstance(seq, int)
            add_area(connection, seq, box)
        rows = connection.exec_driver_sql("select name, place_id from published.name").all()
    return Ground(made, module_register, {row.name: row.place_id for row in rows})


def named(drawn: ScopeMap, tone: Tone) -> list[str]:
    return [f"{spot.mark} {spot.name}".strip() for spot in drawn.picture.spots if spot.tone is tone]


def listed(ground: Ground, *names: str) -> Draft:
    base = naming(ground.office, names[0])
    return replace(base, items=tuple(replace(base.items[0], candidate_names=(name,), lon=113.05) for name in names))


def test_one_name_with_all_that_stands_against_it(ground: Ground) -> None:
    """The city is the scope of a street; the same and like-sounding ones in it, one of them without a position."""
    case_id = before_decision(ground.office, naming(ground.office, "同心路", lon=113.0411, lat=25.7811))
    drawn = ground.compared(case_id)
    assert [outline.label for outline in drawn.picture.view.outlines] == [
        "湖南省郴州市（建成区范围未登记，按设区的市比较）"
    ]
    (own,) = [spot for spot in drawn.picture.spots if spot.tone is Tone.OWN]
    assert (own.name, own.mark, own.lon, own.lat) == ("同心路", "", 113.0411, 25.7811)
    assert named(drawn, Tone.MUST_NOT) == ["a 同心路"]
    assert named(drawn, Tone.SHOULD_AVOID) == ["b 同欣路"]
    assert (drawn.unplaced, drawn.own_unplaced, drawn.left_out) == (1, 0, 0)


def test_names_of_ones_own_area_stand_exactly_others_on_the_public_grid(ground: Ground) -> None:
    case_id = before_decision(ground.office, naming(ground.office, "同心路"))
    spots = {spot.name: (spot.lon, spot.lat) for spot in ground.compared(case_id).picture.spots if spot.mark}
    assert spots["同心路"] == EXACT
    public = ground.site.scalar("select st_x(geom) from published.name where name = '同欣路'")
    assert spots["同欣路"][0] == public != 112.71234


def test_a_case_of_another_county_is_counted_and_never_placed(ground: Ground) -> None:
    """Its name is told by the rule check; where it is to stand, in which case, nobody learns (WF10)."""
    theirs = submitted(ground.office, naming(ground.office, "听松路", at="beihu", lon=112.75, lat=25.77), "beihu")
    case_id = before_decision(ground.office, naming(ground.office, "听松路"))
    drawn = ground.compared(case_id)
    assert [spot.name for spot in drawn.picture.spots] == ["听松路"]
    assert drawn.picture.spots[0].tone is Tone.OWN
    assert drawn.waiting == 1
    page = officers_page(ground, case_id)
    assert "1 个办理中或预留的名称不画位置" in page
    assert str(theirs) not in page
    assert "112.75" not in page


def test_another_county_gets_no_map(ground: Ground) -> None:
    case_id = before_decision(ground.office, naming(ground.office, "同心路"))
    stranger = ground.site.officer("approver", "431002")
    for path in ("", "/steps/approve"):
        answer = stranger.get(f"/work/cases/{case_id}{path}")
        assert answer.status_code == 404
        assert "scope-picture" not in answer.get_data(as_text=True)


def officers_page(ground: Ground, case_id: UUID, path: str = "") -> str:
    answer = ground.site.officer("approver", "431003").get(f"/work/cases/{case_id}{path}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/steps/approve"])
def test_the_map_stands_by_the_findings_without_a_review_number(ground: Ground, path: str) -> None:
    ground.site.set(map_review_number="")
    case_id = before_decision(ground.office, naming(ground.office, "同心路"))
    page = officers_page(ground, case_id, path)
    figure = page[page.index("scope-picture") :]
    assert "内部工作用图 未经审核 不得公开" in figure
    assert f'<a href="/place/{ground.place["同心路"]}" tabindex="-1">' in figure
    assert re.search(r'<path class="outline" d="M[\d. LMZ-]+"/>', figure)
    assert "1 个地名没有登记位置" in figure


def test_a_list_has_one_map_with_its_numbers(ground: Ground) -> None:
    case_id = before_decision(ground.office, listed(ground, "听雪路", "同心路", "听竹路"))
    drawn = ground.compared(case_id)
    assert named(drawn, Tone.OWN) == ["1 听雪路", "2 同心路", "3 听竹路"]
    assert named(drawn, Tone.MUST_NOT) == ["a 同心路"]
    assert officers_page(ground, case_id).count('class="map-figure scope-picture"') == 1


def test_what_is_too_much_is_counted(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a list those names are drawn that something stands against."""
    monkeypatch.setattr(scope_maps, "MOST_OWN", 1)
    monkeypatch.setattr(scope_maps, "MOST_NAMES", 1)
    case_id = before_decision(ground.office, listed(ground, "听梅路", "听兰路", "同心路"))
    with_limits = ground.compared(case_id)
    assert named(with_limits, Tone.OWN) == ["3 同心路"]
    assert (with_limits.own_left_out, with_limits.left_out) == (2, 1)
    assert named(with_limits, Tone.MUST_NOT) == ["a 同心路"]
    assert named(with_limits, Tone.SHOULD_AVOID) == []
    page = officers_page(ground, case_id)
    assert "2 个本案名称没有画出" in page
    assert "1 个地名没有画出" in page


def test_a_place_without_a_position_is_counted(ground: Ground) -> None:
    draft = about(naming(ground.office, "同欣路", lon=None, lat=None), CaseKind.RENAMING, ground.place["桐心路"])
    case_id = submitted(ground.office, draft)
    drawn = ground.compared(case_id)
    assert drawn.own_unplaced == 1
    assert named(drawn, Tone.OWN) == []
    assert "1 个本案名称没有位置" in officers_page(ground, case_id)


def test_names_that_nothing_stands_against_need_no_map(ground: Ground) -> None:
    case_id = before_decision(ground.office, naming(ground.office, "栖霞岭路"))
    assert ground.maps(case_id) == (None, None)
    assert "scope-picture" not in officers_page(ground, case_id)


def test_a_built_up_area_is_drawn_that_ended_since(ground: Ground) -> None:
    made = ground.office
    with console_work(made.database.app) as work:
        (area,) = enter(work, made.division("431000"), {"郴州东城": (113.2, 25.9, 113.3, 26.0)})
    case_id = before_decision(made, naming(made, "东升路", lon=113.25, lat=25.95))
    twin = before_decision(made, naming(made, "东升路", lon=113.26, lat=25.96))
    ground.site.execute(
        "update gazetteer.built_up_area set valid = '[2020-01-01,2020-01-02)' where id = :area", area=area
    )
    drawn = ground.compared(twin)
    assert [outline.is_built_up for outline in drawn.picture.view.outlines] == [True]
    assert drawn.waiting == 1
    assert case_id != twin


def renaming(ground: Ground, name: str = "听雨台") -> UUID:
    draft = naming(ground.office, "望雨台", lon=None, lat=None)
    return opened(ground.office, about(draft, CaseKind.RENAMING, ground.place[name]))


def test_what_a_renaming_touches_is_drawn_where_the_register_has_it(ground: Ground) -> None:
    case_id = renaming(ground)
    touched = ground.maps(case_id)[1]
    assert touched is not None
    assert [outline.label for outline in touched.picture.view.outlines] == ["苏仙区"]
    (own,) = [spot for spot in touched.picture.spots if spot.tone is Tone.OWN]
    assert (own.name, own.lon, own.lat, own.place_id) == ("听雨台", 113.08, 25.8, str(ground.place["听雨台"]))
    assert named(touched, Tone.PLACE) == ["a 听雨台路"]
    assert touched.unplaced == 1, "听雨台村 has no position"
    page = officers_page(ground, case_id)
    figure = page[page.index('id="impact"') :]
    assert "1 个地名没有登记位置" in figure
    assert "名称要改变的地方" in figure


def test_more_names_than_a_map_holds_are_counted(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gazetteer.cases.impact.DRAWN", 1)
    touched = ground.maps(renaming(ground))[1]
    assert touched is not None
    assert touched.left_out == 1
    assert DRAWN == 100


def test_an_invented_position_says_so(ground: Ground) -> None:
    ground.site.execute("update gazetteer.place set position_kind = 'demo' where id = :id", id=ground.place["听雨台路"])
    try:
        touched = ground.maps(renaming(ground))[1]
    finally:
        ground.site.execute(
            "update gazetteer.place set position_kind = 'source' where id = :id", id=ground.place["听雨台路"]
        )
    assert touched is not None
    assert [spot.is_demo for spot in touched.picture.spots if spot.tone is Tone.PLACE] == [True]


def test_anybody_sees_the_scope_with_its_review_number(register: RegisteredSite, ground: Ground) -> None:
    shown = register.page("/check?name=同心路&category=street&division=431003&position=113.05,25.78")
    assert 'class="map-figure scope-picture"' in shown
    assert "审图号：" in shown[shown.index("scope-picture") :]
    assert "113.04321" not in shown, "the public grid"
    assert "所查名称的位置" in shown
    assert str(ground.place["同心路"]) in shown
    register.set(map_review_number="")
    assert "scope-picture" not in register.page("/check?name=同心路&category=street&division=431003")


def test_a_report_from_elsewhere_is_read_as_far_as_it_goes(ground: Ground) -> None:
    case_id = before_decision(ground.office, naming(ground.office, "栖云岭路"))
    odd = {"evidence": [{"place_id": "no identifier", "name": "甲路"}, {"word": "甲"}], "scope": {"division": "431003"}}
    with ground.office.as_("reviewer@suxian") as work:
        handling.store_report(
            work, case_id, "栖云岭路", "1", "1", {"findings": [{"severity": "odd"}, odd, {"scope": None}]}
        )
    drawn = ground.compared(case_id)
    assert drawn.waiting == 1
    assert [outline.label for outline in drawn.picture.view.outlines] == ["苏仙区"]
