"""Divisions in: matched, dated, reported; twice changes nothing; what does not fit is said, not dropped."""

from __future__ import annotations

import pytest

from geoapp.usecases.division_files import import_division_file, import_polygon_file
from geocore.errors import InvalidInput
from tests.builders.packages import AREAS, README, STREETS, VILLAGES, polygon_files, write_tgz
from tests.geoapp.usecases.conftest import no_progress

OPTIONS = {"deepest_level": 5, "progress": no_progress, "dry_run": False}


def test_every_level_arrives_with_its_path(register, package) -> None:
    result = register.run(import_division_file, package(), **OPTIONS)
    # 441900 and 620201 repeat their city, 350527 stands in for its own township and village: not divisions
    assert (result.counts.added, result.counts.refused) == (21, 4)
    path = register.value(
        """
        select string_agg(a.name, '/' order by array_position(d.path, a.seq))
          from published.division d join published.division a on a.seq = any (d.path)
         where d.name = '白露塘村委会' group by d.seq
        """
    )
    assert path == "中华人民共和国/湖南省/郴州市/苏仙区/白露塘镇/白露塘村委会"
    assert register.value("select kind from published.division where name = '北京市'") == "municipality"
    # townships of a city without counties hang under the city itself
    assert (
        register.value(
            "select p.name from published.division d join published.division p on p.seq = d.parent_seq"
            " where d.name = '东城街道'"
        )
        == "东莞市"
    )


def test_codes_of_the_two_systems_are_kept_apart(register, package) -> None:
    register.run(import_division_file, package(), **OPTIONS)
    assert register.rows(
        "select c.system, c.code from boundaries.division_code c join boundaries.division_version v"
        " using (division_id) where v.name = '苏仙区' order by 1"
    ) == [("civil", "431003"), ("statistical", "431003000000")]
    assert register.rows(
        "select c.system from boundaries.division_code c join boundaries.division_version v"
        " using (division_id) where v.name = '白露塘村委会'"
    ) == [("statistical",)]


def test_second_import_changes_nothing(register, package) -> None:
    first = package()
    register.run(import_division_file, first, **OPTIONS)
    before = register.state()
    again = register.run(import_division_file, first, **OPTIONS)
    assert again.batch_id is None
    assert again.counts.unchanged == 21
    assert register.state() == before


def test_dry_run_stores_nothing(register, package) -> None:
    before = register.state()
    result = register.run(import_division_file, package(), **{**OPTIONS, "dry_run": True})
    assert result.counts.added == 21
    assert register.state() == before


def test_renamed_and_missing_divisions(register, package) -> None:
    register.run(import_division_file, package(), **OPTIONS)
    renamed = [line.replace("白露塘镇", "白露塘街道") for line in STREETS]
    fewer = [line for line in VILLAGES if "多福巷" not in line]
    result = register.run(import_division_file, package(streets=renamed, villages=fewer), **OPTIONS)
    assert result.counts.changed == 1
    assert result.missing == (("110101001001", "多福巷社区居委会"),)
    assert register.value("select count(*) from published.division where name = '白露塘街道'") == 1
    assert register.value("select count(*) from published.division where name = '多福巷社区居委会'") == 1
    assert register.value("select count(*) from boundaries.division_version where name like '白露塘_道'") == 1


def test_a_later_list_leaves_the_earlier_name_in_the_public_history(register, package) -> None:
    register.run(import_division_file, package(), **OPTIONS)
    renamed = [line.replace("白露塘镇", "白露塘街道") for line in STREETS]
    later = README.replace("2023-06-30", "2024-06-30")
    register.run(import_division_file, package(streets=renamed, readme=later), **OPTIONS)
    assert register.value("select name from published.division where name like '白露塘_道'") == "白露塘街道"
    assert register.value("select name || valid::text from published.division_history") == (
        "白露塘镇[2023-06-30,2024-06-30)"
    )


def test_unknown_parent_is_refused_with_all_below(register, package) -> None:
    orphan = ["999999001,无名镇,999999,99,9999", *STREETS]
    below = ["999999001001,无名村,999999001,99,9999,999999", *VILLAGES]
    result = register.run(import_division_file, package(streets=orphan, villages=below), **OPTIONS)
    assert {problem.code for problem in result.problems} >= {"unknown_parent"}
    assert result.counts.added == 21
    assert register.value("select count(*) from published.division where name like '无名%'") == 0


def test_doubled_code_refuses_the_file(register, package) -> None:
    before = register.state()
    doubled = [*AREAS, "431003,苏仙新区,4310,43"]
    result_or_error: object
    try:
        result_or_error = register.run(import_division_file, package(areas=doubled), **OPTIONS)
    except InvalidInput as error:
        result_or_error = error
        assert register.state() == before
    else:
        # the reader already holds the second row back and says where it stands
        assert any(problem.code == "duplicate_code" for problem in result_or_error.problems)
        assert register.value("select count(*) from published.division where name = '苏仙新区'") == 0


def test_truncated_package_changes_nothing(register, package) -> None:
    whole = package()
    whole.write_bytes(whole.read_bytes()[:-200])
    before = register.state()
    with pytest.raises(InvalidInput):
        register.run(import_division_file, whole, **OPTIONS)
    assert register.state() == before


def test_polygons_are_matched_by_code_and_the_rest_is_reported(register, package, tmp_path) -> None:
    register.run(import_division_file, package(), **OPTIONS)
    polygons = write_tgz(tmp_path / "polygons.tgz", polygon_files())
    result = register.run(import_polygon_file, polygons, progress=no_progress, dry_run=False)
    assert result.counts.read == result.counts.added + result.counts.refused
    known = {code for (code,) in register.rows("select code from published.division")}
    assert all(code.ljust(12, "0") not in known for code, _name, _file in result.unmatched)
    stored = register.rows("select source_crs, accuracy_m from boundaries.division_geometry")
    assert len(stored) == result.counts.added
    assert all(crs == "GCJ-02" and 200 < accuracy < 400 for crs, accuracy in stored)
    again = register.run(import_polygon_file, polygons, progress=no_progress, dry_run=False)
    assert again.batch_id is None
