"""建成区: entered from a file by whoever keeps them, shown on a map, ended with a day; checks draw and name them."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import shapely

from geocore.official_time import today
from tests.builders.built_up import bow_tie, moved_to, write_file
from tests.builders.register import Place, add_places, console_work
from tests.builders.registered import RegisteredSite
from tests.gazetteer.importers.test_polygon_file import packed

GIVEN = {"division": "郴州市", "source": "郴州市国土空间总体规划（虚构）", "valid_from": "2020-01-01"}
CENTRE = shapely.box(113.00, 25.70, 113.10, 25.80)


def upload(register: RegisteredSite, shapes: dict[str, shapely.Geometry], who: Any = None, **changes: Any) -> Any:
    features = [
        {"type": "Feature", "properties": {"名称": name}, "geometry": json.loads(shapely.to_geojson(shape))}
        for name, shape in shapes.items()
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    browser = who or register.officer("editor", "431000")
    return browser.post("/work/areas", {**GIVEN, "file": (io.BytesIO(content), "建成区.geojson"), **changes})


def area(register: RegisteredSite, name: str) -> UUID | None:
    found: UUID | None = register.scalar("select id from gazetteer.built_up_area where name = :name", name=name)
    return found


@pytest.fixture
def centre(register: RegisteredSite) -> UUID:
    if area(register, "郴州市中心城区") is None:
        assert upload(register, {"郴州市中心城区": CENTRE}).status_code == 302
        street = Place("桃源路", "431002000000", category="street", class_code="23514", lon=113.02, lat=25.72)
        with console_work(register.database.app) as work:
            add_places(work, (street,), "streets.tgz")
    found = area(register, "郴州市中心城区")
    assert found is not None
    return found


def test_a_zipped_gbk_shapefile_is_taken_and_listed(register: RegisteredSite, tmp_path: Path) -> None:
    box = shapely.box(112.50, 25.20, 112.60, 25.30)
    archive = packed(write_file(tmp_path / "建成区.shp", {"桂阳县城": moved_to(box, 4547)}))
    sent = {**GIVEN, "file": (io.BytesIO(archive.read_bytes()), "建成区.zip")}
    editor = register.officer("editor", "431000")
    head = register.audit_head()
    assert editor.post("/work/areas", sent).status_code == 302
    (record,) = register.audit_since(head)
    assert record.action == "built_up_area.import"
    page = editor.get("/work/areas").get_data(as_text=True)
    assert "桂阳县城" in page
    assert "建成区.zip · EPSG:4547" in page
    assert re.search(r'<td class="number">111\.\d\d</td>', page)
    shapes = editor.get("/work/areas/shapes.geojson").get_json()
    (feature,) = [one for one in shapes["features"] if one["properties"]["name"] == "桂阳县城"]
    assert shapely.from_geojson(json.dumps(feature["geometry"])).area == pytest.approx(0.01, rel=1e-3)
    near = editor.get("/work/areas/shapes.geojson?near=112.55,25.25").get_json()["features"]
    assert [one["properties"]["name"] for one in near] == ["桂阳县城"]
    assert editor.get("/work/areas/shapes.geojson?near=112.55").status_code == 422


def test_faults_are_told_with_their_place_and_nothing_is_kept(register: RegisteredSite, centre: UUID) -> None:
    west = shapely.box(112.3, 25.0, 112.4, 25.1)
    answer = upload(register, {"好城": west, "叉城": bow_tie((112.5, 25.0, 112.6, 25.1))})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert re.search(r'<td class="number">2</td><td lang="zh-Hans">“叉城”图形自相交，位置 112.55', page)
    assert area(register, "好城") is None
    page = upload(register, {"压城": shapely.box(113.05, 25.75, 113.15, 25.85)}).get_data(as_text=True)
    assert "“压城”与“郴州市中心城区”重叠，位置 113.075" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"file": (io.BytesIO(b"x"), "areas.kml")}, "请选择 .zip"),
        ({"file": (io.BytesIO(b"x"), "areas.shp")}, "请选择 .zip"),
        ({"file": (io.BytesIO(b"x"), "areas.zip")}, "不是 .tgz 或 .zip 文件"),
        ({"file": (io.BytesIO(b""), "")}, "请选择文件"),
        ({"division": "不存在县"}, "本辖区内没有这个政区"),
        ({"division": "北湖区"}, ""),
        ({"source": ""}, "请填写这一项"),
        ({"valid_from": "明天"}, "日期"),
    ],
)
def test_forms_that_are_refused(register: RegisteredSite, changes: dict[str, Any], words: str) -> None:
    keeper = register.officer("editor", "431003")
    answer = upload(
        register, {"某城": shapely.box(112.7, 25.0, 112.8, 25.1)}, keeper, **{"division": "苏仙区", **changes}
    )
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert area(register, "某城") is None


def test_an_area_is_ended_by_its_keeper_alone(register: RegisteredSite) -> None:
    assert upload(register, {"旧城": shapely.box(112.20, 25.40, 112.25, 25.45)}).status_code == 302
    address = f"/work/areas/{area(register, '旧城')}/end"
    given = {"version": "0", "first_day_without": "2026-01-01", "reason": "总体规划修编（虚构）"}
    assert register.officer("editor", "431003").post(address, given).status_code == 403
    assert register.officer("clerk", "431000").post(address, given).status_code == 403
    editor = register.officer("editor", "431000")
    assert editor.post(address, {**given, "reason": ""}).status_code == 422
    assert editor.post(address, given).status_code == 302
    assert editor.post(address, given).status_code == 412
    page = editor.get("/work/areas").get_data(as_text=True)
    assert "已停用" in page
    assert "停用这个建成区" in page
    clerk = register.officer("clerk", "431003")
    seen = clerk.get("/work/areas").get_data(as_text=True)
    assert "旧城" in seen, "the areas of the city concern its districts"
    assert "<h2>登记建成区</h2>" not in seen
    assert clerk.post("/work/areas", GIVEN).status_code == 403


def test_the_public_check_compares_within_the_area_and_draws_it(register: RegisteredSite, centre: UUID) -> None:
    asked = "/check?name=桃源路&category=street&division=苏仙区&position=113.08,25.78"
    page = register.page(asked)
    assert "不应使用" in page
    assert "比较范围：郴州市中心城区（建成区）" in page
    picture = page[page.index('class="map-figure scope-picture"') :]
    assert picture.count("<circle") == 1
    assert "桃源路" in picture[: picture.index("</svg>")]
    silent = register.page(asked.replace("桃源路", "栖霞岭路"))
    assert "比较范围：郴州市中心城区（建成区）" in silent, "the area is drawn where nothing stands against the name too"
    assert "没有给出位置" in register.page(asked.replace("&position=113.08,25.78", ""))
    assert "位置在已登记的建成区以外" in register.page(asked.replace("113.08,25.78", "113.3,25.6"))


@pytest.mark.parametrize("position", ["113.08", "25.78,113.08", "x,y", "999,1"])
def test_positions_that_cannot_be_read(register: RegisteredSite, position: str) -> None:
    page = register.page(f"/check?name=桃源路&category=street&division=苏仙区&position={position}", 422)
    assert "请写成“经度,纬度”" in page


def test_a_position_outside_the_division_is_said_beside_its_field(register: RegisteredSite) -> None:
    with register.database.owner.begin() as connection:
        connection.exec_driver_sql(
            "insert into published.division_area (division_seq, geom, label_point, accuracy_m, source, as_of)"
            " select seq, st_multi(box), st_pointonsurface(box), 100, '测试', '2018-01-01' from published.division,"
            " st_makeenvelope(112.9, 25.5, 113.4, 26.1, 4490) box where civil_code = '431003'"
        )
    page = register.page("/check?name=某某路&category=street&division=苏仙区&position=112.4,25.8", 422)
    assert "位置不在所写的政区内" in page


def test_the_api_tells_the_area_of_a_finding(register: RegisteredSite, centre: UUID) -> None:
    asked = {"name": "桃源路", "category": "street", "division": "431003", "point": "113.08,25.78"}
    answer = register.browser().get("/api/v1/checks", query_string=asked).get_json()
    (same,) = [found for found in answer["findings"] if found["rule"] == "duplicate.same"]
    assert same["scope"]["built_up_area"] == str(centre)
    assert same["scope"]["label"] == "郴州市中心城区（建成区）"


def test_an_area_of_tomorrow_is_shown_as_such(register: RegisteredSite) -> None:
    tomorrow = (today() + timedelta(days=2)).isoformat()
    assert upload(register, {"新城": shapely.box(112.0, 25.9, 112.05, 25.95)}, valid_from=tomorrow).status_code == 302
    assert "尚未施行" in register.officer("reader", "431000").get("/work/areas").get_data(as_text=True)
