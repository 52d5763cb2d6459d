"""A headless Chromium that can reach this machine only, and a record of what a page did."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 20_000
"""A page is waited for as long as a busy machine may take; what is fast is measured elsewhere."""
LOCAL = ("http://127.0.0.1", "file://", "data:", "blob:", "about:")


@dataclass
class Record:
    """What went on while a page was open."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        return [address for address in self.requests if not address.startswith(LOCAL)]


def watch(page: Page) -> Record:
    """Record every request, script error and console error (a breach of the content policy is one) from now on."""
    record = Record()
    page.on("request", lambda request: record.requests.append(request.url))
    page.on("pageerror", lambda error: record.errors.append(str(error)))
    page.on("console", lambda message: record.errors.append(message.text) if message.type == "error" else None)
    return record


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's own Chromium; a missing one fails the test, it does not skip it."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert path, "no Chromium: run the tests with ./run test, which installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
        )
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of `app` on a free local port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
