"""Roles and the matrix, for the security administrator."""

from __future__ import annotations

import re

import pytest

from tests.builders.site import Browser, Site


@pytest.fixture
def security(site: Site) -> Browser:
    return site.signed_in(("security_admin", "郴州市"))[0]


def form(login: str, **changed: str) -> dict[str, str]:
    return {
        "login": login, "role": "clerk", "division": "431003", "valid_from": "2020-01-01", "valid_until": "",
        "reason": "任命文件 3 号", **changed,
    }  # fmt: skip


def test_a_role_is_given_explained_and_withdrawn(site: Site, security: Browser) -> None:
    person = site.person(name="赵六")
    assert security.post("/work/roles", form(person.login)).location == "/work/roles"
    page = security.get(f"/work/roles?person={person.login}").get_data(as_text=True)
    assert "赵六" in page
    assert '<th scope="col">查阅地名</th>' in page
    why = re.search(r'aria-label="查阅地名[^>]*>●(.*?)</span></span>', page, re.S)[1]
    for words in ("地名经办人", "苏仙区", "2020-01-01", "任命文件 3 号"):
        assert words in why
    withdraw = re.search(r"/work/roles/[0-9a-f-]{36}/withdraw", page)[0]
    assert security.post(withdraw, {"reason": "调离"}).location == "/work/roles"
    assert "赵六" not in re.sub(r"<option.*?</option>", "", security.get(f"/work/roles?person={person.login}").text)
    assert security.post(withdraw).status_code == 404


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"login": "nobody-here"}, 422, "没有找到这个登录名"),
        ({"division": "苏仙"}, 422, "没有找到这个政区"),
        ({"valid_from": "yesterday"}, 422, "请按 年-月-日 填写"),
        ({"valid_until": "2019-12-31"}, 422, "结束日期要晚于开始日期"),
        ({"role": "emperor"}, 422, ""),
        ({"division": "湖南省"}, 403, ""),
    ],
)
def test_mistakes(site: Site, security: Browser, changed: dict[str, str], status: int, words: str) -> None:
    person = site.person()
    answer = security.post("/work/roles", form(**{"login": person.login, **changed}))
    assert answer.status_code == status
    assert words in answer.get_data(as_text=True)
    assert site.scalar("select count(*) from app.role_grant where user_id = :id", id=person.id) == 0


def test_mixed_duties_are_refused_in_words(site: Site, security: Browser) -> None:
    person = site.person(("clerk", "苏仙区"))
    answer = security.post("/work/roles", form(person.login, role="audit_admin"))
    assert answer.status_code == 422
    assert "必须是三个人" in answer.get_data(as_text=True)
    answer = security.post("/work/roles", form(person.login))
    assert "已有这个角色" in answer.get_data(as_text=True)


def test_grants_elsewhere_are_not_there(site: Site, security: Browser) -> None:
    foreign = site.person(("clerk", "湖南省"), name="外省人")
    grant = site.scalar("select id from app.role_grant where user_id = :id", id=foreign.id)
    page = re.sub(r"<option.*?</option>", "", security.get("/work/roles").get_data(as_text=True))
    assert "外省人" not in page
    assert security.post(f"/work/roles/{grant}/withdraw").status_code == 404


def test_what_the_program_itself_holds_is_neither_shown_nor_taken_away(site: Site) -> None:
    security, _person = site.signed_in(("security_admin", "中华人民共和国"))
    assert "console" not in security.get("/work/roles").get_data(as_text=True)
    grant = site.scalar("select id from app.role_grant where user_id = '00000000-0000-4000-8000-000000000011'")
    assert security.post(f"/work/roles/{grant}/withdraw").status_code == 404


def test_a_gone_person_is_an_answer(security: Browser) -> None:
    assert security.get("/work/roles?person=nobody").status_code == 404
