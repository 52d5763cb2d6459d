"""Long work on the officers' pages: the machine pass as a job, its bar, its cancelling, and who may look at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.builders.campaigns import add_streets
from tests.builders.jobs import work_off
from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser

WORDS = {
    "name": "街路巷清理（虚构）", "division": "苏仙区", "categories": ["street"], "kinds": ["foreign", "odd", "big"],
    "least_confidence": "medium", "starts_on": "2026-03-02", "ends_on": "2026-12-31",
}  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@dataclass
class Asked:
    """A pass that waits for a worker."""

    register: RegisteredSite
    reviewer: Browser
    campaign: str

    @property
    def job(self) -> str:
        found = re.search(r'hx-get="(/work/jobs/[0-9a-f-]+)/progress"', text(self.reviewer.get(self.campaign)))
        assert found
        return found[1]


@pytest.fixture(scope="module")
def streets(module_register: RegisteredSite) -> None:
    add_streets(module_register.database)


@pytest.fixture
def asked(streets: None, register: RegisteredSite) -> Asked:
    reviewer = register.officer("reviewer", "431003")
    campaign = str(reviewer.post("/work/campaigns/new", WORDS).location)
    assert reviewer.post(f"{campaign}/scan").status_code == 302
    return Asked(register, reviewer, campaign)


def test_the_page_of_the_campaign_follows_its_pass(asked: Asked) -> None:
    page = text(asked.reviewer.get(asked.campaign))
    assert "等待执行" in page
    assert "取消任务" in page
    assert "开始筛查" not in page
    assert "htmx.min.js" in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    job = asked.job
    bar = asked.reviewer.get(f"{job}/progress")
    assert "HX-Refresh" not in bar.headers
    assert text(bar).strip().startswith('<div class="progress-line"')
    work_off(asked.register.database)
    assert asked.reviewer.get(f"{job}/progress").headers["HX-Refresh"] == "true"
    page = text(asked.reviewer.get(asked.campaign))
    assert "找到 3 个" in page
    assert "htmx.min.js" not in page
    assert "http-equiv" not in page
    assert "打开这次整治" in text(asked.reviewer.get(job))
    listed = text(asked.reviewer.get("/work/jobs"))
    assert job in listed
    assert "已完成" in listed


def test_asked_for_twice(asked: Asked) -> None:
    second = asked.register.officer("reviewer", "431003")
    assert second.post(f"{asked.campaign}/scan").status_code == 302
    assert "机器筛查已在进行" in text(second.get(asked.campaign))
    assert asked.register.scalar("select count(*) from app.job where state = 'waiting'") == 1
    work_off(asked.register.database)
    asked.reviewer.post(f"{asked.campaign}/scan")
    assert "机器筛查已经做完" in text(asked.reviewer.get(asked.campaign))


def test_cancelled_on_the_page(asked: Asked) -> None:
    job = asked.job
    back = asked.reviewer.post(f"{job}/cancel", {"back": "1"})
    assert back.location.startswith(asked.campaign)
    page = text(asked.reviewer.get(asked.campaign))
    assert "已要求取消" in page
    assert "上一次筛查已取消" in page
    assert "开始筛查" in page
    late = asked.reviewer.post(f"{job}/cancel")
    assert late.location == job
    page = text(asked.reviewer.get(job))
    assert "任务已经结束，没有取消。" in page
    assert "已取消，没有留下任何改动。" in page


def test_strangers_find_no_job(asked: Asked) -> None:
    job = asked.job
    clerk, neighbour = (asked.register.officer("clerk", "431003"), asked.register.officer("reviewer", "431002"))
    for stranger in (clerk, neighbour):
        assert stranger.get(job).status_code == 404
        assert stranger.get(f"{job}/progress").status_code == 404
        assert stranger.post(f"{job}/cancel").status_code == 404
        assert job not in text(stranger.get("/work/jobs"))
    administrator = asked.register.officer("system_admin", "156")
    assert "清理整治的机器筛查" in text(administrator.get(job))
    assert administrator.post(f"{job}/cancel").status_code == 302
    assert asked.register.browser().get(job).status_code == 302


def test_why_a_job_failed_in_words(asked: Asked) -> None:
    job = asked.job
    asked.register.execute(
        "update app.job set state = 'failed', finished_at = now(), error = cast(:error as jsonb) where id = :id",
        error='{"code": "not_permitted", "message": "english"}',
        id=job.rpartition("/")[2],
    )
    for page in (text(asked.reviewer.get(job)), text(asked.reviewer.get(asked.campaign))):
        assert "权限已被收回" in page
        assert "english" not in page
    assert "开始筛查" in text(asked.reviewer.get(asked.campaign))
