"""What an applicant is told: drafted from what the rules found, and set in points."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from gazetteer.cases.model import CheckReport
from gazetteer.cases.telling import Drafted, drafted, in_points, shortcomings, with_reason, without_reason
from geocore.problems import Problem

CASE: Any = SimpleNamespace(items=(SimpleNamespace(candidate_names=("威尼斯路", "同和路")),))
FOREIGN = {
    "rule": "foreign", "severity": "must_not", "article": "《地名管理条例》第九条第五项",
    "message": "“威尼斯”是外国地名，不以外国人名、地名作地名。",
}  # fmt: skip
RARE = {**FOREIGN, "rule": "rare", "severity": "should_avoid"}


def check(name: str, *findings: dict[str, Any]) -> CheckReport:
    return CheckReport(UUID(int=0), name, "1", "1", {"findings": list(findings)}, datetime.now(UTC), None, {})


def words(problem: Problem) -> str:
    return f"{problem.code}：{problem.hint}" if problem.hint else problem.code


def test_what_is_missing_comes_first_and_then_what_the_law_forbids() -> None:
    problems = [
        Problem("reason", "请写明理由（条例第十一条）", ""),
        Problem("documents", "缺少材料", "", hint="申请书"),
        Problem("documents", "缺少材料", "", hint="位置图、平面图"),
    ]
    found = shortcomings(CASE, problems, (check("威尼斯路", RARE, FOREIGN), check("同和路", RARE)), words)
    assert found == (
        "请写明理由（条例第十一条）。",
        "缺少材料：申请书。",
        "缺少材料：位置图、平面图。",
        "拟用名称“威尼斯路”：“威尼斯”是外国地名，不以外国人名、地名作地名（《地名管理条例》第九条第五项）。",
    )


def test_reports_of_names_that_were_given_up_do_not_count() -> None:
    assert shortcomings(CASE, (), (check("罗马路", FOREIGN),), words) == ()


def test_a_finding_is_told_once_and_in_one_line() -> None:
    broken = {**FOREIGN, "message": "不得\n使用。", "article": ""}
    found = shortcomings(CASE, (), (check("同和路", broken, broken),), words)
    assert found == ("拟用名称“同和路”：不得 使用。",)


def test_nobody_is_told_the_number_of_another_case() -> None:
    other = Problem("place", "place_in_other_case", "", hint="431003-2026-0001")
    (told,) = shortcomings(CASE, (other,), (), words)
    assert "431003" not in told
    assert "另一件申请" in told


def test_points_are_numbered_where_there_are_several() -> None:
    assert drafted(()) == Drafted("")
    assert drafted(("缺申请书。",)) == Drafted("缺申请书。")
    assert drafted(("缺申请书。", "缺平面图。")) == Drafted("1．缺申请书。\n2．缺平面图。")


def test_what_has_no_room_is_left_out_whole_and_counted() -> None:
    points = tuple(f"第{number}个名称不得使用。" for number in range(500))
    begun = drafted(points, 200)
    assert len(begun.text) <= 200
    lines = begun.text.split("\n")
    assert lines[-1].endswith("不得使用。")
    assert len(lines) + begun.left_out == 500
    assert drafted(("长" * 300,), 200) == Drafted("", 1)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("缺申请书", ("缺申请书",)),
        ("缺申请书\r\n\r\n 缺平面图", ("1．缺申请书", "2．缺平面图")),
        ("1．缺申请书\n3．缺平面图\n4、缺说明", ("1．缺申请书", "2．缺平面图", "3．缺说明")),
        ("请补正：\n1. 缺申请书\n须盖章", ("请补正：", "1．缺申请书", "须盖章")),
        ("3.5米宽的路\n10．9米的桥", ("1．3.5米宽的路", "2．10．9米的桥")),
        ("一、缺申请书\n三、缺平面图", ("一、缺申请书", "三、缺平面图")),
        ("（1）缺申请书\n（2）缺平面图", ("（1）缺申请书", "（2）缺平面图")),
        ("2026.3.1以前的图\n①缺申请书", ("2026.3.1以前的图", "①缺申请书")),
        (" \n", ()),
    ],
)
def test_a_text_in_points(text: str, lines: tuple[str, ...]) -> None:
    assert in_points(text) == lines


def test_the_reason_of_a_second_round_can_be_taken_off_again() -> None:
    note = with_reason(" 1．缺图\n2．缺表 ", " 第一次\n看不清 ")
    assert note == "1．缺图\n2．缺表\n上次没有告知的理由：第一次\n看不清"
    assert without_reason(note, "第一次\n看不清") == "1．缺图\n2．缺表"
    assert with_reason("缺图", " ") == without_reason("缺图", "") == "缺图"
