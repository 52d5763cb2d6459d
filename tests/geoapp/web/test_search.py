"""The search page: what it finds, how it says why, and what it does with bad questions."""

from __future__ import annotations

import re

import pytest

from tests.builders.registered import MAP_NUMBER, RegisteredSite


def results(page: str) -> list[str]:
    """The names in the order of the list."""
    return re.findall(r'<h3 class="heading">\s*<a href="/place/[0-9a-f-]+">([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("text", "first", "why"),
    [
        ("白露塘", "白露塘镇", ""),
        ("bailutang", "白露塘镇", "拼音"),
        ("blt", "白露塘镇", "拼音首字母"),
        ("白芦塘", "白露塘镇", "旧称：白芦塘"),
        ("五岳山", "五盖山", "别名：五岳山"),
        ("白鹿塘", "白露塘镇", "近音"),
        ("五盖岭", "五盖山", "一字之差"),
        ("北湖 东村", "东村", ""),
    ],
)
def test_ways_to_find(register: RegisteredSite, text: str, first: str, why: str) -> None:
    page = register.browser().get("/search", query_string={"q": text}).get_data(as_text=True)
    assert results(page)[0] == first
    assert why in page


def test_same_names_are_told_apart_by_class_and_division(register: RegisteredSite) -> None:
    page = register.page("/search?q=东村")
    assert "行政村 · 湖南省郴州市苏仙区白露塘镇" in page
    assert "行政村 · 湖南省郴州市北湖区" in page


def test_near_misses_are_a_question(register: RegisteredSite) -> None:
    assert "是否要找" in register.page("/search?q=白鹿塘")
    assert "是否要找" not in register.page("/search?q=白露塘")


def test_division_words_are_said_back(register: RegisteredSite) -> None:
    assert "在 北湖区 查“东村”" in register.page("/search?q=北湖区 东村")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("division=431002", 1),
        ("division=156431003", 1),
        ("category=committee", 2),
        ("when=current", 2),
        ("as_of=2024-01-01", 2),
    ],
)
def test_filters(register: RegisteredSite, filters: str, found: int) -> None:
    page = register.page(f"/search?q=东村&{filters}")
    assert len(results(page)) == found
    assert '<details class="filter-panel" open>' in page


def test_current_only_leaves_old_names_out(register: RegisteredSite) -> None:
    assert results(register.page("/search?q=白芦塘")) == ["白露塘镇"]
    assert "旧称：白芦塘" not in register.page("/search?q=白芦塘&when=current")


def test_division_choices_lead_down(register: RegisteredSite) -> None:
    page = register.page("/search?q=东村&division=431003")
    assert re.search(r"<option selected value=\"[0-9a-f-]{36}\">　　苏仙区", page)
    assert "白露塘镇</option>" in page


def test_positions_stand_in_the_page_for_the_map(register: RegisteredSite) -> None:
    page = register.page("/search?q=五盖山")
    assert 'data-lon="113.1' in page
    assert MAP_NUMBER in page


def test_pages_follow_each_other_without_loss(register: RegisteredSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoapp.web.search.PAGE", 1)
    first = register.page("/search?q=白露塘")
    assert "找到 2 条" in first
    following = re.search(r'href="(/search\?[^"]*cursor=[^"]+)"', first)
    assert following
    second = register.page(following[1].replace("&amp;", "&"))
    assert results(first) + results(second) == ["白露塘镇", "白露塘村"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"q": "a\0b"}, "NUL"),
        ({"q": "村" * 10_000}, "最多 100 个字"),
        ({"q": "   ", "category": "other"}, "请输入地名"),
        ({"q": "东村", "division": "999999"}, "没有使用这个代码的政区"),
        ({"q": "东村", "division": "abc"}, "政区代码不对"),
        ({"q": "东村", "category": "nonsense"}, "没有这个类别"),
        ({"q": "东村", "as_of": "2023-13-45"}, "日期不对"),
        ({"q": "东村", "cursor": "xxxx"}, "翻页链接已失效"),
    ],
)
def test_bad_questions_are_explained_in_the_page(register: RegisteredSite, query: dict[str, str], words: str) -> None:
    answer = register.browser().get("/search", query_string=query)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    kept = query["q"].strip().replace("\0", "\N{REPLACEMENT CHARACTER}")
    assert f'name="q" value="{kept}"' in page


@pytest.mark.parametrize(
    "text", ["%", "_", "'", '"', "\\", "100%", "';--", "<script>alert(1)</script>", "${1}", "{{7*7}}"]
)
def test_marks_are_only_text(register: RegisteredSite, text: str) -> None:
    answer = register.browser().get("/search", query_string={"q": text})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "<script>alert" not in page
    assert ">49<" not in page
    assert '="49"' not in page


def test_unknown_parameters_are_said(register: RegisteredSite) -> None:
    assert "没有使用：foo" in register.page("/search?q=东村&foo=1")


def test_nothing_found_is_never_an_empty_page(register: RegisteredSite) -> None:
    page = register.page("/search?q=白露塘大水库")
    assert "没有找到“白露塘大水库”" in page
    assert "少输几个字：“白露塘”" in page
    assert "白露塘镇" in results(page)
    nowhere = register.page("/search?q=龘龘龘")
    assert "按区划逐级浏览" in nowhere
    assert "告诉我们缺少这个地名" in nowhere


def test_nothing_here_looks_around(register: RegisteredSite) -> None:
    """五盖山 is in 苏仙, asked for in 北湖: the prefecture around both is offered."""
    page = register.page("/search?q=五盖山&division=431002")
    assert "在更大的范围：郴州市" in page
    assert results(page) == ["五盖山"]


def test_nothing_of_this_kind_looks_wider(register: RegisteredSite) -> None:
    assert "不限类别" in register.page("/search?q=五盖山&category=street")
    assert "不限时间" in register.page("/search?q=郴县&as_of=2024-01-01")


def test_a_page_past_the_end(register: RegisteredSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoapp.web.search.PAGE", 1)
    link = re.search(r'href="(/search\?[^"]*cursor=[^"]+)"', register.page("/search?q=白露塘"))
    assert link
    last = register.page(link[1].replace("&amp;", "&"))
    assert 'rel="next"' not in last
    assert "回到开头" in last


def test_statements_do_not_grow_with_results(register: RegisteredSite) -> None:
    counts = []
    for query in ("/search?q=五盖山", "/search?q=村"):
        register.page(query)
        with register.statements() as sent:
            register.page(query)
        counts.append(len(sent))
    assert counts[0] == counts[1]
