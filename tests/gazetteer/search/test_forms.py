"""What people type: old names, readings, division words, slips of the pen, hostile text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.search import parse_query, search, statements, suggest
from geocore.errors import InvalidInput, Unavailable
from tests.gazetteer.search.brute import Name
from tests.gazetteer.search.conftest import store, store_divisions

TANG = Name(
    1, UUID(int=1), "白露塘镇", "bailutangzhen", "bltz", "standard", "division", 500, (1, 2, 20, 200),
    (date(2000, 1, 1), None), 113.1, 25.8,
)  # fmt: skip


def named(number: int, name: str, pinyin: str, initials: str, **other) -> Name:
    return replace(TANG, id=number, place_id=UUID(int=number), name=name, pinyin=pinyin, initials=initials, **other)


NAMES = [
    TANG,
    named(2, "白鹿塘村", "bailutangcun", "bltc", importance=90, path=(1, 3, 30, 300)),
    named(3, "白露塘村", "bailutangcun", "bltc", importance=100, category="committee"),
    replace(TANG, id=4, name="增湖乡", pinyin="zenghuxiang", initials="zhx", kind="former", importance=10,
            valid=(date(1950, 1, 1), date(2000, 1, 1))),
    named(5, "乾县", "qianxian", "qx"),
    named(6, "干县", "ganxian", "gx"),
    named(7, "台北村", "taibeicun", "tbc"),
    named(8, "绿城", "lvcheng", "lc"),
    named(9, "重庆路", "chongqinglu", "cql"),
    replace(TANG, id=10, place_id=UUID(int=9), name="重庆路", pinyin="zhongqinglu", initials="zql", kind="standard",
            importance=3),
    named(11, "T3路", "lu", "l"),
    named(12, "100%_'\"\\村", "cun", "c"),
    named(13, "甲塘县", "jiatangxian", "jtx"),
    named(14, "\U00030ede面村", "miancun", "mc"),
    named(15, "石头岭水库", "shitoulingshuiku", "stlsk"),
    named(16, "吐鲁番", "", ""),
    named(17, "乙塘村", "yitangcun", "ytc", path=(1, 2, 20, 201)),
]  # fmt: skip


@pytest.fixture(scope="module")
def places(module_database) -> sa.Engine:
    with module_database.app.begin() as connection:
        store_divisions(connection)
        store(connection, NAMES)
    return module_database.reader


@pytest.fixture
def find(places):
    def run(text: str, **more):
        with places.connect() as connection:
            return search(connection, parse_query(text, **more))

    return run


def names_of(page) -> list[str]:
    return [item.matched for item in page.items]


@pytest.mark.parametrize(
    ("text", "first", "why"),
    [
        ("白露塘镇", "白露塘镇", "exact"),
        ("白露塘", "白露塘镇", "prefix"),
        ("露塘", "白露塘镇", "inner"),
        ("露", "白露塘镇", "inner"),
        ("\U00030ede", "\U00030ede面村", "prefix"),
        ("bai lu tang zhen", "白露塘镇", "pinyin"),
        ("bailut", "白露塘镇", "pinyin_prefix"),
        ("bltz", "白露塘镇", "initials"),
        ("BLT", "白露塘镇", "initials_prefix"),
        ("Lǜchéng", "绿城", "pinyin"),
        ("lucheng", "绿城", "pinyin"),
        ("臺北", "台北村", "prefix"),
        ("乾县", "乾县", "exact"),
        ("乾縣", "乾县", "exact"),
        ("T3", "T3路", "prefix"),
        ("t3路", "T3路", "exact"),
        ("拜录唐", "白露塘镇", "sound"),
        ("石头领水库", "石头岭水库", "sound"),
        ("石头河水库", "石头岭水库", "fuzzy"),
        ("石头水库", "石头岭水库", "fuzzy"),
        ("石头岭大水库", "石头岭水库", "fuzzy"),
        ("吐鲁翻", "吐鲁番", "fuzzy"),
        ("增湖乡", "增湖乡", "former"),
    ],
)
def test_found_and_told_why(find, text, first, why):
    page = find(text)
    assert names_of(page)[:1] == [first]
    assert page.items[0].why == why


def test_an_old_name_leads_to_the_place_as_it_is_called_now(find):
    item = find("增湖").items[0]
    assert (item.name, item.matched, item.matched_kind, item.match) == ("白露塘镇", "增湖乡", "former", "prefix")
    assert (item.valid_from, item.valid_to) == (date(1950, 1, 1), date(2000, 1, 1))


def test_as_of_a_day_names_are_those_of_the_day(find):
    assert names_of(find("增湖乡", as_of=date(1999, 12, 31))) == ["增湖乡"]
    assert names_of(find("增湖乡", as_of=date(2000, 1, 1))) == []
    assert "白露塘镇" not in names_of(find("白露塘", as_of=date(1999, 12, 31)))


def test_a_place_with_two_readings_is_found_by_both_and_listed_once(find):
    assert [item.place_id.int for item in find("chongqing").items] == [9]
    assert [item.place_id.int for item in find("zhongqing").items] == [9]
    page = find("重庆路")
    assert [item.place_id.int for item in page.items] == [9]
    assert page.total == 1


@pytest.mark.parametrize(
    ("text", "expected", "divisions"),
    [
        ("甲塘县 白露塘", ["白露塘镇", "白露塘村"], (200,)),
        ("甲塘 白露塘", ["白露塘镇", "白露塘村"], (200,)),
        ("白露塘 甲塘", ["白露塘镇", "白露塘村"], (200,)),
        ("甲塘县白露塘", ["白露塘镇", "白露塘村"], (200,)),
        ("山东省甲塘县白露塘村", ["白露塘村"], (200,)),
        ("山东甲塘 白露塘村", ["白露塘村"], (200,)),
        ("新水 bailutang", ["白鹿塘村"], (3,)),
        ("新水省 bai lu tang cun", ["白鹿塘村"], (3,)),
        ("山东 甲塘", ["甲塘县"], (2,)),
        ("山东省乙塘村", ["乙塘村"], (2,)),  # and not every 村 of 乙塘县
        ("山东省乙塘县村", ["乙塘村"], (201,)),
        ("山東省 白露塘村", ["白露塘村"], (2,)),
        ("甲塘县", ["甲塘县"], ()),
        ("白 露 塘", ["白露塘镇", "白露塘村", "白鹿塘村"], ()),
    ],
)
def test_division_words_in_the_same_box(find, text, expected, divisions):
    page = find(text)
    assert names_of(page) == expected
    assert page.divisions == divisions


def test_a_division_in_the_filter(find):
    assert names_of(find("白", division_code="300")) == ["白鹿塘村"]
    assert names_of(find("白", division_code="3000")) == ["白鹿塘村"]
    assert names_of(find("白", division=3)) == ["白鹿塘村"]
    assert len(names_of(find("白", division=1))) == 3, "the whole country is no filter"
    for unknown in ({"division": 77}, {"division": 2**40}, {"division_code": "99"}):
        with pytest.raises(InvalidInput, match="no division"):
            find("白", **unknown)


def test_percent_underscore_and_quotes_are_ordinary_characters(find):
    for text in ("%", "_", "'", '"', "\\", "0%_", "%_'"):
        assert names_of(find(text)) == ["100%_'\"\\村"], text
    assert names_of(find("1_0")) == []
    assert find("' or 1=1 --").total == 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.sampled_from("白露塘村县甲山东%_'\"\\;-()[]{}$ abv1ü省"), min_size=1, max_size=20))
def test_hostile_text_finds_only_names_that_hold_it(find, text):
    try:
        page = find(text)
    except InvalidInput:
        return
    for item in page.items:
        if item.match in ("exact", "prefix", "inner"):
            assert page.read_as in item.matched


def test_two_character_queries_do_not_guess_wildly(find):
    assert names_of(find("白塘")) == ["白露塘镇", "白露塘村", "白鹿塘村"], "one character left out"
    assert names_of(find("东京")) == []


def test_a_page_link_of_another_search_is_refused(find):
    link = find("塘", limit=1).next
    assert link is not None
    for other in ({"text": "白"}, {"text": "塘", "category": "division"}, {"text": "塘", "near": (113.0, 25.0)}):
        with pytest.raises(InvalidInput, match="another search"):
            find(**other, cursor=link)
    for damaged in ("", "x", link[:-3], "W10", "!" * 5000):
        with pytest.raises(InvalidInput):
            find("塘", cursor=damaged)


def test_suggest_gives_the_same_order_without_counting(places, find):
    with places.connect() as connection:
        suggested = suggest(connection, "bail", 2)
    assert [item.place_id for item in suggested] == [item.place_id for item in find("bail").items[:2]]


def test_a_search_that_takes_too_long_is_ended(places, monkeypatch):
    monkeypatch.setattr(statements, "SOUND", "select pg_sleep(20), %(reading)s")
    with places.connect() as connection, pytest.raises(Unavailable, match="too long"):
        search(connection, parse_query("白"), timeout_ms=50)


def test_the_leash_ends_with_the_transaction(places):
    with places.connect() as connection:
        before = connection.exec_driver_sql("show statement_timeout").scalar_one()
        search(connection, parse_query("白"), timeout_ms=1234)
        assert connection.exec_driver_sql("show statement_timeout").scalar_one() == "1234ms"
        connection.rollback()
        assert connection.exec_driver_sql("show statement_timeout").scalar_one() == before
