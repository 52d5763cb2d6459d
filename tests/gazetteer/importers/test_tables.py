"""CSV and XLSX hold the same tables; what is true of both is tested on both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from gazetteer.importers.csv_file import open_csv
from gazetteer.importers.rows import PlaceFile, PlaceRow
from gazetteer.importers.table import TableOptions
from gazetteer.importers.xlsx import open_xlsx
from geocore.coordinates import Envelope
from geocore.datum import to_gcj02
from geocore.errors import InvalidInput

OPTIONS = TableOptions(Envelope(70, 0, 140, 56))
HEADINGS = [
    "标准名称", "类别", "所在政区代码", "经度", "纬度", "密级", "曾用名", "别名", "罗马字母拼写", "来历", "含义",
]  # fmt: skip
ROW = ["苏仙岭", "自然地理实体", "431003", 113.0437, 25.7996, "公开", "牛脾山", "天下第十八福地", "Sūxiān Lǐng",
       "因苏耽成仙得名", "仙人之山"]  # fmt: skip
Table = Sequence[Sequence[object]]
Opener = Callable[..., PlaceFile]


def as_csv(folder: Path, rows: Table, options: TableOptions = OPTIONS, encoding: str = "utf-8") -> PlaceFile:
    path = folder / "names.csv"
    lines = [",".join("" if cell is None else f'"{cell}"' for cell in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return open_csv(path, options)


def as_xlsx(folder: Path, rows: Table, options: TableOptions = OPTIONS) -> PlaceFile:
    path = folder / "names.xlsx"
    workbook = Workbook()
    for row in rows:
        workbook.active.append(list(row))
    workbook.save(path)
    return open_xlsx(path, options)


@pytest.fixture(params=[as_csv, as_xlsx], ids=["csv", "xlsx"])
def opened(request: pytest.FixtureRequest) -> Opener:
    opener: Opener = request.param
    return opener


def one(opened: Opener, folder: Path, **changes: object) -> PlaceRow:
    row = [changes.get(heading, cell) for heading, cell in zip(HEADINGS, ROW, strict=True)]
    (place,) = opened(folder, [HEADINGS, row])
    return place


def codes(place: PlaceRow) -> set[str]:
    return {problem.code for problem in place.problems}


def refusal(opened: Opener, folder: Path, rows: Table, options: TableOptions = OPTIONS) -> str:
    with pytest.raises(InvalidInput) as refused:
        list(opened(folder, rows, options))
    return refused.value.problems[0].code


def test_a_full_row_is_read(opened: Opener, tmp_path: Path) -> None:
    place = one(opened, tmp_path)
    assert (place.name, place.category, place.division_code, place.line) == ("苏仙岭", "natural", "431003", 2)
    assert (place.lon, place.lat) == (113.0437, 25.7996)
    assert (place.crs, place.position_as_given) == ("CGCS2000", "113.0437, 25.7996")
    assert (place.former_names, place.aliases) == (("牛脾山",), ("天下第十八福地",))
    assert (place.spelling, place.origin, place.meaning) == ("Sūxiān Lǐng", "因苏耽成仙得名", "仙人之山")
    assert not place.problems
    assert [note.code for note in place.notes] == ["crs_assumed"]


def test_a_file_is_read_anew_each_time(opened: Opener, tmp_path: Path) -> None:
    file = opened(tmp_path, [HEADINGS, ROW, ROW])
    assert list(file) == list(file)
    assert len(file.sha256) == 64
    assert file.columns["division_code"] == "所在政区代码"


def test_headings_are_known_by_their_text_wherever_they_stand(opened: Opener, tmp_path: Path) -> None:
    (place,) = opened(tmp_path, [[" 纬度（E）", "*政区代码", "地名名称", "备注", "经　度", "实体类别"],
                                 [25.7996, "431003", "苏仙岭", "x", 113.0437, "山"]])  # fmt: skip
    assert (place.name, place.lon, place.category) == ("苏仙岭", 113.0437, "natural")


def test_a_title_two_heading_rows_totals_and_blank_rows_are_told_apart(opened: Opener, tmp_path: Path) -> None:
    file = opened(
        tmp_path,
        [
            ["苏仙区地名成果表", None, None, None, None],
            ["标准名称", "类别", "所在政区代码", "位置", None],
            [None, None, None, "经度", "纬度"],
            ["苏仙岭", "自然地理实体", "431003", 113.0437, 25.7996],
            [None, None, None, None, None],
            ["王仙岭", "自然地理实体", "431003", 113.05, 25.75],
            ["合计", None, 2, None, None],
            ["填表人：张三", None, None, None, None],
        ],
    )
    assert [(place.name, place.line, place.lon) for place in file] == [("苏仙岭", 4, 113.0437), ("王仙岭", 6, 113.05)]
    assert "two_heading_rows" in {note.code for note in file.notes}


def test_columns_not_known_are_named_in_a_note(opened: Opener, tmp_path: Path) -> None:
    file = opened(tmp_path, [[*HEADINGS, "联系电话"], [*ROW, "1"]])
    (note,) = file.notes
    assert (note.code, "联系电话" in note.message) == ("ignored_columns", True)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["甲", "乙"], ["苏仙岭", "山"]], "no_headings"),
        ([["标准名称"], ["苏仙岭"]], "no_headings"),
        ([["标准名称", "标准地名", "类别"], ["苏仙岭", "苏仙岭", "山"]], "duplicate_heading"),
        ([["经度", "经度", "名称"], [1, 2, "a"]], "duplicate_heading"),
    ],
)
def test_tables_without_usable_headings_are_refused(opened: Opener, tmp_path: Path, rows: Table, code: str) -> None:
    assert refusal(opened, tmp_path, rows) == code


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("标准名称", None, "empty_name"),
        ("标准名称", "　", "empty_name"),
        ("标准名称", "岭" * 101, "name_too_long"),
        ("标准名称", "苏\ue170岭", "unknown_character"),
        ("曾用名", "\u202e岭仙苏", "unknown_character"),
        ("来历", "据县\u2066志", "unknown_character"),
        ("类别", None, "missing_category"),
        ("类别", "神仙", "unknown_category"),
        ("所在政区代码", None, "missing_code"),
        ("所在政区代码", "4.31003E+11", "scientific_notation"),
        ("所在政区代码", "43100", "bad_code"),
        ("所在政区代码", "43100310", "bad_code"),
        ("所在政区代码", "苏仙区", "bad_code"),
        ("经度", None, "half_position"),
        ("纬度", None, "half_position"),
        ("经度", "东经一一三度", "bad_angle"),
        ("经度", "1_13.0437", "bad_angle"),
        ("经度", "١١٣", "bad_angle"),
        ("经度", "N113°2′37″", "wrong_axis"),
        ("经度", 500, "out_of_area"),
        ("经度", -113.0437, "out_of_area"),
        ("经度", 38404722.45, "planar_coordinates"),
        ("经度", "nan", "not_finite"),
    ],
)
def test_a_bad_cell_is_told_with_row_and_column(
    opened: Opener, tmp_path: Path, heading: str, cell: object, code: str
) -> None:
    place = one(opened, tmp_path, **{heading: cell})
    assert code in codes(place)
    problem = next(problem for problem in place.problems if problem.code == code)
    assert problem.row == 2
    assert problem.message
    assert problem.hint or code == "bad_angle"
    if code not in ("out_of_area", "planar_coordinates", "not_finite"):
        assert problem.column == heading
    if heading in ("经度", "纬度"):
        assert (place.lon, place.lat) == (None, None)


def test_a_bad_cell_is_told_under_the_heading_of_its_own_table(opened: Opener, tmp_path: Path) -> None:
    headings = ["地名", "类别", "政区代码", "东经", "北纬"]
    (place,) = opened(tmp_path, [headings, ["苏仙岭", "山", "431003", "x", 25.7996]])
    assert [(problem.code, problem.column) for problem in place.problems] == [("bad_angle", "东经")]


def test_exchanged_axes_are_said_not_put_right(opened: Opener, tmp_path: Path) -> None:
    place = one(opened, tmp_path, 经度=25.7996, 纬度=113.0437)
    assert codes(place) == {"swapped_axes"}
    assert (place.lon, place.lat) == (None, None)
    assert place.position_as_given == "25.7996, 113.0437"


def test_degrees_minutes_seconds_and_their_ambiguous_form(opened: Opener, tmp_path: Path) -> None:
    assert one(opened, tmp_path, 经度="113°02′37.32″").lon == pytest.approx(113.0437)
    place = one(opened, tmp_path, 经度=113.0237, 纬度=25.4759)
    assert (place.lon, place.lat) == (113.0237, 25.4759)
    notes = [note for note in place.notes if note.code == "ambiguous_angle"]
    assert [(note.row, note.column) for note in notes] == [(2, "经度"), (2, "纬度")]


def test_one_fraction_that_is_no_minute_settles_the_whole_file(opened: Opener, tmp_path: Path) -> None:
    ambiguous = [*ROW[:3], 113.0237, 25.4759, *ROW[5:]]
    notes = [note.code for place in opened(tmp_path, [HEADINGS, ambiguous, ROW]) for note in place.notes]
    assert "ambiguous_angle" not in notes


@pytest.mark.parametrize("code", [431003, 431003.0, "431003", "431003105", 431003105200, "431003105200", "４３1003"])
def test_division_codes_are_taken_in_their_three_widths(opened: Opener, tmp_path: Path, code: object) -> None:
    place = one(opened, tmp_path, 所在政区代码=code)
    assert place.division_code in ("431003", "431003105", "431003105200")
    assert not place.problems


def test_a_place_without_a_position_is_whole(opened: Opener, tmp_path: Path) -> None:
    place = one(opened, tmp_path, 经度=None, 纬度=None)
    assert (place.lon, place.crs, place.problems, place.notes) == (None, None, (), ())


def test_a_class_code_may_stand_for_the_category(opened: Opener, tmp_path: Path) -> None:
    (place,) = opened(tmp_path, [["标准名称", "类别代码", "政区代码"], ["苏仙岭", 13400, "431003"]])
    assert (place.category, place.class_code, place.problems) == (None, "13400", ())


@pytest.mark.parametrize("level", ["秘密", "机密", "绝密", "秘密★10年", "秘密级", "机　密", "绝密★长期"])
def test_one_secret_row_refuses_the_whole_file(opened: Opener, tmp_path: Path, level: str) -> None:
    secret = [*ROW[:5], level, *ROW[6:]]
    assert refusal(opened, tmp_path, [HEADINGS, *[ROW] * 20, secret]) == "secret_row"


def test_no_row_of_a_secret_file_is_handed_on(opened: Opener, tmp_path: Path) -> None:
    """The refusal comes on opening, before anything could be stored."""
    with pytest.raises(InvalidInput) as refused:
        opened(tmp_path, [HEADINGS, ROW, [*ROW[:5], "秘密", *ROW[6:]]])
    assert refused.value.problems[0].row == 3


def test_words_of_secrecy_that_nobody_knows_count_as_secret(opened: Opener, tmp_path: Path) -> None:
    assert refusal(opened, tmp_path, [HEADINGS, [*ROW[:5], "保密", *ROW[6:]]]) == "secret_row"


@pytest.mark.parametrize("level", [None, "", "公开", "无", "非密", "非秘密", "不涉密"])
def test_open_rows_pass(opened: Opener, tmp_path: Path, level: object) -> None:
    assert len(list(opened(tmp_path, [HEADINGS, [*ROW[:5], level, *ROW[6:]]]))) == 1


def test_internal_rows_pass_only_where_the_system_may_hold_them(opened: Opener, tmp_path: Path) -> None:
    rows = [HEADINGS, [*ROW[:5], "内部", *ROW[6:]]]
    assert len(list(opened(tmp_path, rows))) == 1
    public_only = TableOptions(OPTIONS.envelope, highest_secrecy="公开")
    assert refusal(opened, tmp_path, rows, public_only) == "secret_row"


def test_no_setting_lets_state_secrets_in(opened: Opener, tmp_path: Path) -> None:
    rows = [HEADINGS, [*ROW[:5], "秘密", *ROW[6:]]]
    assert refusal(opened, tmp_path, rows, TableOptions(OPTIONS.envelope, highest_secrecy="绝密")) == "secret_row"


def test_a_mark_above_the_table_counts_too(opened: Opener, tmp_path: Path) -> None:
    assert refusal(opened, tmp_path, [["机密★20年"], HEADINGS, ROW]) == "secret_row"


@pytest.mark.parametrize("told", ["GCJ-02", "火星坐标系"])
def test_gcj02_positions_are_converted_and_kept_as_given(opened: Opener, tmp_path: Path, told: str) -> None:
    lon, lat = (float(value) for value in to_gcj02(113.0437, 25.7996))
    (place,) = opened(tmp_path, [[*HEADINGS, "坐标系"], [*ROW[:3], lon, lat, *ROW[5:], told]])
    assert (place.lon, place.lat) == pytest.approx((113.0437, 25.7996), abs=1e-9)
    assert place.crs == "GCJ-02"
    assert place.position_as_given is not None
    assert place.position_as_given.startswith(f"{lon:.9f}"[:-1])


@pytest.mark.parametrize(
    ("told", "code"),
    [("1980西安坐标系", "no_transformation"), ("北京54", "no_transformation"), ("地方独立", "unknown_crs")],
)
def test_systems_without_a_transformation_refuse_the_position(
    opened: Opener, tmp_path: Path, told: str, code: str
) -> None:
    (place,) = opened(tmp_path, [[*HEADINGS, "坐标系"], [*ROW, told]])
    assert codes(place) == {code}
    assert place.lon is None


@pytest.mark.parametrize("told", ["CGCS2000", "2000国家大地坐标系", "WGS84", "EPSG:4490"])
def test_a_told_system_is_not_assumed(opened: Opener, tmp_path: Path, told: str) -> None:
    (place,) = opened(tmp_path, [[*HEADINGS, "坐标系"], [*ROW, told]])
    assert (place.lon, place.lat) == pytest.approx((113.0437, 25.7996))
    assert place.notes == ()


def test_several_old_names_in_one_cell_are_taken_apart(opened: Opener, tmp_path: Path) -> None:
    assert one(opened, tmp_path, 曾用名="牛脾山、 苏山；牛脾山").former_names == ("牛脾山", "苏山")
    (place,) = opened(tmp_path, [["标准名称", "类别", "政区代码", "曾用名/别名"], ["苏仙岭", "山", "431003", "牛脾山"]])
    assert place.aliases == ("牛脾山",)
