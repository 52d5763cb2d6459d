"""Deciding a reading and keeping the table of rules: who may, where, against which version, and what follows."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from tests.builders.register import BAILUTANG, Place, add_places, console_work
from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser

GOOD = {"spelling": "cháo yáng cūn", "evidence": "《苏仙区志》第 12 页"}


@pytest.fixture
def place(register: RegisteredSite) -> UUID:
    """A place of its own for each test, with a guessed reading."""
    file_name = f"reading-{register.scalar('select count(*) from gazetteer.place')}.csv"
    with console_work(register.database.app) as work:
        add_places(work, (Place("朝阳村", BAILUTANG, lon=113.1, lat=25.7),), file_name)
    found: UUID = register.scalar("select id from gazetteer.place where source_ref = :ref", ref=f"{file_name}:1")
    return found


def path(place: UUID) -> str:
    return f"/work/places/{place}/reading"


def form(browser: Browser, place: UUID) -> dict[str, str]:
    """The hidden fields as the page holds them."""
    page = browser.get(path(place)).get_data(as_text=True)
    return {
        key: re.search(rf'name="{key}"[^>]*value="([^"]*)"', page)[1]  # type: ignore[index]
        for key in ("name_id", "reading_id", "version")
    }


def test_proposal_is_shown(register: RegisteredSite, place: UUID) -> None:
    page = register.officer("reviewer", "431003").get(path(place)).get_data(as_text=True)
    assert "cháo yáng cūn" in page
    assert "不能确定的字" in page


def test_decision_is_published_with_event_and_one_record(register: RegisteredSite, place: UUID) -> None:
    reviewer = register.officer("reviewer", "431003")
    before = register.audit_head()
    answer = reviewer.post(path(place), {**form(reviewer, place), **GOOD, "spelling": "zhāo yáng cūn"})
    assert answer.location == f"/place/{place}"
    (record,) = register.audit_since(before)
    assert (record.action, record.reason) == ("reading.decide", GOOD["evidence"])
    assert record.changes["spelling"] == ["Cháoyáng Cūn", "Zhāoyáng Cūn"]
    page = register.page(f"/place/{place}")
    assert "Zhāoyáng Cūn" in page
    assert "已审定" in page
    assert "待审定" not in page
    assert "读音审定：朝阳村" in page
    assert GOOD["evidence"] in page
    assert str(place) in register.page("/search?q=zhaoyangcun")


def test_two_at_once_only_one_decides(register: RegisteredSite, place: UUID) -> None:
    one, other = register.officer("reviewer", "431003"), register.officer("approver", "431003")
    seen = form(one, place), form(other, place)
    assert one.post(path(place), {**seen[0], **GOOD}).status_code == 302
    before = register.audit_head()
    answer = other.post(path(place), {**seen[1], **GOOD, "spelling": "zhāo yáng cūn"})
    assert answer.status_code == 412
    assert "记录已被他人修改" in answer.get_data(as_text=True)
    assert register.audit_head() == before
    assert "Cháoyáng Cūn" in register.page(f"/place/{place}")


def test_a_decision_may_be_revised(register: RegisteredSite, place: UUID) -> None:
    reviewer = register.officer("reviewer", "431003")
    reviewer.post(path(place), {**form(reviewer, place), **GOOD})
    reviewer.post(path(place), {**form(reviewer, place), **GOOD, "spelling": "zhāo yáng cūn"})
    statuses = register.scalar(
        "select string_agg(r.status, ',' order by r.recorded_at) from gazetteer.reading r"
        " join gazetteer.name n on n.id = r.name_id where n.place_id = :p", p=place,
    )  # fmt: skip
    assert statuses == "superseded,superseded,decided"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"spelling": "cháo yáng"}, "每个汉字一个音节，共 3 个"),
        ({"spelling": "chao yang cun"}, "请标声调"),
        ({"spelling": "yuè yáng cūn"}, "字典没有收这个读音：朝 yuè"),
        ({"spelling": "abc def ghi"}, "每个汉字一个音节"),
        ({"spelling": ""}, "请填写这一项"),
        ({"spelling": "cháo\0yáng cūn"}, "每个汉字一个音节"),
        ({"evidence": " "}, "请填写这一项"),
        ({"evidence": "志书\0"}, "控制字符"),
    ],
)
def test_bad_decisions_are_explained_and_kept(
    register: RegisteredSite, place: UUID, data: dict[str, str], words: str
) -> None:
    reviewer = register.officer("reviewer", "431003")
    before = register.audit_head()
    answer = reviewer.post(path(place), {**form(reviewer, place), **GOOD, **data})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert register.audit_head() == before
    assert 'name="version" value="0"' in page


def test_a_local_reading_is_confirmed(register: RegisteredSite, place: UUID) -> None:
    reviewer = register.officer("reviewer", "431003")
    data = {**form(reviewer, place), **GOOD, "spelling": "yuè yáng cūn", "is_unlisted_confirmed": "y"}
    assert reviewer.post(path(place), data).status_code == 302
    assert "Yuèyáng Cūn" in register.page(f"/place/{place}")


@pytest.mark.parametrize(("role", "code", "status"), [("clerk", "431003", 403), ("reviewer", "431002", 404)])
def test_not_everybody_and_not_everywhere(
    register: RegisteredSite, place: UUID, role: str, code: str, status: int
) -> None:
    officer = register.officer(role, code)
    assert officer.get(path(place)).status_code == status
    seen = form(register.officer("reviewer", "431003"), place)
    before = register.audit_head()
    assert officer.post(path(place), {**seen, **GOOD}).status_code == status
    (denied,) = register.audit_since(before)
    assert denied.result == "denied"


def test_link_on_the_public_page_only_for_those_who_may(register: RegisteredSite, place: UUID) -> None:
    link = path(place)
    assert link in register.officer("reviewer", "431003").get(f"/place/{place}").get_data(as_text=True)
    assert link not in register.officer("reviewer", "431002").get(f"/place/{place}").get_data(as_text=True)
    assert link not in register.page(f"/place/{place}")


def test_list_of_guessed_readings(register: RegisteredSite, place: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoapp.web.readings.PAGE", 1)
    reviewer = register.officer("reviewer", "431003")
    seen: list[str] = []
    link: str | None = "/work/readings"
    while link:
        page = reviewer.get(link).get_data(as_text=True)
        seen += re.findall(r"/work/places/([0-9a-f-]{36})/reading", page)
        following = re.search(r'href="(/work/readings\?cursor=[^"]+)"', page)
        link = following[1] if following else None
    assert str(place) in seen
    assert len(seen) == len(set(seen))
    assert str(place) not in register.officer("reviewer", "431002").get("/work/readings").get_data(as_text=True)


def test_rules_are_added_used_and_ended(register: RegisteredSite) -> None:
    keeper = register.officer("rule_keeper", "156")
    before = register.audit_head()
    rule = {"name": "白露塘", "reading": "bó lù táng", "scope": "湖南省", "source": "测试（虚构）"}
    assert keeper.post("/work/readings", rule).status_code == 302
    (record,) = register.audit_since(before)
    assert record.action == "reading_override.add"
    page = keeper.get("/work/readings?q=白露").get_data(as_text=True)
    assert "bó lù táng" in page
    again = keeper.post("/work/readings", rule)
    assert again.status_code == 422
    assert "已有一条在用的规则" in again.get_data(as_text=True)
    found = re.search(r"/work/readings/([0-9a-f-]{36})/end", page)
    assert found
    before = register.audit_head()
    end = f"/work/readings/{found[1]}/end"
    assert keeper.post(end, {"version": "0", "reason": "试完"}).status_code == 302
    assert [record.action for record in register.audit_since(before)] == ["reading_override.end"]
    assert keeper.post(end, {"version": "0"}).status_code == 412
    assert "已停用" in keeper.get("/work/readings").get_data(as_text=True)
    assert keeper.post("/work/readings", rule).status_code == 302  # may come back


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"name": "六安", "reading": "lù", "source": "x"}, "每个汉字一个音节，用空格分开"),
        ({"name": "六安", "reading": "lù 123", "source": "x"}, "每个汉字一个音节，用空格分开"),
        ({"name": "六安", "reading": "lù ān", "source": ""}, "请填写这一项"),
        ({"name": "六\0安", "reading": "lù ān", "source": "x"}, "控制字符"),
    ],
)
def test_bad_rules_are_explained(register: RegisteredSite, rule: dict[str, str], words: str) -> None:
    answer = register.officer("rule_keeper", "156").post("/work/readings", rule)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_rules_are_the_rule_keepers(register: RegisteredSite) -> None:
    reviewer = register.officer("reviewer", "431003")
    assert "加入读音表" not in reviewer.get("/work/readings").get_data(as_text=True)
    rule = {"name": "六安", "reading": "lù ān", "source": "x"}
    assert reviewer.post("/work/readings", rule).status_code == 403
