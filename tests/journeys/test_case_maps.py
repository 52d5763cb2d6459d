"""Maps at which officers work: a point set in the form, and the names that stand against one, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders.cases import Office, before_decision, draw_suxian, naming
from tests.builders.published import add_area
from tests.builders.register import SUXIAN, Place, add_places, console_work
from tests.journeys.conftest import Journey
from tests.journeys.test_naming_case import Hands
from tests.static.barriers import barriers, small_targets
from tests.static.browser import watch

pytestmark = pytest.mark.browser

BEIHU_BOX = (112.5, 25.5, 112.9, 26.1)
SAVED = re.compile(r"已保存 \d\d:\d\d")


@pytest.fixture(scope="module")
def drawn(site: Journey) -> Journey:
    """Both districts have an area."""
    draw_suxian(site.database.owner)
    beihu = site.scalar("select seq from published.division where civil_code = '431002'")
    with site.database.owner.begin() as connection:
        add_area(connection, beihu, BEIHU_BOX)
    return site


def point(page: Page) -> tuple[str, str]:
    return page.get_by_label("经度").input_value(), page.get_by_label("纬度").input_value()


def centre(page: Page) -> tuple[float, float]:
    """Where the map is, as the button takes it."""
    page.get_by_role("button", name="用图的中心作为位置").click()
    lon, lat = point(page)
    return float(lon), float(lat)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_press_on_the_map_is_a_saved_draft(drawn: Journey, width: int) -> None:
    clerk = Hands(drawn.officer("clerk", "431003", viewport={"width": width, "height": 800}))
    clerk.go("/work/cases/new")
    ground = clerk.page.locator("[data-map][data-ready]")
    ground.wait_for()
    ground.click(position={"x": 130, "y": 140})
    expect(clerk.page.get_by_label("经度")).to_have_value(re.compile(r"^11[23]\.\d{6}$"))
    expect(clerk.page).to_have_url(re.compile(r"/work/cases/[0-9a-f-]{36}/edit$"))
    expect(clerk.page.locator("[data-save-state]")).to_have_text(SAVED)
    pressed = point(clerk.page)
    ground.click(position={"x": 130, "y": 140}, delay=50)
    clerk.page.wait_for_timeout(500)
    assert point(clerk.page) == pressed, "the ground stays under the finger"
    clerk.no_barrier()
    assert small_targets(clerk.page) == []
    clerk.page.reload()
    assert point(clerk.page) == pressed
    case_id = clerk.page.url.split("/")[-2]
    kept = "select concat_ws(' ', round(st_x(geom)::numeric, 6), round(st_y(geom)::numeric, 6))"
    assert drawn.scalar(f"{kept} from gazetteer.case_item where case_id = :id", id=case_id) == " ".join(pressed)
    clerk.close()


def test_the_map_follows_what_is_typed_and_the_keyboard(drawn: Journey) -> None:
    clerk = Hands(drawn.officer("clerk", "431000"))
    clerk.go("/work/cases/new")
    ground = clerk.page.locator("[data-map][data-ready]")
    ground.wait_for()
    for words, (lon, lat) in {"苏仙区": (113.15, 25.8), "北湖区": (112.7, 25.8)}.items():
        with clerk.page.expect_response("**/work/cases/ground?*"):
            clerk.page.get_by_label("所在政区").fill(words)
            clerk.page.keyboard.press("Tab")
        expect(clerk.page.locator("[data-save-state]")).not_to_have_text("正在保存…")
        assert centre(clerk.page) == pytest.approx((lon, lat), abs=0.01)
        for label in ("经度", "纬度"):
            clerk.page.get_by_label(label).fill("")
        clerk.page.keyboard.press("Tab")
    clerk.page.get_by_label("经度").fill("113.2")
    clerk.page.get_by_label("纬度").fill("25.7")
    clerk.page.keyboard.press("Tab")
    assert centre(clerk.page) == pytest.approx((113.2, 25.7), abs=0.001)
    with clerk.page.expect_response("**/work/cases/ground?*"):
        clerk.page.get_by_label("所在政区").fill("苏仙区")
        clerk.page.keyboard.press("Tab")
    assert centre(clerk.page) == pytest.approx((113.2, 25.7), abs=0.001), "a point that is set stays in sight"
    ground.focus()
    clerk.page.keyboard.press("ArrowRight")
    clerk.page.wait_for_timeout(500)
    assert centre(clerk.page)[0] > 113.2
    expect(clerk.page.locator("[data-save-state]")).to_have_text(SAVED)
    clerk.close()


def test_the_map_shows_the_point_of_the_other_window(drawn: Journey) -> None:
    """Chosen beside the fields instead of one's own."""
    clerk = Hands(drawn.officer("clerk", "431003"))
    clerk.go("/work/cases/new")
    clerk.write("拟用名称", "听澜路")
    expect(clerk.page.locator("[data-save-state]")).to_have_text(SAVED)
    second = clerk.context.new_page()
    second.goto(clerk.page.url)
    ground = second.locator("[data-map][data-ready]")
    ground.wait_for()
    with clerk.page.expect_response(lambda answer: "lat=25.7" in (answer.request.post_data or "")):
        for label, degrees in {"经度": "113.2", "纬度": "25.7"}.items():
            clerk.page.get_by_label(label).fill(degrees)
        clerk.page.keyboard.press("Tab")
    ground.click(position={"x": 120, "y": 120})
    for field in ("lon", "lat"):
        second.locator(f"[data-field={field}] [data-keep=theirs]").click()
    expect(second.locator("[data-save-state]")).to_have_text("")
    assert point(second) == ("113.200000", "25.700000")
    assert centre(second) == pytest.approx((113.2, 25.7), abs=0.001)
    clerk.context.close()


@pytest.fixture(scope="module")
def laid(drawn: Journey, bureau: Office) -> str:
    """The address of a case that lies before its approver, against two streets and a name under way."""
    streets = (("听涧路", 113.0505, 25.7803), ("廷涧路", 113.3, 25.6))
    with console_work(drawn.database.app) as work:
        add_places(
            work,
            tuple(
                Place(name, SUXIAN, category="street", class_code="23514", lon=lon, lat=lat)
                for name, lon, lat in streets
            ),
            "maps.csv",
        )
    other = before_decision(bureau, naming(bureau, "听涧路", at="beihu", lon=112.7, lat=25.8), "beihu")
    case_id = before_decision(bureau, naming(bureau, "听涧路", lon=113.05, lat=25.78))
    assert other != case_id
    return f"/work/cases/{case_id}"


@pytest.mark.parametrize(("width", "language"), [(1280, "zh_Hans_CN"), (360, "en")])
def test_whoever_decides_sees_where_the_names_are(drawn: Journey, laid: str, width: int, language: str) -> None:
    still = {"viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
    approver = Hands(drawn.officer("approver", "431003", **still))
    approver.go(f"/language/{language}?next={laid}/steps/approve")
    picture = approver.page.locator("#checks .scope-picture")
    expect(picture.locator("svg[role=group]")).to_have_count(2)
    approver.no_barrier()
    assert small_targets(approver.page) == []
    approver.page.emulate_media(color_scheme="dark")
    assert barriers(approver.page, colours_only=True) == []
    approver.close()


def test_the_list_of_the_map_is_read_by_keyboard_and_without_script(drawn: Journey, laid: str) -> None:
    approver = Hands(drawn.officer("approver", "431003", java_script_enabled=False))
    record = watch(approver.page)
    approver.go(laid)
    names = approver.page.locator(".scope-list li")
    expect(names.first).to_be_hidden()
    approver.page.locator(".scope-map summary").focus()
    approver.page.keyboard.press("Enter")
    expect(names.first).to_contain_text("本案名称")
    expect(names.nth(1)).to_contain_text("a 听涧路")
    approver.page.keyboard.press("Tab")
    approver.page.keyboard.press("Enter")
    expect(approver.page.get_by_role("heading", level=1)).to_have_text("听涧路")
    assert record.outside == []
    approver.close()
