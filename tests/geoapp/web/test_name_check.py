"""起名自查: anybody, no account, nothing kept; a question that cannot be answered says what to mend."""

from __future__ import annotations

import html
import re

import pytest

from tests.builders.registered import RegisteredSite


def page(register: RegisteredSite, query: str, status: int = 200) -> str:
    answer = register.browser().get(f"/check{query}")
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


def test_the_empty_form_has_no_faults(register: RegisteredSite) -> None:
    shown = page(register, "")
    assert "拟用名称" in shown
    assert "处需要更正" not in shown


def test_findings_stand_under_their_weight_with_article_and_scope(register: RegisteredSite) -> None:
    shown = page(register, "?name=白露塘镇&category=division&division=苏仙区")
    assert "不应使用" in shown
    assert "第九条第八项" in shown
    assert "bái lù táng zhèn" in shown
    assert "湖南省" in shown


def test_a_clean_name_is_called_so_and_still_left_to_people(register: RegisteredSite) -> None:
    shown = page(register, "?name=栖霞岭路&category=street&division=431003")
    assert "没有发现问题" in shown
    assert "仍由人判断" in shown


def test_what_the_public_check_does_not_see_is_said_beside_every_answer(register: RegisteredSite) -> None:
    assert "办理中和预留的名称在这里看不到" not in page(register, "")
    for query in ("?name=栖霞岭路&category=street&division=431003", "?name=白露塘镇&category=division&division=苏仙区"):
        assert "办理中和预留的名称在这里看不到" in page(register, query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?name=&category=street&division=431003", "拟用名称"),
        ("?name=白露路&category=street&division=", "所在政区"),
        ("?name=白露路&category=street&division=不存在县", "没有叫这个名称"),
        ("?name=白露路&category=street&division=999999", "没有叫这个名称"),
        ("?name=白露路&category=street&division=4310x", "没有叫这个名称"),
        ("?name=白露路&category=none&division=431003", "类别"),
        (f"?name={'长' * 101}&category=street&division=431003", "最多 100 个字"),
    ],
)
def test_what_cannot_be_answered_says_what_to_mend(register: RegisteredSite, query: str, words: str) -> None:
    shown = page(register, query, 422)
    assert "处需要更正" in shown
    assert words in shown


def test_hostile_names_stay_text(register: RegisteredSite) -> None:
    for name in ("<img src=x onerror=alert(1)>", "{{ 7*7 }}", "%00"):
        asked = {"name": name, "category": "street", "division": "431003"}
        answer = register.browser().get("/check", query_string=asked)
        assert "<img src=x" not in answer.get_data(as_text=True)


def test_proposals_are_made_when_asked_for_and_lead_to_their_own_check(register: RegisteredSite) -> None:
    shown = page(register, "?name=白露塘镇&category=division&division=苏仙区")
    assert "wants_ideas=1" in shown
    shown = page(register, "?name=某某路&category=street&division=苏仙区&wants_ideas=1")
    assert "可以换用的名称" in shown
    proposed = re.findall(r'<li><a href="(/check[^"]+)">([^<]+)</a>\s*<span class="quiet">([^<]+)</span>', shown)
    assert proposed
    for address, name, source in proposed:
        assert name.endswith("路")
        assert "苏仙区" in source
        assert "不应使用" not in page(register, html.unescape(address).removeprefix("/check"))


def test_a_link_with_an_id_is_read_in_words(register: RegisteredSite) -> None:
    """People change what stands in the field: a number of 36 digits says nothing to them."""
    found = register.scalar("select id from published.division where name = '苏仙区'")
    shown = page(register, f"?name=某某路&category=street&division={found}")
    assert 'value="郴州市苏仙区"' in shown
    assert f'value="{found}"' not in shown
    assert "规则版本" in page(register, "?name=某某路&category=street&division=郴州市苏仙区"), "and is understood"
