"""Example calls about applications over the internet, for `test_unsafe_routes`."""

from __future__ import annotations

import io
import re

import sqlalchemy as sa

from tests.architecture.case_examples import PDF
from tests.architecture.unsafe_examples import Call, Example
from tests.builders.accounts import DIVISIONS, PATHS, division_id
from tests.builders.applications import FIELDS
from tests.builders.site import Site

AREA = "苏仙区"
START = {"kind": "naming", "category": "street", "division": AREA}
TASKS = {"names": ("names",), "position": ("position_text", "lon", "lat"), "reason": ("reason", "meaning"),
         "applicant": ("applicant_unit", "contact_person", "contact_phone")}  # fmt: skip


def begin(site: Site) -> Call:
    """Applicants choose among published divisions; the shared site has none."""
    with site.database.owner.begin() as connection:
        for name, (seq, parent, level, kind, code) in DIVISIONS.items():
            values = {
                "seq": seq, "id": division_id(name), "level": level, "path": list(PATHS[name]), "name": name,
                "parent": PATHS[parent][-1], "kind": kind, "code": code,
            }  # fmt: skip
            connection.execute(
                sa.text(
                    "insert into published.division (seq, id, level, path, parent_seq, name, short_name, spelling,"
                    " kind, kind_name, civil_code, is_virtual, valid, source) values (:seq, :id, :level, :path,"
                    " :parent, :name, :name, '', :kind, :kind, :code, false, '[2000-01-01,)', 'test')"
                    " on conflict do nothing"
                ),
                values,
            )
    return Call(site.browser(), "/apply", START)


def begun(site: Site) -> Call:
    call = begin(site)
    answer = call.browser.post(call.path, call.data)
    assert answer.status_code == 302, answer.get_data(as_text=True)[-2000:]
    return Call(call.browser, str(answer.location))


def write(site: Site) -> Call:
    call = begun(site)
    return Call(call.browser, f"{call.path}/reason", {"reason": "x", "seen-reason": "0"})


def add_paper(site: Site) -> Call:
    call = begun(site)
    return Call(call.browser, f"{call.path}/papers", {"kind": "other", "file": (io.BytesIO(PDF), "x.pdf")})


def remove_paper(site: Site) -> Call:
    call = add_paper(site)
    assert call.browser.post(call.path, call.data).status_code == 302
    page = call.browser.get(call.path).get_data(as_text=True)
    return Call(call.browser, re.findall(rf"{call.path}/[0-9a-f-]{{36}}/remove", page)[0])


def hand_in(site: Site) -> Call:
    call = begun(site)
    for task, fields in TASKS.items():
        data = {field: FIELDS[field] for field in fields} | {f"seen-{field}": "0" for field in fields}
        assert call.browser.post(f"{call.path}/{task}", data).status_code == 302
    for kind in ("application", "site_plan"):
        data = {"kind": kind, "file": (io.BytesIO(PDF), "x.pdf")}
        assert call.browser.post(f"{call.path}/papers", data).status_code == 302
    page = call.browser.get(f"{call.path}/review").get_data(as_text=True)
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    return Call(call.browser, f"{call.path}/review", {"version": version})


def settle(action: str, **data: str) -> Example:
    def example(site: Site) -> Call:
        call = hand_in(site)
        assert call.browser.post(call.path, call.data).status_code == 302
        found = site.scalar("select id from gazetteer.name_application where state = 'handed_in' limit 1")
        return Call(site.signed_in(("clerk", AREA))[0], f"/work/applications/{found}/{action}", data)

    return example


EXAMPLES: dict[str, Example] = {
    "application.papers": add_paper,
    "application.remove_paper": remove_paper,
    "application.review": hand_in,
    "application.task": write,
    "apply.start": begin,
    "case_applications.send_back": settle("send-back", note="x"),
    "case_applications.take_over": settle("take-over"),
}
