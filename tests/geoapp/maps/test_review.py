"""Review maps in a real browser: nothing typed runs, nothing leaves the machine, all is shown as it was typed."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page

from geoapp.maps import AreaLayer, Item, LineLayer, PointLayer, Tone, review_map
from geoapp.maps.vendored import STATIC
from geocore.errors import InvalidInput
from tests.geoapp.maps.hostile import PAYLOADS
from tests.static.browser import Record, served, watch

SQUARE = {"type": "Polygon", "coordinates": [[[113, 25], [114, 25], [114, 26], [113, 26], [113, 25]]]}
LINE = {"type": "LineString", "coordinates": [[113, 25], [114, 26]]}
POINT = {"type": "Point", "coordinates": [113.05, 25.7]}
PER_DOCUMENT = 40
COUNT_HITS = "window.hits = []; window.hit = (number) => { window.hits.push(number); };"


def test_there_are_two_hundred_hostile_texts() -> None:
    assert len(PAYLOADS) >= 200


@pytest.mark.browser
@pytest.mark.parametrize("start", range(0, len(PAYLOADS), PER_DOCUMENT))
def test_hostile_text_is_shown_and_never_run(browser: Browser, start: int, tmp_path: Path) -> None:
    texts = PAYLOADS[start : start + PER_DOCUMENT]
    page = browser.new_page()
    page.add_init_script(COUNT_HITS)
    record = watch(page)
    _open(page, tmp_path, _hostile_document(texts))
    shown = page.evaluate(
        """() => {
          const texts = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent);
          const cards = [...document.querySelectorAll("[data-item]")].map((button) => {
            button.click();
            return texts(".leaflet-popup-content strong, .leaflet-popup-content dt, .leaflet-popup-content dd");
          });
          document.querySelectorAll("[data-toggle]").forEach((box) => { box.click(); box.click(); });
          return {
            title: document.title, heading: texts("h1"), legend: texts(".legend label span"),
            buttons: texts("[data-item]"), columns: texts("thead th + th"), cells: texts("tbody td"),
            labels: texts(".review-label"), cards, stamps: texts(".stamp"),
          };
        }"""
    )
    hits = page.evaluate("window.hits")
    page.close()

    assert hits == []
    assert record.outside == []
    assert record.errors == []
    whole = " ".join(texts)
    assert shown["heading"] == [whole]
    assert shown["legend"] == list(texts)
    assert shown["buttons"] == list(texts)
    assert sorted(shown["labels"]) == sorted(texts)
    assert shown["columns"] == list(texts)
    assert shown["cells"] == list(texts)
    assert shown["cards"] == [[text, text, text] for text in texts]
    assert all(whole in stamp for stamp in shown["stamps"])


def _open(page: Page, folder: Path, document: str) -> None:
    path = folder / "review.html"
    path.write_text(document, encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")


def _hostile_document(texts: tuple[str, ...]) -> str:
    """Every text in every field; fields that a document has once get all of them in a row."""
    whole = " ".join(texts)
    kinds = ((PointLayer, POINT), (LineLayer, LINE), (AreaLayer, SQUARE))
    layers = []
    for number, text in enumerate(texts):
        kind, geometry = kinds[number % 3]
        layers.append(kind(text, [Item(geometry, text, {text: text})], labelled=True))
    return review_map(whole, layers, notes=texts, source=whole, map_review_number=whole)


def test_no_text_goes_through_folium() -> None:
    """branca compiles what folium rendered as a second Jinja template: text in there would run in this process."""

    def frame(text: str) -> str:
        layers = [PointLayer(text, [Item(POINT, text, {text: text})], labelled=True)]
        page = review_map(text, layers, notes=[text], source=text, map_review_number=text)
        return page[page.index("var map_0 =") : page.index("</script>", page.index("var map_0 ="))]

    assert frame("苏仙区") == frame("{{ 7 * 191 }}") == frame("${hit(1)}")


@pytest.mark.browser
def test_a_standalone_file_asks_nobody_for_anything(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    record = watch(page)
    _open(page, tmp_path, _sample())
    assert record.requests == [(tmp_path / "review.html").as_uri()]
    assert record.errors == []
    assert page.locator(".leaflet-overlay-pane path").count() == 3
    assert page.locator(".leaflet-control-scale-line").count() == 1
    assert page.locator(".north").inner_text() == "北"
    page.close()


@pytest.mark.browser
def test_map_and_list_say_the_same_and_work_together(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    _open(page, tmp_path, _sample())
    assert page.locator("[data-item]").count() == page.locator(".leaflet-overlay-pane path").count()

    page.get_by_role("button", name="白露塘村").press("Enter")
    assert page.locator(".leaflet-popup-content").inner_text().split() == ["白露塘村", "类别", "村"]

    page.get_by_label("同名地名").uncheck()
    assert page.locator(".leaflet-overlay-pane path").count() == 2
    page.close()


def test_without_review_number_the_map_is_stamped() -> None:
    assert _stamps(_sample()) == ["非公开 · 未经审核"] * 2
    assert _stamps(_sample(map_review_number="湘S(2026)001号")) == ["审图号：湘S(2026)001号"] * 2


def test_the_served_form_links_our_files_with_the_nonce() -> None:
    page = _sample(standalone=False, static_url="/static/", nonce="abc123")
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(addresses) == 5
    assert all(address.startswith("/static/") for address in addresses)
    assert all('nonce="abc123"' in tag for tag in re.findall(r"<(?:script|style)\b[^>]*>", page))


@pytest.mark.browser
def test_the_served_form_keeps_the_content_policy(browser: Browser) -> None:
    app = Flask("review", static_folder=str(STATIC))

    @app.get("/review")
    def review() -> Response:
        response = Response(_sample(standalone=False, nonce="once"))
        response.headers["Content-Security-Policy"] = (
            "default-src 'none'; script-src 'self' 'nonce-once'; style-src 'self' 'nonce-once'; img-src 'self' data:"
        )
        return response

    with served(app) as address:
        page = browser.new_page()
        record = watch(page)
        page.goto(f"{address}/review")
        page.wait_for_selector("html[data-ready]", state="attached")
        page.get_by_role("button", name="白露塘村").click()
        assert page.locator(".leaflet-popup-content").inner_text().split() == ["白露塘村", "类别", "村"]
        page.close()
    assert record.outside == []
    assert [error for error in record.errors if "favicon" not in error and "404" not in error] == []


def test_the_page_may_be_enlarged() -> None:
    assert re.findall(r'<meta name="viewport" content="([^"]*)"', _sample()) == ["width=device-width, initial-scale=1"]


def test_equal_maps_are_equal_files() -> None:
    assert _sample() == _sample()


def test_the_starting_view_of_one_point_is_about_a_village() -> None:
    bounds = re.search(r"map_0\.fitBounds\(\s*(\[\[.*?\]\])", review_map("t", [PointLayer("p", [Item(POINT, "x")])]))
    assert bounds
    (south, west), (north, east) = json.loads(bounds[1])
    assert (south, west, north, east) == pytest.approx((25.69, 113.04, 25.71, 113.06))


def test_a_map_without_items_shows_the_country() -> None:
    assert "[[18.0, 73.5], [53.6, 135.1]]" in review_map("空", [])


@pytest.mark.parametrize(
    ("geometry", "message"),
    [
        ({"type": "Point", "coordinates": [float("nan"), 25]}, "degrees"),
        ({"type": "Point", "coordinates": [25.7, 113.05]}, "degrees"),
        ({"type": "Point", "coordinates": []}, "empty geometry"),
        ({"type": "Polygon", "coordinates": SQUARE["coordinates"]}, "Polygon in a layer of MultiPoint, Point"),
        ({"type": "Nonsense"}, "not a GeoJSON geometry"),
        ({}, "not a GeoJSON geometry"),
        (None, "not a GeoJSON geometry"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_place(geometry: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        review_map("t", [PointLayer("ok", [Item(POINT, "a")]), PointLayer("bad", [Item(geometry, "b")])])
    (problem,) = caught.value.problems
    assert problem.field == "layers[1].items[0]"
    assert message in problem.message


def test_control_characters_and_surrogates_become_a_visible_mark() -> None:
    page = review_map("甲\x00乙\ud800丙\x1b", [PointLayer("p", [Item(POINT, "\udfff")])])
    assert "甲\ufffd乙\ufffd丙\ufffd" in page
    page.encode("utf-8")


def test_the_frame_is_translated() -> None:
    page = review_map("t", [], translate={"图例": "Legend", "非公开 · 未经审核": "Not public"}.get)  # type: ignore[arg-type]
    assert "Legend" in page
    assert _stamps(page) == ["Not public"] * 2


def _sample(**options: Any) -> str:
    layers = [
        PointLayer("同名地名", [Item(POINT, "白露塘村", {"类别": "村"})], style=Tone.PROBLEM.value, labelled=True),
        AreaLayer("政区", [Item(SQUARE, "苏仙区", {"代码": "431003"})], labelled=True),
        LineLayer("界线", [Item(LINE, "第3段")], style=Tone.AFTER.value),
    ]
    return review_map("审查图", layers, notes=["示例"], source="2018 年资料", data_date=date(2018, 12, 31), **options)


def _stamps(page: str) -> list[str]:
    return re.findall(r'<p class="stamp[^"]*">([^<]*)</p>', page)


def test_record_tells_outside_addresses() -> None:
    assert Record(requests=["http://127.0.0.1:1/a", "https://tiles.example/0"]).outside == ["https://tiles.example/0"]
