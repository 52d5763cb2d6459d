from __future__ import annotations

from collections import Counter
from pathlib import Path

from boundaries.importers.china_division import PUBLISHED_COUNTS, check_counts, read_divisions, read_release
from tests.builders.packages import AREAS, VILLAGES, division_files, write_tgz

DEMO = Path(__file__).resolve().parents[3] / "geoapp" / "demo_data" / "china-division-hunan.tgz"


def test_rows_get_a_kind_and_both_codes(tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", division_files())
    found = {(row.level, row.code): row for row in read_divisions(path) if row.is_usable}
    county, town = found[3, "431003000000"], found[4, "431003105000"]
    assert (county.kind, county.civil_code, county.seat) == ("municipal_district", "431003", None)
    assert (town.kind, town.civil_code, town.parent_code) == ("town", "431003105", "431003000000")
    assert found[1, "430000000000"].civil_code == "430000"
    assert found[2, "431000000000"].civil_code == "431000"
    assert found[5, "431003105200"].civil_code == "431003105200"


def test_what_exists_in_statistics_alone_has_no_civil_code(tmp_path: Path) -> None:
    zone = "430371,湖南湘潭高新技术产业园区,4303,43"
    files = division_files(cities=["4303,湘潭市,43", "4310,郴州市,43"], areas=[zone, AREAS[2]], streets=[], villages=[])
    (row,) = [row for row in read_divisions(write_tgz(tmp_path / "a.tgz", files)) if row.code.startswith("430371")]
    assert (row.kind, row.is_virtual, row.civil_code) == ("county_virtual", True, None)
    assert row.is_usable


def test_placeholders_and_faulty_rows_are_not_usable(tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", division_files(villages=[*VILLAGES, "9,x,9,9,9,9"]))
    assert [(row.level, row.name) for row in read_divisions(path) if not row.is_usable] == [
        (3, "东莞市"), (3, "嘉峪关市"), (4, "金门县"), (5, "金门县"), (5, "x"),
    ]  # fmt: skip


def test_the_deepest_level_is_kept_to(tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", division_files())
    assert {row.level for row in read_divisions(path, deepest_level=3)} == {1, 2, 3}


def test_a_cut_list_is_noticed_by_its_counts(tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", division_files())
    problems = check_counts(read_release(path), dict(Counter(row.level for row in read_divisions(path))))
    assert [problem.code for problem in problems] == ["count_differs"] * 5
    assert check_counts(read_release(path), PUBLISHED_COUNTS["2.7.0"]) == []
    assert check_counts(read_release(DEMO), {1: 31}) == []  # a part says so in its version


def test_virtual_counties_of_the_real_list_are_those_with_codes_71_to_79() -> None:
    """The digits only check the list of names here; in the reader the name alone decides."""
    counties = [row for row in read_divisions(DEMO, deepest_level=3) if row.level == 3]
    virtual = {row.name for row in counties if row.is_virtual}
    numbered = {row.name for row in counties if 71 <= int(row.code[4:6]) <= 79}
    assert numbered - virtual == set()
    assert virtual - numbered == {
        "加格达奇区", "松岭区", "新林区", "呼中区", "大柴旦行政委员会", "西沙群岛", "南沙群岛",
        "中沙群岛的岛礁及其海域",
    }  # fmt: skip
    kinds = Counter(row.kind for row in counties if row.is_usable)
    assert kinds == {
        "county": 1_299, "municipal_district": 975, "county_city": 397, "county_virtual": 132,
        "autonomous_county": 117, "banner": 49, "autonomous_banner": 3, "forestry_district": 1, "special_district": 1,
    }  # fmt: skip
