"""Runs the script tests in the browser that the pages run in, so that nobody needs Node."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Response, send_from_directory
from playwright.sync_api import Browser, Page

from tests.static.browser import served
from tests.static.sample_app import create_sample_app

HERE = Path(__file__).parent
RUN = """async (address) => {
  const { default: tests } = await import(address);
  const failed = {};
  for (const [name, test] of Object.entries(tests)) {
    try { await test(); } catch (error) { failed[name] = String(error); }
  }
  return { count: Object.keys(tests).length, failed };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    app = create_sample_app()

    @app.get("/js-tests/<path:name>")
    def test_module(name: str) -> Response:
        return send_from_directory(HERE, name)

    with served(app) as address:
        opened = browser.new_page()
        opened.goto(f"{address}/error")
        yield opened
        opened.close()


@pytest.mark.browser
@pytest.mark.parametrize("module", sorted(path.name for path in HERE.glob("*.test.js")))
def test_script(page: Page, module: str) -> None:
    result = page.evaluate(RUN, f"/js-tests/{module}")
    assert result["failed"] == {}
    assert result["count"] > 0
