"""The audit page: find, see what is broken, take away without formulas."""

from __future__ import annotations

import csv
import io
import re

import pytest

from geocore.actor import Actor
from geocore.db import unit_of_work
from tests.builders.site import Browser, Site

ROOT = "中华人民共和国"


@pytest.fixture
def auditor(site: Site) -> Browser:
    return site.signed_in(("audit_admin", ROOT))[0]


def record(site: Site, action: str, name: str = "测试员", object_id: str = "1", **kwargs) -> int:
    with unit_of_work(site.app.extensions["databases"].app, Actor(None, name, remote_address="10.1.1.1")) as work:
        work.audit(action, "thing", object_id, **kwargs)
    return site.audit_head()


def rows(page: str) -> list[str]:
    return re.findall(r'<tr id="seq-(\d+)"', page)


def test_filters(site: Site, auditor: Browser) -> None:
    one = record(site, "filter.one", "甲某")
    two = record(site, "filter.two", "乙某", object_id="77", result="denied", reason="不行")
    for query, expected in (
        ("action=filter.one", [one]),
        ("person=乙某", [two]),
        ("object_type=thing&object_id=77", [two]),
        ("result=denied&action=filter.two", [two]),
        ("action=filter.one&person=乙某", []),
        ("action=filter.one&since=2100-01-01", []),
        ("action=filter.one&until=2000-01-01", []),
        ("action=filter.one&since=0001-01-01&until=9999-12-31", [one]),
        ("action=filter.one&since=9999-12-31", []),
        ("person=%25", []),
    ):
        page = auditor.get(f"/work/audit?{query}")
        assert page.status_code == 200
        assert rows(page.get_data(as_text=True)) == [str(seq) for seq in expected], query


@pytest.mark.parametrize("query", ["since=yesterday", "cursor=damaged", f"person={'x' * 101}"])
def test_bad_filters_are_answers(auditor: Browser, query: str) -> None:
    assert auditor.get(f"/work/audit?{query}").status_code == 422


def test_a_person_by_number_and_nul_in_a_filter(site: Site, auditor: Browser) -> None:
    _browser, person = site.signed_in(("reader", "苏仙区"), is_enrolled=False)
    assert len(rows(auditor.get(f"/work/audit?person={person.id}").get_data(as_text=True))) == 1
    assert auditor.get("/work/audit?person=%00").status_code == 422


def test_pages_follow_each_other_without_loss(site: Site, auditor: Browser) -> None:
    for number in range(105):
        record(site, "page.test", object_id=str(number))
    first = auditor.get("/work/audit?action=page.test").get_data(as_text=True)
    following = re.search(r'href="(/work/audit\?[^"]*cursor=[^"]+)"', first)[1].replace("&amp;", "&")
    second = auditor.get(following).get_data(as_text=True)
    assert len(rows(first)) == 100
    found = [int(seq) for seq in rows(first) + rows(second)]
    assert len(found) == 105
    assert found == sorted(found, reverse=True)


def test_a_whole_trail_has_no_seam_and_a_broken_one_has(site: Site, auditor: Browser) -> None:
    broken = record(site, "seam.test", "织工")
    record(site, "seam.test", "织工")
    page = auditor.get("/work/audit?action=seam.test").get_data(as_text=True)
    assert "seam-row" not in page
    assert 'class="seam"' not in page
    assert page.count("<circle") == 2
    site.execute("alter table app.audit_event disable trigger user")
    try:
        site.execute("update app.audit_event set reason = 'later' where seq = :seq", seq=broken)
        page = auditor.get("/work/audit?action=seam.test").get_data(as_text=True)
        assert f'<tr id="seq-{broken}" class="seam-row"' in page
        assert page.count('class="seam"') == 1
        assert f'href="#seq-{broken}"' in page
    finally:
        site.execute("update app.audit_event set reason = null where seq = :seq", seq=broken)
        site.execute("alter table app.audit_event enable trigger user")


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1", '"=1', "x\n=1")


def test_the_export_holds_the_filtered_records_and_no_formula(site: Site, auditor: Browser) -> None:
    """WB8."""
    for number, text in enumerate(HOSTILE):
        record(site, "export.test", text, object_id=str(number), reason=text)
    head = site.audit_head()
    answer = auditor.post("/work/audit/export", {"action": "export.test"})
    assert answer.content_type.startswith("text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    read = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(read) == len(HOSTILE)
    for row in read:
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝")), cell
    assert {row["actor_name"].removeprefix("'") for row in read} == set(HOSTILE)
    (exported,) = site.audit_since(head)
    everything = auditor.post("/work/audit/export", {"action": "export.test", "until": "9999-12-31"})
    assert everything.get_data(as_text=True) == text
    assert (exported.action, exported.changes) == ("audit.export", {"records": len(HOSTILE)})


def test_hostile_text_in_the_trail_is_text(site: Site, auditor: Browser) -> None:
    hostile = "<script>x</script>\"'><img src=x onerror=x>"
    record(site, "hostile.test", hostile, object_id=hostile, reason=hostile, changes={"a": hostile})
    page = auditor.get("/work/audit?action=hostile.test").get_data(as_text=True)
    assert "<script>x" not in page
    assert "<img" not in page
