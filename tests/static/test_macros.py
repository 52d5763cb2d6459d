"""Macros rendered without a browser: what they say for the values that the domains give."""

from __future__ import annotations

import pytest

from gazetteer.search.model import Match
from tests.static.sample_app import create_sample_app

OTHER_NAMES = ("former", "alias", "short", "map", "local", "ethnic", "exonym")
"""Kinds of name beside the standard one, as the register allows them (`gazetteer.name.kind`)."""


def _render(source: str, **values: object) -> str:
    app = create_sample_app()
    with app.test_request_context():
        return app.jinja_env.from_string(source).render(**values).strip()


@pytest.mark.parametrize("why", [*(match.value for match in Match), *OTHER_NAMES])
def test_every_reason_of_a_match_has_its_word(why: str) -> None:
    shown = _render('{% from "_macros/places.html" import why_matched %}{{ why_matched(why, "白露塘") }}', why=why)
    assert why not in shown
    assert shown.endswith("：白露塘</span>")


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [(-1, "bad", "已超期 1 天"), (0, "bad", "还剩 0 天"), (2, "bad", "还剩"), (5, "warn", "还剩"), (6, "idle", "还剩")],
)
def test_clocks_change_with_the_days_left(days: int, tone: str, words: str) -> None:
    shown = _render('{% from "_macros/workflow.html" import clock %}{{ clock("公告", days) }}', days=days)
    assert f'data-tone="{tone}"' in shown
    assert f"公告：{words}" in shown


def test_a_stopped_clock_says_for_how_long() -> None:
    shown = _render('{% from "_macros/workflow.html" import clock %}{{ clock("备案", -3, paused_days=12) }}')
    assert "备案：已暂停 12 天" in shown
    assert 'data-tone="idle"' in shown


@pytest.mark.parametrize(
    ("total", "words"), [(312, "共 312 条"), ("1000+", "共 1000 条以上"), (None, "本页 20 条"), (0, "共 0 条")]
)
def test_totals_are_said_as_far_as_they_are_known(total: object, words: str) -> None:
    shown = _render('{% from "_macros/tables.html" import pager %}{{ pager(20, total) }}', total=total)
    assert words in shown
    assert ("共" in shown) is (total is not None)


def test_missing_facts_are_said() -> None:
    source = '{% from "_macros/tables.html" import facts %}{{ facts([("批准时间", none), ("条数", 0)]) }}'
    assert "未提供" in _render(source)
    assert "<dd>0</dd>" in _render(source)


def test_findings_say_where_and_how_to_mend() -> None:
    problem = {"field": "code", "message": "代码重复", "row": 17, "column": "区划代码", "hint": "改为未用的代码"}
    source = '{% from "_macros/messages.html" import problem_summary %}{{ problem_summary([problem]) }}'
    shown = " ".join(_render(source, problem=problem).split())
    assert "有 1 处需要更正" in shown
    assert "第 17 行“区划代码”列：" in shown
    assert '<a href="#code">代码重复</a>' in shown
    assert "更正办法：改为未用的代码" in shown


def test_progress_without_total_is_not_a_number() -> None:
    source = '{% from "_macros/messages.html" import progress %}{{ progress("读入", 5, total) }}'
    assert 'value="5" max="8"' in _render(source, total=8)
    assert "value=" not in _render(source, total=None)
