"""期限总览 and 督办 by their pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.builders.case_desk import Desk, text
from tests.builders.registered import RegisteredSite


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    return Desk(register)


def handled(desk: Desk, name: str) -> str:
    case = desk.opened(names=name)
    assert desk.take(desk.clerk, case, "submit").status_code == 302
    assert desk.take(desk.reviewer, case, "accept").status_code == 302
    return case


def test_the_overview_counts_and_leads_to_the_cases(desk: Desk) -> None:
    case = handled(desk, "总览路")
    page = text(desk.reviewer.get("/work/due"))
    assert "总览路" in page
    link = re.search(r'href="(/work/due\?unit=\d+&amp;urgency=later#list)"', page)
    assert link
    assert case in text(desk.reviewer.get(link[1].replace("&amp;", "&").partition("#")[0]))
    assert "总览路" not in text(desk.register.officer("reviewer", "431002").get("/work/due"))
    desk.register.clock.advance(days=60)
    try:
        page = text(desk.register.officer("reviewer", "431003").get("/work/due?urgency=overdue"))
        assert re.search(r"总览路.*?已超期 \d+ 天.*?上级", page, re.S)
    finally:
        desk.register.clock.advance(days=-60)


@pytest.mark.parametrize("query", ["unit=abc", "unit=-1", "unit=99999999999", "urgency=%00", "urgency=never"])
def test_what_means_nothing_shows_all_or_nothing(desk: Desk, query: str) -> None:
    assert desk.reviewer.get(f"/work/due?{query}").status_code == 200


def test_a_prompt_reaches_the_desk_and_comes_back(desk: Desk) -> None:
    case = handled(desk, "督促路")
    words = "为什么没有办结 ${alert(1)}<img src=x onerror=alert(1)>"
    assert desk.approver.post(f"{case}/prompts", {"text": words}).status_code == 302
    assert "为什么没有办结" in text(desk.clerk.get("/work"))
    page = text(desk.clerk.get(case))
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    form = re.search(rf'action="({case}/prompts/[0-9a-f-]+)".*?name="version" value="(\d+)"', page, re.S)
    assert form

    def answer(version: str, said: str) -> Any:
        return desk.clerk.post(form[1], {"version": version, "text": said})

    assert "答复没有登记" in text(desk.clerk.get(answer(form[2], " ").location))
    assert answer("9", "x").status_code == 412
    assert answer(form[2], "等规划部门（虚构）").status_code == 302
    assert answer(form[2], "又一次").status_code == 412
    assert "等规划部门（虚构）" in text(desk.approver.get(case))
    assert "为什么没有办结" not in text(desk.clerk.get("/work"))
    assert "写一条督办" not in text(desk.clerk.get(case))
    assert desk.clerk.post(f"{case}/prompts", {"text": "x"}).status_code == 403
    assert "没有登记" in text(desk.approver.get(desk.approver.post(f"{case}/prompts", {"text": ""}).location))
