"""The three officers of a case at their pages, and the words of an application."""

from __future__ import annotations

import io
import re
from typing import Any

from tests.builders.cases import PDF
from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser

WORDS = {
    "kind": "naming", "category": "street", "division": "苏仙区", "names": "同心路\n同德路", "reason": "新建（虚构）",
    "meaning": "团结（虚构）", "position_text": "东起东塔路，西至南塔路（虚构）", "lon": "113.05", "lat": "25.78",
    "facts": "长度：800 米", "channel": "counter", "applicant_unit": "示例公司（虚构）",
    "contact_person": "张三（虚构）", "contact_phone": "0735-0000000",
}  # fmt: skip


class Desk:
    """A drafter, a reviewer and an approver of 苏仙区 in their browsers."""

    def __init__(self, register: RegisteredSite) -> None:
        self.register = register
        self.clerk = register.officer("clerk", "431003")
        self.reviewer = register.officer("reviewer", "431003")
        self.approver = register.officer("approver", "431003")

    def opened(self, **changes: str) -> str:
        """The address of a new draft with its papers; a renaming says why."""
        code = {"reason_code": "not_matching"} if changes.get("kind") == "renaming" else {}
        answer = self.clerk.post("/work/cases/new", WORDS | code | changes)
        assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
        for kind in ("application", "site_plan", "evidence"):
            assert attach(self.clerk, answer.location, kind).status_code == 302
        return str(answer.location)

    def take(self, browser: Browser, case: str, action: str, **data: Any) -> Any:
        """The step's page as it is prefilled, with what the person adds."""
        path = f"{case}/steps/{action}"
        page = browser.get(path).get_data(as_text=True)
        given = {
            name: value
            for name, value in re.findall(r'<input[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', page)
            if name not in ("csrf_token", "name")
        }
        if 'name="left_out"' in page:
            given["left_out"] = "影响很小，不需要（虚构）"
        if 'name="again"' in page:
            given["again"] = "第一次的图看不清（虚构）"
        if action in ("approve", "pre_approve"):
            given |= {
                "name": re.findall(r'name="name"[^>]*value="([^"]+)"', page)[0],
                "approver_kind": "local_government",
            }
        return browser.post(path, {**given, **data}, content_type="multipart/form-data")

    def decided(self, **changes: str) -> str:
        case = self.opened(**changes)
        assert self.take(self.clerk, case, "submit").status_code == 302
        assert self.take(self.reviewer, case, "accept").status_code == 302
        assert self.take(self.reviewer, case, "to_decision", note="符合条例").status_code == 302
        assert self.take(self.approver, case, "approve", document="苏政函〔2026〕1号").status_code == 302
        return case

    def announced(self, **changes: str) -> str:
        case = self.decided(**changes)
        assert self.take(self.clerk, case, "announce").status_code == 302
        return case


def attach(browser: Browser, case: str, kind: str, content: bytes = PDF, name: str = "材料.pdf") -> Any:
    data = {"kind": kind, "file": (io.BytesIO(content), name)}
    return browser.post(f"{case}/documents", data, content_type="multipart/form-data")


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def seen_in(page: str) -> dict[str, str]:
    """What a page of the application's form has seen of each field."""
    return dict(re.findall(r'name="(seen-[a-z_]+)" value="([0-9a-f]*)"', page))
