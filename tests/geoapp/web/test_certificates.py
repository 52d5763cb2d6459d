"""From a place's page to a certificate and back: anybody, without an account; what never was issued is said so."""

from __future__ import annotations

import re

import pytest

from geoapp.auth.courtesy import Bucket
from geocore.documents import PDF
from tests.builders.case_desk import Desk, text
from tests.builders.registered import RegisteredSite


@pytest.fixture(scope="module")
def renamed(module_register: RegisteredSite) -> str:
    """东村, which is called 东塔村 now: the address of its page."""
    place = module_register.places["东村"]
    Desk(module_register).announced(kind="renaming", place=str(place), names="东塔村", category="committee")
    return f"/place/{place}"


@pytest.fixture
def certificate(register: RegisteredSite, renamed: str) -> str:
    """The address of a certificate just issued to a visitor."""
    answer = register.browser().post(f"{renamed}/certificate", {"former": former(register, renamed)})
    assert answer.status_code == 302
    return str(answer.location)


def former(register: RegisteredSite, place: str) -> str:
    return re.findall(r'name="former"[^>]*value="([0-9a-f-]{36})"', register.page(f"{place}/certificate"))[0]


def test_a_visitor_gets_one_from_the_page(register: RegisteredSite, renamed: str) -> None:
    assert f"{renamed}/certificate" in register.page(renamed)
    before = register.audit_head()
    visitor = register.browser()
    answer = visitor.post(f"{renamed}/certificate", {"former": former(register, renamed)})
    page = text(visitor.get(answer.location))
    for words in ("“东村”现名“东塔村”", "登记如此", "今天的地名登记与这份证明一致", "DMZM-"):
        assert words in page
    (record,) = register.audit_since(before)
    assert record.action == "certificate.issue"


def test_page_and_certificate_name_the_same_last_day(register: RegisteredSite, renamed: str, certificate: str) -> None:
    """The register keeps the first day without the name."""
    last = register.scalar(
        "select to_char(upper(valid) - 1, 'FMYYYY年FMMM月FMDD日') from gazetteer.name"
        " where text = '东村' and place_id = cast(:place as uuid) and not upper_inf(valid)",
        place=renamed.rpartition("/")[2],
    )
    for page in (certificate, renamed):
        assert str(last) in register.page(page)


def test_a_place_without_a_former_name_has_none(register: RegisteredSite) -> None:
    place = f"/place/{register.places['新村']}"
    assert "certificate" not in register.page(place)
    register.page(f"{place}/certificate", status=404)
    register.page("/place/00000000-0000-4000-8000-00000000dead/certificate", status=404)


def test_another_name_is_refused(register: RegisteredSite, renamed: str) -> None:
    for wanted in ("", "x", "00000000-0000-4000-8000-00000000dead"):
        assert register.browser().post(f"{renamed}/certificate", {"former": wanted}).status_code == 422


def test_the_paper_carries_code_and_hash(register: RegisteredSite, certificate: str) -> None:
    visitor = register.browser()
    answer = visitor.get(f"{certificate}.pdf")
    assert answer.mimetype == PDF
    assert answer.get_data() == visitor.get(f"{certificate}.pdf").get_data()
    twin = visitor.get(f"{certificate}.json").get_json()
    assert (twin["standing"], twin["former_name"], twin["name"]) == ("holds", "东村", "东塔村")
    assert twin["content_hash"] in register.page(certificate)


def test_the_code_is_found_however_it_is_typed(register: RegisteredSite, certificate: str) -> None:
    code = certificate.rpartition("/")[2]
    visitor = register.browser()
    for typed in (code, code.lower(), code.replace("-", " ")):
        answer = visitor.get("/verify", query_string={"code": typed}, follow_redirects=True)
        assert "“东村”现名“东塔村”" in text(answer)


def test_codes_that_were_never_issued(register: RegisteredSite) -> None:
    assert "核验码" in register.page("/verify")
    for typed in ("", "ABC", "0" * 16, "\0"):
        answer = register.browser().get("/verify", query_string={"code": typed})
        assert answer.status_code == 422, typed
    page = register.page("/verify/ABCD-EFGH-JKMN-PQRS", status=404)
    assert "本系统从未出具过核验码为 ABCD-EFGH-JKMN-PQRS 的证明" in page
    hostile = register.page("/verify/<script>alert(1)<script>", status=404)
    assert "<script>alert" not in hostile
    for ending in ("pdf", "json"):
        register.page(f"/verify/ABCD-EFGH-JKMN-PQRS.{ending}", status=404)


def test_a_later_renaming_is_told(register: RegisteredSite, certificate: str, renamed: str) -> None:
    Desk(register).announced(kind="renaming", place=renamed.rpartition("/")[2], names="东岳村", category="committee")
    page = register.page(certificate)
    assert "又已更名" in page
    assert "东岳村" in page
    assert "“东村”现名“东塔村”" in page


def test_so_many_at_once(register: RegisteredSite, renamed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(register.app.extensions, "certificate_courtesy", Bucket(1, 60.0, register.clock))
    visitor, wanted = register.browser(), former(register, renamed)
    answers = [visitor.post(f"{renamed}/certificate", {"former": wanted}).status_code for _time in range(2)]
    assert answers == [302, 429]
