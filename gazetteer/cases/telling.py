"""What an applicant is told at once and in full (一次性告知): drafted from what the rules found, and set in points.

Pure. Chinese, whoever works at it: the applicant reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gazetteer.cases.check_reports import forbidding
from gazetteer.cases.model import Case, CheckReport
from geocore.problems import Problem

LONGEST_TOLD: Final = 8000
"""Characters of the words of one notice: thirty long points, and room to spare."""
LONGEST_REASON: Final = 1000
_TOLD_AGAIN: Final = "上次没有告知的理由："
_ANOTHER_CASE: Final = "另一件申请"
_NUMBERED = re.compile(r"\d{1,3}\s*[．.、]\s*(?!\d)")
"""The mark of a point as it is drafted, and as people type it; that of 3.5米 is none."""
_OTHERWISE_NUMBERED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、．.]|[（(]?\d{1,3}[)）]|[①-⑳]")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A text to begin with; `left_out`: points that it has no room for."""

    text: str
    left_out: int = 0


def drafted(points: Sequence[str], longest: int = LONGEST_TOLD) -> Drafted:
    """The points as a numbered list, each on its line; one alone has no number. Whole points only."""
    if len(points) == 1 and len(points[0]) <= longest:
        return Drafted(points[0])
    lines: list[str] = []
    left = longest
    for number, point in enumerate(points, start=1):
        line = f"{number}．{point}"
        left -= len(line) + 1
        if left < 0:
            break
        lines.append(line)
    return Drafted("\n".join(lines), len(points) - len(lines))


def shortcomings(
    case: Case, problems: Iterable[Problem], checks: Iterable[CheckReport], words_of: Callable[[Problem], str]
) -> tuple[str, ...]:
    """What the system itself found: what is missing, and what the law forbids of the names wished for, once each.

    Reports of names that the application no longer has do not count. The number of somebody else's case is not told.
    """
    wishes = {name for item in case.items for name in item.candidate_names}
    missing = (words_of(_without_number(problem)) for problem in problems)
    forbidden = (
        f"拟用名称“{check.name}”：{_sentence(finding)}"
        for check in checks
        if check.name in wishes
        for _number, finding in forbidding(check.report)
    )
    lines = (" ".join(words.split()) for words in (*missing, *forbidden))
    return tuple(dict.fromkeys(f"{line.rstrip('。；;')}。" for line in lines))


def _without_number(problem: Problem) -> Problem:
    return replace(problem, hint=_ANOTHER_CASE) if problem.code == "place_in_other_case" else problem


def _sentence(finding: Any) -> str:
    """Message and article as one sentence."""
    article = finding.get("article", "")
    message = finding.get("message", "").rstrip("。")
    return f"{message}（{article}）" if article else message


def in_points(text: str) -> tuple[str, ...]:
    """The lines of a text as a paper has them: numbered from 1 where there are several.

    Numbers that the text has are put in order, a point having been taken out; a way of numbering of one's own stays.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(_OTHERWISE_NUMBERED.match(line) for line in lines):
        return tuple(lines)
    if len(lines) > 1 and not any(_NUMBERED.match(line) for line in lines):
        return tuple(f"{number}．{line}" for number, line in enumerate(lines, start=1))
    numbered, number = [], 0
    for line in lines:
        mark = _NUMBERED.match(line)
        number += mark is not None
        numbered.append(line if mark is None else f"{number}．{line[mark.end() :].lstrip()}")
    return tuple(numbered)


def with_reason(text: str, again: str) -> str:
    """What the file and the applicant read of a second round: the points, and why they were not told the first time."""
    return f"{text.strip()}\n{_TOLD_AGAIN}{again.strip()}" if again.strip() else text.strip()


def without_reason(text: str, again: str) -> str:
    """The points alone."""
    return text.removesuffix(f"\n{_TOLD_AGAIN}{again}") if again else text
