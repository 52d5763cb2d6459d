"""The pages of a clean-up campaign: from its set-up by pages only to its report, and who is refused what."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from tests.builders.campaigns import add_streets
from tests.builders.jobs import work_off
from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser
from tests.builders.supervision import PHOTO, jpeg

WORDS = {
    "name": "街路巷清理（虚构）", "division": "苏仙区", "categories": ["street"], "kinds": ["foreign", "odd", "big"],
    "least_confidence": "medium", "starts_on": "2026-03-02", "ends_on": "2026-12-31",
    "leave_names": "环球大道：规模相符（虚构）",
}  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


class Desk:
    def __init__(self, register: RegisteredSite) -> None:
        self.register = register
        self.people = {role: register.officer(role, "431003") for role in ("clerk", "reviewer", "approver")}

    def opened(self, **changes: Any) -> str:
        """The address of a campaign whose pass is done."""
        answer = self.people["reviewer"].post("/work/campaigns/new", WORDS | changes)
        assert answer.status_code == 302
        assert self.people["reviewer"].post(f"{answer.location}/scan").status_code == 302
        work_off(self.register.database)
        return str(answer.location)

    def step(self, campaign: str, action: str, **data: Any) -> Any:
        path = f"{campaign}/steps/{action}"
        page = text(self.people["reviewer"].get(path))
        version = re.findall(r'name="state_version" value="(\d+)"', page)[0]
        return self.people["reviewer"].post(path, {"state_version": version, **data})

    def name_on_board(self, who: str, campaign: str) -> tuple[str, str]:
        page = text(self.people[who].get(f"{campaign}/triage"))
        return (
            re.findall(r'<h2 class="place-name" lang="zh-Hans">(.*?)</h2>', page)[0],
            re.findall(r'name="candidate" value="([0-9a-f-]+)"', page)[0],
        )

    def judge(self, who: str, campaign: str, verdict: str) -> str:
        """The name that was on the board."""
        name, candidate = self.name_on_board(who, campaign)
        answer = self.people[who].post(f"{campaign}/triage", {"candidate": candidate, "verdict": verdict, "next": ""})
        assert answer.status_code == 302, text(answer)
        return name

    def triaged(self) -> str:
        campaign = self.opened()
        assert self.step(campaign, "start_triage").status_code == 302
        return campaign


@pytest.fixture(scope="module")
def streets(module_register: RegisteredSite) -> None:
    add_streets(module_register.database)


@pytest.fixture
def desk(streets: None, register: RegisteredSite) -> Desk:
    return Desk(register)


def photograph_the_sign(desk: Desk, campaign: str, name: str) -> None:
    """Before and after, a wrong one withdrawn: shown beside each other without what the camera told, and counted."""
    clerk, approver = desk.people["clerk"], desk.people["approver"]

    def send(browser: Browser, stage: str, day: str = "2026-01-15", content: bytes = PHOTO.content) -> Any:
        data = {"stage": stage, "taken_on": day, "photo": (io.BytesIO(content), "标牌.jpg")}
        return browser.post(f"{name}/photos", data, content_type="multipart/form-data")

    page = text(clerk.get(name))
    assert 'accept="image/*"' in page
    assert 'capture="environment"' in page
    for content, day, words in (
        (b"%PDF-1.4", "2026-01-15", "请上传 JPG 或 PNG 照片"),
        (PHOTO.content[:-4], "2026-01-15", "照片文件不完整"),
        (PHOTO.content, "2999-01-01", "拍摄日期不能晚于今天"),
        (PHOTO.content, "昨天", "请按 年-月-日 填写"),
    ):
        refused = send(clerk, "before", day, content)
        assert refused.status_code == 422
        assert words in text(refused)
    assert send(desk.register.officer("clerk", "431002"), "before").status_code == 404
    assert send(desk.register.officer("steward", "431003"), "before").status_code == 403
    for stage in ("before", "after", "after"):
        assert send(clerk, stage).status_code == 302
    page = text(approver.get(name))
    shown = re.findall(rf'<img src="({name}/photos/[0-9a-f-]+)"', page)
    assert len(shown) == 3
    picture = approver.get(shown[0])
    assert (picture.headers["Content-Type"], picture.get_data()) == ("image/jpeg", jpeg())
    assert picture.headers["Content-Disposition"].startswith("attachment")
    assert desk.register.officer("clerk", "431002").get(shown[0]).status_code == 404
    assert clerk.post(f"{shown[2]}/withdraw", {"reason": ""}).status_code == 422
    assert clerk.post(f"{shown[2]}/withdraw", {"reason": "拍错 <b>（虚构）"}).status_code == 302
    page = text(clerk.get(name))
    assert len(re.findall("<img src=", page)) == 2
    assert "拍错 &lt;b&gt;" in page
    for path in (campaign, f"{campaign}/report"):
        page = text(clerk.get(path))
        assert "1 / 1" in page
        assert "各地进度排名" in page
    assert "2026年1月15日已更换" in page


def test_from_the_set_up_to_the_report(desk: Desk) -> None:
    campaign = desk.opened()
    page = text(desk.people["clerk"].get(campaign))
    assert "巴黎路" in page
    assert "不列入：规模相符（虚构）" in page
    assert desk.step(campaign, "start_triage").status_code == 302
    assert "现在没有公示" in desk.register.page("/campaigns")

    first = desk.judge("clerk", campaign, "change")
    second = desk.judge("clerk", campaign, "change")
    assert {first, second} == {"巴黎路", "帝王街"}
    assert "没有要您甄别的名称" in text(desk.people["clerk"].get(f"{campaign}/triage"))
    page = text(desk.people["reviewer"].get(f"{campaign}/triage"))
    assert "应当更名" in page
    assert "我刚才的意见" in page
    refused = desk.step(campaign, "publish_list", days="7", office="苏仙区民政局")
    assert refused.status_code == 422
    assert "还有名称没有得到两人一致" in text(refused)
    verdicts = {desk.judge("reviewer", campaign, "change"): "change"}
    verdicts[desk.judge("reviewer", campaign, "keep")] = "keep"
    assert "两人意见不同，请您作第三人" in text(desk.people["approver"].get(f"{campaign}/triage"))
    assert verdicts[desk.judge("approver", campaign, "keep")] == "keep"
    assert desk.step(campaign, "publish_list", days="7", office="苏仙区民政局").status_code == 302

    assert "/campaigns" in desk.register.page("/consultations")
    assert f'href="{campaign.removeprefix("/work")}"' in desk.register.page("/campaigns")
    listed = next(name for name, verdict in verdicts.items() if verdict == "change")
    kept = next(name for name, verdict in verdicts.items() if verdict == "keep")
    public = desk.register.page(campaign.removeprefix("/work"))
    assert listed in public
    assert kept not in public
    names = text(desk.people["clerk"].get(campaign))
    address = re.findall(rf'href="({campaign}/names/[0-9a-f-]+)">{listed}<', names)[0]
    reviewer, approver, clerk = (desk.people[who] for who in ("reviewer", "approver", "clerk"))
    assert text(reviewer.get(address)).count('<th scope="row">') >= 2  # both verdicts are shown now
    assert reviewer.post(f"{address}/objections", {"text": ""}).status_code == 422
    assert reviewer.post(f"{address}/objections", {"text": "多年习用 ${7*7} <b>"}).status_code == 302
    page = text(reviewer.get(address))
    assert "多年习用 ${7*7} &lt;b&gt;" in page
    answer = re.findall(rf'action="({address}/objections/[0-9a-f-]+)"', page)[0]
    assert reviewer.post(answer, {"answer": "不采纳"}).status_code == 302
    visitor = desk.register.browser()
    path = re.findall(r'href="(/campaigns/[0-9a-f-]+/names/\d+/objection)"', public)[0]
    assert "不登记您的个人信息" in text(visitor.get(path))
    assert visitor.post(path, {"text": "不"}).status_code == 422
    sent = text(visitor.post(path, {"text": "老街坊都这样叫 ${7*7} <b>"}))
    receipt = re.findall(r"YG\d{8}-\w{6}", sent)[0]
    page = text(reviewer.get(address))
    assert receipt in page
    assert "老街坊都这样叫 ${7*7} &lt;b&gt;" in page
    answer = re.findall(rf'action="({address}/objections/[0-9a-f-]+)"', page)[0]
    assert reviewer.post(answer, {"answer": "已核实（虚构）"}).status_code == 302
    assert "已核实（虚构）" in text(visitor.post("/receipts", {"receipt": receipt}))
    assert visitor.get(f"{path.rpartition('/names/')[0]}/names/999/objection").status_code == 404
    still_open = desk.step(campaign, "end_objections")
    assert still_open.status_code == 422
    assert "公示期还没有结束" in text(still_open)
    desk.register.execute("alter table gazetteer.clean_up_campaign disable trigger campaign_window_once")
    desk.register.execute(
        "update gazetteer.clean_up_campaign set objections_from = current_date - 9, objections_until = current_date - 2"
    )
    desk.register.execute("alter table gazetteer.clean_up_campaign enable trigger campaign_window_once")
    desk.register.execute(
        "update published.clean_up_campaign set objections_from = current_date - 9, objections_until = current_date - 2"
    )
    assert "/objection" not in desk.register.page(campaign.removeprefix("/work"))
    assert "不再接收异议" in text(visitor.get(path))
    assert visitor.post(path, {"text": "老街坊都这样叫"}).status_code == 409
    assert desk.step(campaign, "end_objections").status_code == 302

    assert clerk.post(f"{address}/outcome", {}).status_code == 403
    unsaid = approver.post(f"{address}/outcome", {"outcome": "change", "reason": "不符", "proposed_name": ""})
    assert unsaid.status_code == 422
    settled = approver.post(f"{address}/outcome", {"outcome": "change", "reason": "不符", "proposed_name": "长宁路"})
    assert settled.status_code == 302
    photograph_the_sign(desk, campaign, address)
    case = clerk.post(f"{address}/case")
    assert case.status_code == 302
    assert "长宁路" in text(clerk.get(case.location))
    assert desk.step(campaign, "close").status_code == 302
    report = text(clerk.get(f"{campaign}/report"))
    for words in ("整治报告", listed, "长宁路", "两人一致", "第三人认定", "按规则"):
        assert words in report
    assert "剩余名称数" in text(clerk.get(campaign))


def test_what_a_form_refuses_in_words(desk: Desk) -> None:
    reviewer = desk.people["reviewer"]
    for changes, words in (
        ({"division": "北湖区"}, "本辖区内没有这个政区"),
        ({"ends_on": "2020-01-01"}, "结束日期早于开始日期"),
        ({"starts_on": "9999-12-31", "ends_on": "9999-12-31"}, "整治期限最长十年"),
        ({"kinds": []}, "至少选一种"),
        ({"categories": []}, "至少选一类"),
        ({"leave_names": "巴黎路"}, "请写明不列入的理由"),
        ({"starts_on": "下周"}, "请按 年-月-日 填写"),
    ):
        answer = reviewer.post("/work/campaigns/new", WORDS | changes)
        assert answer.status_code == 422
        assert words in text(answer), changes


def test_what_is_no_version_is_a_stale_one(desk: Desk) -> None:
    path = f"{desk.opened()}/steps/start_triage"
    for version in ("abc", "99999999999", "9" * 6000):
        assert desk.people["reviewer"].post(path, {"state_version": version}).status_code == 412, version[:20]


def test_verdicts_that_are_none(desk: Desk) -> None:
    campaign = desk.triaged()
    clerk = desk.people["clerk"]
    _name, candidate = desk.name_on_board("clerk", campaign)
    for data in ({"candidate": candidate, "verdict": "burn"}, {"candidate": "x", "verdict": "keep"}, {}):
        assert clerk.post(f"{campaign}/triage", data).status_code == 422
    assert clerk.post(f"{campaign}/triage", {"candidate": candidate, "verdict": "keep"}).status_code == 302
    again = clerk.post(f"{campaign}/triage", {"candidate": candidate, "verdict": "change"}, follow_redirects=True)
    assert "这个名称您已经甄别过了" in text(again)
    undone = clerk.post(f"{campaign}/triage/undo", follow_redirects=True)
    assert "已撤回" in text(undone)
    nothing = clerk.post(f"{campaign}/triage/undo", follow_redirects=True)
    assert "没有可以撤回的意见" in text(nothing)


def test_other_offices_find_nothing(desk: Desk) -> None:
    campaign = desk.triaged()
    neighbour: Browser = desk.register.officer("reviewer", "431002")
    for path in ("", "/triage", "/report", "/steps/cancel"):
        assert neighbour.get(campaign + path).status_code == 404
    assert "还没有清理整治" in text(neighbour.get("/work/campaigns"))
    assert desk.register.browser().get(campaign.removeprefix("/work")).status_code == 404  # nothing is public yet
    assert desk.step(campaign, "cancel", note="").status_code == 422
    assert desk.step(campaign, "cancel", note="重复设立").status_code == 302
    assert desk.people["reviewer"].get(f"{campaign}/steps/nonsense").status_code == 404
    assert desk.people["reviewer"].get(f"{campaign}/steps/close").status_code == 409


def test_a_county_in_its_prefectures_campaign(desk: Desk) -> None:
    """Its officers find the names of their area and the way to judge them; the steps belong to those above."""
    above = Desk(desk.register)
    above.people = {"reviewer": desk.register.officer("reviewer", "431000")}
    campaign = above.opened(division="郴州市")
    clerk = desk.people["clerk"]
    assert clerk.get(campaign).status_code == 404
    assert "这是上级组织的清理整治" not in text(above.people["reviewer"].get(campaign))
    assert above.step(campaign, "start_triage").status_code == 302
    page = text(clerk.get(campaign))
    for words in ("这是上级组织的清理整治", "去甄别", "巴黎路"):
        assert words in page
    assert "/steps/" not in page
    assert "只计本辖区" in text(clerk.get(f"{campaign}/report"))
    assert campaign in text(clerk.get("/work/campaigns"))
    assert above.register.officer("clerk", "431002").get(campaign).status_code == 200
    assert "巴黎路" not in text(above.register.officer("clerk", "431002").get(campaign))
    desk.judge("clerk", campaign, "change")
