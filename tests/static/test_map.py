"""The map page over small vector tiles: drawn in the theme's colours, pressed, dated, and said again as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pyogrio
import pytest
from playwright.sync_api import Browser, Page
from shapely.geometry import Point, box

from tests.static.browser import served, watch
from tests.static.sample_app import create_sample_app

CENTRE = (113.0, 25.8)
ZOOM = 8
PLACE_ID = "0190a1b2-0000-7000-8000-000000000009"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    tiles = tmp_path_factory.mktemp("tiles")
    county = {"id": ["county"], "name": ["苏仙区"], "level": [3], "code": ["431003"]}
    area = box(CENTRE[0] - 0.6, CENTRE[1] - 0.6, CENTRE[0] + 0.6, CENTRE[1] + 0.6)
    places = {
        "id": [PLACE_ID, None],
        "name": ["<b>白露塘</b>", None],
        "kind": ["居民点", None],
        "count": [1, 250],
        "importance": [5, 9],
        "demo": [1.0, None],
    }
    points = [Point(*CENTRE), Point(CENTRE[0] + 0.3, CENTRE[1])]
    _write_tiles(tiles / "divisions", [("divisions", county, [area]), ("labels", county, [area.centroid])])
    _write_tiles(tiles / "places", [("places", places, points)])
    with served(create_sample_app(tiles)) as running:
        yield running


def _write_tiles(folder: Path, layers: list[tuple[str, dict[str, list[object]], list[object]]]) -> None:
    """GDAL writes one layer a folder; tiles of several layers are the layers' bytes one after the other."""
    tiles: dict[Path, bytes] = defaultdict(bytes)
    for name, columns, geometries in layers:
        part = folder.parent / f"{folder.name}-{name}"
        frame = geopandas.GeoDataFrame(columns, geometry=geometries, crs="EPSG:4326")
        options = {"FORMAT": "DIRECTORY", "COMPRESS": "NO", "MINZOOM": "3", "MAXZOOM": str(ZOOM)}
        pyogrio.write_dataframe(frame, part, driver="MVT", layer=name, dataset_options=options)
        for file in part.rglob("*.pbf"):
            tiles[file.relative_to(part)] += file.read_bytes()
    for path, content in tiles.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1000, "height": 900})
    opened.goto(f"{address}/map#{ZOOM}/{CENTRE[1]}/{CENTRE[0]}")
    opened.wait_for_selector(".map[data-ready]")
    yield opened
    opened.close()


def _press_centre(page: Page, right: int = 0) -> None:
    frame = page.locator(".map").bounding_box()
    assert frame
    page.mouse.click(frame["x"] + frame["width"] / 2 + right, frame["y"] + frame["height"] / 2)


def _zoom(page: Page) -> float:
    return float(page.evaluate("location.hash").lstrip("#").split("/")[0])


def test_the_table_says_what_the_map_shows(page: Page) -> None:
    rows = page.locator("[data-map-twin] tr")
    rows.first.wait_for()
    assert rows.all_inner_texts() == ["约 250 个地名\t", "<b>白露塘</b>\t居民点 · 示例位置"]
    assert page.locator("[data-map-twin-status]").inner_text() == "视野内 2 条"
    assert rows.get_by_role("link").get_attribute("href") == f"/place/{PLACE_ID}"


def test_a_pressed_place_shows_its_name_as_text_and_its_link(page: Page) -> None:
    _press_centre(page)
    card = page.locator(".map-card")
    assert card.locator(".title").inner_text() == "<b>白露塘</b>"
    assert card.locator("p").inner_text() == "居民点 · 示例位置"
    assert card.get_by_role("link").get_attribute("href") == f"/place/{PLACE_ID}"
    page.keyboard.press("Escape")
    assert card.is_hidden()


def test_a_pressed_cluster_zooms_in(page: Page) -> None:
    pixels_per_degree = 512 * 2 ** (ZOOM - 1) / 360
    before = _zoom(page)
    _press_centre(page, right=round(0.3 * pixels_per_degree))
    page.wait_for_timeout(600)
    assert _zoom(page) == pytest.approx(before + 2, abs=0.11)


def test_pressed_land_leads_to_its_division(page: Page) -> None:
    _press_centre(page, right=-60)
    assert page.locator(".map-card a").get_attribute("href") == "/division/county"


def test_layers_can_be_switched_off(page: Page) -> None:
    page.get_by_label("地名", exact=True).uncheck()
    page.get_by_text("视野内没有地名，请移动或缩小地图").wait_for()
    _press_centre(page)
    assert page.locator(".map-card .title").inner_text() == "苏仙区"


def test_the_date_goes_into_tiles_and_address(page: Page) -> None:
    with page.expect_request(lambda request: "/tiles/places/" in request.url and "as_of=2020-01-31" in request.url):
        page.get_by_label("截至日期").fill("2020-01-31")
    assert "as_of=2020-01-31" in page.url


def test_arrows_move_the_map(page: Page) -> None:
    page.locator(".map").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("east => Number(location.hash.split('/')[2]) > east", arg=CENTRE[0] + 0.05)


def test_the_map_follows_the_theme(page: Page) -> None:
    def ground() -> list[int]:
        page.wait_for_timeout(300)
        inside = page.evaluate(
            """() => {
              const canvas = document.querySelector(".map canvas");
              const [x, y] = [canvas.width / 2 - 60, canvas.height / 2 - 60];
              return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data];
            }"""
        )
        return list(inside)

    assert ground()[:3] == [0xFC, 0xFB, 0xF7]
    page.emulate_media(color_scheme="dark")
    assert ground()[:3] == [0x1B, 0x26, 0x2C]


def test_nothing_leaves_the_machine(browser: Browser, address: str) -> None:
    opened = browser.new_page()
    record = watch(opened)
    opened.goto(f"{address}/map")
    opened.wait_for_selector(".map[data-ready]")
    assert record.outside == []
    assert record.errors == []
    opened.close()
