"""Papers of a case as downloads, corrigenda on the page, and what each refuses."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import unquote

import docx
import pytest

from geoapp.auth.courtesy import Bucket
from geocore.documents import PDF, WORD
from tests.builders.case_desk import Desk, text
from tests.builders.registered import RegisteredSite


@pytest.fixture(scope="module")
def announced(module_register: RegisteredSite) -> tuple[Desk, str]:
    desk = Desk(module_register)
    return desk, desk.announced(names="兴隆路")


def links(page: str, ending: str) -> list[str]:
    return [link for link in re.findall(r'href="([^"]+)"', page) if link.endswith(f".{ending}")]


def test_every_paper_of_the_page_comes_in_both_kinds(announced: tuple[Desk, str]) -> None:
    desk, case = announced
    page = text(desk.clerk.get(case))
    assert [link.rpartition("/")[2] for link in links(page, "pdf")][:5] == [
        "application.pdf", "approval_form.pdf", "approval.pdf", "registration_form.pdf", "filing_report.pdf",
    ]  # fmt: skip
    for link in links(page, "pdf"):
        answer = desk.approver.get(link)
        assert (answer.status_code, answer.mimetype) == (200, PDF), link
        assert answer.get_data().startswith(b"%PDF-")
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for link in links(page, "docx"):
        answer = desk.approver.get(link)
        assert (answer.status_code, answer.mimetype) == (200, WORD), link
        file = docx.Document(io.BytesIO(answer.get_data()))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        assert "兴隆路" in "".join([paragraph.text for paragraph in file.paragraphs] + cells)


def test_papers_are_for_handlers(announced: tuple[Desk, str]) -> None:
    desk, case = announced
    path = f"{case}/papers/application.pdf"
    assert desk.register.officer("reviewer", "431002").get(path).status_code == 404
    assert desk.register.officer("reader", "431003").get(path).status_code == 403
    assert desk.register.browser().get(path).status_code == 302
    assert desk.clerk.get(f"{case}/papers/nonsense.pdf").status_code == 404
    assert desk.clerk.get(f"{case}/papers/application.exe").status_code == 404


def test_a_paper_that_follows_the_decision_waits_for_it(announced: tuple[Desk, str]) -> None:
    desk, _case = announced
    draft = desk.opened(names="兴旺路")
    assert "approval_form.pdf" in text(desk.clerk.get(draft))
    assert "approval.pdf" not in text(desk.clerk.get(draft))
    assert desk.clerk.get(f"{draft}/papers/approval.pdf").status_code == 409


def test_the_public_page_gives_the_announcement(announced: tuple[Desk, str], register: RegisteredSite) -> None:
    desk, case = announced
    public = re.findall(r'href="(/announcements/[0-9a-f-]{36})"', text(desk.clerk.get(case)))[0]
    page = register.page(public)
    (pdf,), (word,) = links(page, "pdf"), links(page, "docx")
    visitor = register.browser()
    answer = visitor.get(pdf)
    assert answer.mimetype == PDF
    assert "关于命名“兴隆路”的公告.pdf" in unquote(answer.headers["Content-Disposition"])
    assert visitor.get(word).mimetype == WORD
    assert visitor.get(pdf).get_data() == answer.get_data()
    assert visitor.get("/announcements/00000000-0000-4000-8000-00000000dead.pdf").status_code == 404


def test_visitors_are_given_so_many_papers_at_once(
    announced: tuple[Desk, str], register: RegisteredSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, case = announced
    (path,) = [link for link in links(text(desk.clerk.get(case)), "docx") if "/announcements/" in link]
    monkeypatch.setitem(register.app.extensions, "paper_courtesy", Bucket(2, 3.0, register.clock))
    visitor = register.browser()
    assert [visitor.get(path).status_code for _time in range(3)] == [200, 200, 429]
    assert desk.clerk.get(path).status_code == 200


def correction(page: str) -> dict[str, Any]:
    """The form as it is prefilled."""
    given = dict(re.findall(r'<input[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', page))
    position = re.findall(r'<textarea[^>]*name="position"[^>]*>\s*([^<]*)</textarea>', page)[0]
    return {**{key: value for key, value in given.items() if key != "csrf_token"}, "position": position}


def test_a_corrigendum_from_the_page_of_the_case(announced: tuple[Desk, str], register: RegisteredSite) -> None:
    desk, _case = announced
    case = desk.announced(names="兴盛路")
    page = text(desk.clerk.get(case))
    form_at = re.findall(rf"{case}/announcements/[0-9a-f-]{{36}}/corrigendum", page)[0]
    given = correction(text(desk.clerk.get(form_at)))
    assert given["division"] == "湖南省郴州市苏仙区"
    unchanged = desk.clerk.post(form_at, {**given, "reason": "笔误"})
    assert unchanged.status_code == 422
    assert "没有可更正的" in text(unchanged)
    bad = desk.clerk.post(form_at, {**given, "reason": "", "romanisation": "Xing Lu", "approved_on": "昨天"})
    assert bad.status_code == 422
    assert "请按 年-月-日 填写" in text(bad)
    refused = desk.clerk.post(form_at, {**given, "romanisation": "Xing Lu", "reason": "笔误"})
    assert "请先审定读音" in text(refused)
    hostile = "<script>alert(1)</script>"
    done = desk.clerk.post(form_at, {**given, "position": "东起郴州大道", "reason": f"起点笔误{hostile}"})
    assert done.status_code == 302
    page = text(desk.clerk.get(case))
    assert form_at not in page
    wrong, right = dict.fromkeys(re.findall(r'href="(/announcements/[0-9a-f-]{36})"', page))
    assert "这份公告已有勘误" in register.page(wrong)
    assert right in register.page(wrong)
    assert wrong in register.page(right)
    assert "起点笔误&lt;script&gt;" in register.page(right)
    twin = register.browser().get(f"{right}.json").get_json()
    assert twin["corrections"] == [{"field": "position", "wrong": given["position"], "right": "东起郴州大道"}]
    assert twin["links"]["corrects"].endswith(wrong)
    assert register.browser().get(f"{wrong}.json").get_json()["links"]["corrected_by"].endswith(right)
    assert right in register.page("/announcements")
    assert desk.clerk.get(form_at).status_code == 409


def test_whose_announcement_it_is(announced: tuple[Desk, str]) -> None:
    desk, case = announced
    form_at = re.findall(rf"{case}/announcements/[0-9a-f-]{{36}}/corrigendum", text(desk.clerk.get(case)))[0]
    assert "corrigendum" not in text(desk.approver.get(case))
    assert desk.approver.get(form_at).status_code == 403
    assert desk.register.officer("clerk", "431002").get(form_at).status_code == 404
    other = desk.opened(names="兴荣路")
    assert desk.clerk.get(form_at.replace(case, other)).status_code == 404
    assert desk.clerk.post(form_at.replace(case, other), {"reason": "x"}).status_code == 404
