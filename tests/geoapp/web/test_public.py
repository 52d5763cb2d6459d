"""Home, announcements, switches, and the frame of every page."""

from __future__ import annotations

import pytest

from tests.builders.registered import MAP_NUMBER, RegisteredSite


def test_home_shows_what_there_is(register: RegisteredSite) -> None:
    page = register.page("/")
    assert 'role="search"' in page
    assert "湖南省" in page
    assert "还没有公告" in page
    assert MAP_NUMBER in page


def test_numbers_are_those_of_the_register(register: RegisteredSite) -> None:
    """Eight places; five divisions, since the statistical stand-in is none."""
    page = " ".join(register.page("/").split())
    assert "<dt>地名</dt> <dd>8</dd>" in page
    assert "<dt>政区</dt> <dd>5</dd>" in page


def test_home_costs_few_statements_however_many_provinces(register: RegisteredSite) -> None:
    register.page("/")
    with register.statements() as sent:
        register.page("/")
    assert len([text for text in sent if "published" in text]) <= 5


def test_announcements_list_what_was_announced(register: RegisteredSite) -> None:
    assert "还没有公告" in register.page("/announcements")
    place = register.places["东村"]
    register.execute(
        "update published.name_fact set announced_on = '2026-03-01', approving_body = '苏仙区人民政府'"
        " where place_id = :place", place=place,
    )  # fmt: skip
    page = register.page("/announcements")
    assert f"/place/{place}" in page
    assert "苏仙区人民政府" in page
    register.execute("update published.name_fact set announced_on = null, approving_body = null")


def test_announcements_go_on_by_key(register: RegisteredSite) -> None:
    from_key = "/announcements?cursor=WyIyMDI2LTAxLTAxIiwieCJd"  # a day, and no id: written by hand
    assert "还没有公告" in register.page(from_key)
    assert register.browser().get("/announcements?cursor=%C3%A4").status_code == 422


@pytest.mark.parametrize("path", ["/accessibility", "/sources"])
def test_plain_pages(register: RegisteredSite, path: str) -> None:
    assert "<h1>" in register.page(path)


def test_language_switch_keeps_the_page(register: RegisteredSite) -> None:
    browser = register.browser()
    answer = browser.get("/language/en?next=/divisions")
    assert answer.location == "/divisions"
    assert '<html lang="en"' in browser.get("/divisions").get_data(as_text=True)


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "", "/a\r\nb"])
def test_switches_never_lead_to_another_host(register: RegisteredSite, target: str) -> None:
    for path in ("/language/en", "/display"):
        assert register.browser().get(path, query_string={"next": target}).location == "/"


def test_display_cookies(register: RegisteredSite) -> None:
    browser = register.browser()
    browser.get("/display?text=large&contrast=high&theme=nonsense")
    page = browser.get("/").get_data(as_text=True)
    assert 'data-text="large"' in page
    assert 'data-contrast="high"' in page
    assert "data-bs-theme" not in page
    browser.get("/display?text=normal")
    assert 'data-text="large"' not in browser.get("/").get_data(as_text=True)


def test_error_pages_speak_one_language(register: RegisteredSite) -> None:
    browser = register.browser()
    page = browser.get("/announcements?cursor=damaged").get_data(as_text=True)
    assert "内容需要更正" in page
    assert "damaged; start again" not in page
    browser.get("/language/en")
    assert "damaged; start again" in browser.get("/announcements?cursor=damaged").get_data(as_text=True)


def test_pages_are_private_to_their_reader(register: RegisteredSite) -> None:
    """They show who is signed in and in which language: no shared cache may keep them (WB10)."""
    headers = register.browser().get("/").headers
    assert headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in headers["Vary"]
