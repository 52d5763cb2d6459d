"""The override table: its rows, their scope and precedence, and rows of a database."""

import csv
import unicodedata
from datetime import date
from importlib.resources import files

import pytest

from gazetteer.romanization import (
    DEFAULT,
    Override,
    OverrideError,
    OverrideTable,
    Romanizer,
    overrides_from_rows,
    romanize,
)


def test_every_shipped_row_names_source_and_date() -> None:
    for row in DEFAULT.overrides:
        assert row.source, row
        assert date.fromisoformat(row.dated), row
        assert unicodedata.is_normalized("NFC", row.reading), row


def test_the_table_is_large_enough_to_be_of_use_and_has_no_twice_told_row() -> None:
    data = files("gazetteer.romanization").joinpath("data", "reading_overrides.csv")
    rows = list(csv.DictReader(data.read_text(encoding="utf-8").splitlines()))
    assert len(rows) >= 500
    keys = [(row["name"], row["scope"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_every_whole_name_of_the_table_reads_as_written() -> None:
    romanizer = Romanizer()
    for row in DEFAULT.overrides:
        if row.decided and row.scope in ("", "whole"):
            result = romanizer.romanize(row.name, category="division")
            assert " ".join(result.syllables) == " ".join(row.reading.split()), row
            assert result.polyphones == (), row


def test_rows_of_a_database_win_and_may_hold_nulls_and_dates() -> None:
    rows = [
        {"name": "嘉荫", "reading": "jiā yīn", "scope": None, "source": "民政部批复",
         "note": None, "dated": date(2026, 1, 5), "id": 7},
    ]  # fmt: skip
    table = DEFAULT.merged_with(overrides_from_rows(rows))
    before = romanize("嘉荫县", category="division")
    after = romanize("嘉荫县", category="division", overrides=table)
    assert (before.confident, after.confident) == (False, True)
    assert (after.spelling, after.source) == ("Jiāyīn Xiàn", "override")
    assert table.overrides[-1].dated == "2026-01-05"


def test_a_later_row_replaces_an_equal_earlier_one() -> None:
    table = DEFAULT.merged_with([Override("高要", "gāo yào")])
    assert romanize("高要区", category="division", overrides=table).spelling == "Gāoyào Qū"


def test_a_row_for_a_name_without_polyphones_is_seen() -> None:
    table = OverrideTable((Override("白露塘", "bó lù táng", source="县志"),))
    result = romanize("白露塘村", category="committee", overrides=table)
    assert (result.spelling, result.source, result.confident) == ("Bólùtáng Cūn", "override", True)


def test_the_longest_name_wins() -> None:
    table = OverrideTable((Override("长山", "cháng shān"), Override("小长山", "xiǎo zhǎng shān")))
    assert romanize("小长山镇", category="division", overrides=table).syllables[1] == "zhǎng"
    assert romanize("大长山镇", category="division", overrides=table).syllables[1] == "cháng"


def test_a_longer_name_wins_over_one_that_begins_earlier() -> None:
    table = OverrideTable((Override("大长", "dà zhǎng"), Override("长山岛", "cháng shān dǎo")))
    assert romanize("大长山岛镇", category="division", overrides=table).syllables[1] == "cháng"


@pytest.mark.parametrize(
    ("scope", "hit", "miss"),
    [
        ("whole", {"name": "乐山"}, {"name": "乐山湾"}),
        ("first", {"name": "乐山湾"}, {"name": "小乐山"}),
        ("natural", {"category": "natural"}, {"category": "settlement"}),
        ("13", {"class_code": "13400"}, {"class_code": "12100"}),
        ("浙江省", {"division": "浙江省台州市"}, {"division": "四川省"}),
        ("natural 浙江省", {"division": "浙江省"}, {"division": "浙江省", "category": "street"}),
    ],
)
def test_scopes(scope: str, hit: dict[str, str], miss: dict[str, str]) -> None:
    table = OverrideTable((Override("乐山", "yuè shān", scope=scope),))
    defaults = {"name": "乐山", "category": "natural"}
    found = romanize(**(defaults | hit), overrides=table)  # type: ignore[arg-type] # merged kwargs
    other = romanize(**(defaults | miss), overrides=table)  # type: ignore[arg-type] # merged kwargs
    assert "yuè" in found.syllables
    assert found.source == "override"
    assert "yuè" not in other.syllables


def test_the_generic_scope_reads_only_the_generic_part() -> None:
    table = OverrideTable((Override("泊", "pō", scope="generic natural"),))
    result = romanize("泊头泊", category="natural", overrides=table)
    assert result.syllables == ("bó", "tóu", "pō")
    assert result.polyphones == ("泊",)


@pytest.mark.parametrize(
    ("name", "reading", "reason"),
    [
        ("乐山", "yuè", "too few"),
        ("乐山", "yuè shān shì", "too many"),
        ("乐山", "月 shān", "not pinyin"),
        ("", "yuè", "empty"),
        ("盆儿", "pén", "too few"),
    ],
)
def test_a_bad_row_is_named(name: str, reading: str, reason: str) -> None:
    with pytest.raises(OverrideError, match=reason) as caught:
        OverrideTable((Override("好", "hǎo"), Override(name, reading)))
    assert caught.value.row == 2


def test_a_rhotic_syllable_covers_two_characters() -> None:
    table = OverrideTable((Override("帽儿山", "màor shān"),))
    result = romanize("帽儿山", category="natural", overrides=table)
    assert (result.spelling, result.syllables, result.confident) == (
        "Màor Shān", ("màor", "shān"), True,
    )  # fmt: skip
    written_out = OverrideTable((Override("帽儿山", "mào ér shān"),))
    assert romanize("帽儿山", category="natural", overrides=written_out).spelling == "Mào’ér Shān"
