"""The page of a division, the browse page, and what an officer takes away."""

from __future__ import annotations

import json
import re

import pytest

from tests.builders.published import add_area
from tests.builders.registered import MAP_NUMBER, RegisteredSite


def division(register: RegisteredSite, code: str) -> str:
    return register.page(f"/division/{code}")


def seq(register: RegisteredSite, code: str) -> int:
    return int(register.scalar("select seq from published.division where code = :code", code=code))


@pytest.fixture
def areas(register: RegisteredSite) -> None:
    """Rectangles for the district and one of its towns."""
    with register.database.owner.begin() as connection:
        connection.exec_driver_sql("delete from published.division_area")
        add_area(connection, seq(register, "431003000000"), (112.9, 25.5, 113.4, 26.1))
        add_area(connection, seq(register, "431003101000"), (113.05, 25.65, 113.2, 25.8))


@pytest.mark.parametrize("code", ["431003", "156431003", "431003000000"])
def test_every_form_of_the_code_leads_here(register: RegisteredSite, code: str) -> None:
    assert '<h1 class="place-name" lang="zh-Hans">苏仙区</h1>' in division(register, code)


def test_both_code_systems_apart(register: RegisteredSite) -> None:
    page = " ".join(division(register, "431003").split())
    assert "<dt>行政区划代码</dt> <dd>431003</dd>" in page
    assert "<dt>统计用区划代码</dt> <dd>431003000000</dd>" in page


def test_statistical_stand_ins_are_flagged(register: RegisteredSite) -> None:
    assert "不是依法设立的行政区划" in division(register, "431003400000")
    assert "不是依法设立的行政区划" not in division(register, "431003")
    assert '<span class="chip">统计用</span>' in division(register, "431003")


def test_what_lies_below_and_what_is_in_it(register: RegisteredSite) -> None:
    page = division(register, "431003")
    assert "白露塘镇" in page
    assert f"/place/{register.places['五盖山']}" in page
    assert f"/place/{register.places['东村@北湖']}" not in page


def test_places_by_category(register: RegisteredSite) -> None:
    page = register.page("/division/431003?category=natural")
    assert f"/place/{register.places['五盖山']}" in page
    assert f"/place/{register.places['白露塘村']}" not in page
    assert "这里没有登记这一类地名" in register.page("/division/431003?category=street")


def test_lists_go_on_by_key(register: RegisteredSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoapp.web.divisions.PLACES", 2)
    seen: list[str] = []
    path: str | None = "/division/431003?category=committee"
    while path:
        page = register.page(path)
        table = page[page.index('id="places-heading"') : page.index("名称和代码的沿革")]
        seen += re.findall(r'/place/([0-9a-f-]{36})"', table)
        following = re.search(r'href="([^"]*places=[^"]+)"', table)
        path = following[1].replace("&amp;", "&") if following else None
    assert len(seen) == len(set(seen)) == 3


def test_the_country_is_the_browse_page(register: RegisteredSite) -> None:
    page = register.page("/divisions")
    assert "中华人民共和国" in page
    assert f"/division/{register.scalar('select id from published.division where civil_code = :c', c='430000')}" in page


@pytest.mark.parametrize("what", ["999999", "abc", "1", "9de69c4b-e086-4d87-bce5-61b4a7eaa827", "%00", "43100x"])
def test_addresses_that_lead_nowhere(register: RegisteredSite, what: str) -> None:
    page = register.page(f"/division/{what}", status=404)
    assert "没有这个政区" in page
    assert 'role="search"' in page


def test_map_with_its_number_and_source(register: RegisteredSite, areas: None) -> None:
    page = division(register, "431003")
    assert MAP_NUMBER in page
    assert "约 ±100 米" in page
    assert "children.geojson" in page
    register.set(map_review_number="")
    assert "data-map" not in division(register, "431003")


def test_outlines_of_the_children(register: RegisteredSite, areas: None) -> None:
    answer = register.browser().get("/division/431003/children.geojson")
    found = json.loads(answer.data)
    assert answer.content_type == "application/geo+json"
    assert [feature["properties"]["name"] for feature in found["features"]] == ["白露塘镇"]
    assert register.browser().get("/division/999999/children.geojson").status_code == 404


def test_json_ld(register: RegisteredSite) -> None:
    page = division(register, "431003")
    found = json.loads(re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page)[1])  # type: ignore[index]
    assert found["@type"] == "AdministrativeArea"
    assert {item["value"] for item in found["identifier"]} == {"431003", "431003000000"}


def test_as_of(register: RegisteredSite) -> None:
    page = register.page("/division/431003?as_of=2001-01-01")
    assert "这是截至2001年1月1日的记录" in page
    assert "当日不在有效期内" in page


def test_review_map(register: RegisteredSite, areas: None) -> None:
    path = "/division/431003/review-map.html"
    assert register.browser().get(path).status_code == 302
    answer = register.officer("clerk", "431003").get(path)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    document = answer.get_data(as_text=True)
    assert "白露塘镇" in document
    assert "非公开 · 未经审核" in document
    assert register.officer("audit_admin", "156").get(path).status_code == 403


def test_statements_do_not_grow_with_the_lists(register: RegisteredSite) -> None:
    counts = []
    for code in ("431002", "431003", "430000"):
        division(register, code)
        with register.statements() as sent:
            division(register, code)
        counts.append(len(sent))
    assert max(counts) - min(counts) <= 1
    assert max(counts) <= 20
