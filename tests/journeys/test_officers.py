"""An officer settles a reading; the public page says so the same minute."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Journey
from tests.static.browser import watch

pytestmark = pytest.mark.browser


def test_deciding_a_reading(journey: Journey) -> None:
    context = journey.officer("reviewer", "431003")
    page = context.new_page()
    record = watch(page)
    page.goto("/work")
    page.goto(f"/place/{journey.place('朝阳台')}")
    expect(page.get_by_role("main")).to_contain_text("多音字“朝”的读音不能确定")
    page.get_by_role("link", name="审定读音").first.click()
    box = page.get_by_label("读音（逐字，带声调）")
    expect(box).to_have_value("cháo yáng tái")
    box.fill("zhao1 yang2 tai2")
    page.get_by_role("button", name="审定并公布读音").click()
    expect(page.get_by_role("alert")).to_contain_text("依据")
    expect(box).to_have_value("zhao1 yang2 tai2")
    page.get_by_label("依据", exact=True).fill("实地调查记录（虚构）")
    page.get_by_role("button", name="审定并公布读音").click()
    expect(page.get_by_role("main")).to_contain_text("读音已审定")
    expect(page.locator(".page-head .spelling")).to_have_text("Zhāoyáng Tái")
    assert [error for error in record.errors if "422" not in error and "503" not in error] == []
    context.close()

    visitor = journey.visitor()
    public = visitor.new_page()
    public.goto("/search?q=zhaoyangtai")
    expect(public.locator(".result").first).to_contain_text("朝阳台")
    visitor.close()
