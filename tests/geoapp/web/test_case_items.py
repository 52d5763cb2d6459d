"""地名方案: a list of names from a workbook to a decision for each of them."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.builders.case_desk import WORDS, Desk, seen_in, text
from tests.builders.registered import RegisteredSite

HEAD = ["拟用名称", "备选名称", "位置描述", "经度", "纬度", "含义", "理由", "长度"]
ROWS = [
    [name, "", f"{name}一带（虚构）", 113.05 + number / 1000, 25.78, "祝愿（虚构）", "新建（虚构）", 300 + number]
    for number, name in enumerate(("永安路", "永平路", "永福路"))
]


@pytest.fixture
def desk(register: RegisteredSite) -> Desk:
    return Desk(register)


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def send(desk: Desk, case: str, content: bytes, name: str = "清单.xlsx", version: str | None = None) -> Any:
    page = text(desk.clerk.get(f"{case}/items"))
    known = re.search(r'name="version" value="(\d+)"', page)
    data = {"version": version or (known[1] if known else ""), "file": (io.BytesIO(content), name)}
    return desk.clerk.post(f"{case}/items", data, content_type="multipart/form-data")


def test_a_list_is_decided_name_by_name(desk: Desk) -> None:
    case = desk.opened()
    assert send(desk, case, workbook(*ROWS)).status_code == 302
    page = text(desk.clerk.get(case))
    assert "共 3 个" in page
    assert "永安路等3个地名" in page
    assert "永安路等3个地名" in text(desk.clerk.get("/work/cases?tab=unit"))
    assert "长度：301" in page
    for browser, step, note in (
        (desk.clerk, "submit", ""),
        (desk.reviewer, "accept", ""),
        (desk.reviewer, "to_decision", "可"),
    ):
        assert desk.take(browser, case, step, note=note).status_code == 302, step
    page = text(desk.approver.get(f"{case}/steps/approve"))
    assert "规则检查" in page
    table = page.partition('class="stacks"')[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row"[^>]*>(永.路)</th>\s*<td>(.*?)</td>', table)
    assert [name for name, _ in rows] == ["永安路", "永平路", "永福路"]
    for name, mark in rows:
        assert ("项" in mark) is not ("没有发现问题" in mark), (name, mark)
    version = re.search(r'name="state_version" value="(\d+)"', page)
    assert version
    data = {
        "state_version": version[1], "approver_kind": "local_government", "approving_body": "苏仙区人民政府",
        "approved_on": "2026-01-05", "name-1": "永安路", "name-2": "", "name-3": "永福路", "reason-2": "",
    }  # fmt: skip
    today = re.search(r'name="approved_on"[^>]*value="([^"]+)"', page)
    assert today
    data["approved_on"] = today[1]
    refused = desk.approver.post(f"{case}/steps/approve", data)
    assert refused.status_code == 422
    assert "第 2 个：请写明不予批准的理由" in text(refused)
    assert desk.approver.post(f"{case}/steps/approve", {**data, "reason-2": "与规划不符（虚构）"}).status_code == 302
    page = text(desk.clerk.get(case))
    assert re.search(r"永平路</th><td>不予批准</td>\s*<td[^>]*>与规划不符（虚构）", page)
    assert "3 个名称" in page
    assert "永安路、永平路、永福路" in page
    points = re.search(r'data-points="([^"]+)"', page)
    assert points
    assert [name for _, _, name in json.loads(html.unescape(points[1]))] == ["永安路", "永平路", "永福路"]
    page = text(desk.clerk.get(f"{case}/steps/announce"))
    assert re.findall(r'<th scope="col">([^<]+)', page)[:2] == ["标准地名", "罗马字母拼写"]
    assert "缺少，不能公告" not in page
    assert desk.take(desk.clerk, case, "announce").status_code == 302
    page = text(desk.clerk.get(case))
    assert page.count("发布勘误<") == 2
    (number,) = set(re.findall(r"苏仙区地名公告〔\d{4}〕\d+号", page))
    first, second = re.findall(r'href="(/announcements/[0-9a-f-]{36})"', page)
    for shown in (first, second):
        public = desk.register.page(shown)
        assert number in public
        assert "本公告公布 2 个地名" in public
        assert "永福路" in public
    twin = desk.register.browser().get(f"{second}.json").get_json()
    assert [(name["ordinal"], name["standard_name"]) for name in twin["names"]] == [(1, "永安路"), (2, "永福路")]
    assert twin["ordinal"] == 2
    assert "永安路" in desk.register.page("/search?q=永安路")
    assert desk.register.scalar("select count(*) from published.name where name = '永平路'") == 0
    assert desk.register.scalar("select count(*) from published.announcement where standard_name like '永%'") == 2


def test_a_name_in_two_rows_is_told_at_once_and_where_it_came_in_before_the_submission(desk: Desk) -> None:
    case = desk.opened()
    twice = ["永安路", *ROWS[1][1:]]
    answer = send(desk, case, workbook(*ROWS, twice))
    assert answer.status_code == 422
    assert "第 2 行和第 5 行的拟用名称都是“永安路”" in text(answer)
    assert send(desk, case, workbook(*ROWS)).status_code == 302
    with desk.register.database.owner.begin() as connection:
        connection.exec_driver_sql(
            "update gazetteer.case_item set candidate_names = array['永安路']"
            f" where case_id = '{case.rpartition('/')[2]}' and position = 3"
        )
    assert "第 3 个：与第 1 个的名称相同" in text(desk.clerk.get(case))
    answer = desk.take(desk.clerk, case, "submit")
    assert answer.status_code == 422
    assert "第 3 个：与第 1 个的名称相同" in text(answer)


def test_two_rows_approved_under_one_name_are_named_to_the_approver(desk: Desk) -> None:
    case = desk.opened()
    first, second = ["福安路", *ROWS[0][1:]], ["福平路", "福安路", *ROWS[1][2:]]
    assert send(desk, case, workbook(first, second)).status_code == 302
    for browser, step in ((desk.clerk, "submit"), (desk.reviewer, "accept"), (desk.reviewer, "to_decision")):
        assert desk.take(browser, case, step, note="可").status_code == 302, step
    page = text(desk.approver.get(f"{case}/steps/approve"))
    data = dict(re.findall(r'<input[^>]*name="(state_version|approved_on|approving_body)"[^>]*value="([^"]*)"', page))
    data |= {"approver_kind": "local_government", "name-1": "福安路", "name-2": "福安路"}
    answer = desk.approver.post(f"{case}/steps/approve", data)
    assert answer.status_code == 422
    assert "第 2 个：与第 1 个的名称相同" in text(answer)
    assert "可能是另一县区的案件" not in text(answer)


def test_the_public_is_asked_about_a_list_in_one_table(desk: Desk) -> None:
    case = desk.opened()
    rows = [[name, "", *ROWS[0][2:]] for name in ("惠安路", "惠平路", "惠福路", "惠泽路")]
    rows[3][1] = "惠民路"
    assert send(desk, case, workbook(*rows)).status_code == 302
    for browser, step in ((desk.clerk, "submit"), (desk.reviewer, "accept")):
        answer = desk.take(browser, case, step)
        assert answer.status_code == 302, text(answer)
    page = text(desk.reviewer.get(f"{case}/public/new"))
    asked = dict(re.findall(r'<input[^>]*name="([a-z_]+)"[^>]*value="([^"]*)"', page))
    asked |= {"question": "有什么意见", "range_text": "本网站（虚构）"}
    assert desk.reviewer.post(f"{case}/public/new", asked).status_code == 302
    listed = desk.register.page("/consultations")
    found = re.search(r'href="(/consultations/[^"]+)"[^>]*>惠安路等4个地名<', listed)
    assert found
    page = desk.register.page(found[1])
    assert "名称清单，共 4 个" in page
    assert "惠泽路、惠民路" in page


def test_the_list_comes_back_as_it_was_sent(desk: Desk) -> None:
    case = desk.opened()
    send(desk, case, workbook(["=HYPERLINK(1)路", "", "某处（虚构）", 113.05, 25.78, "", "", "+1"], *ROWS))
    answer = desk.reviewer.get(f"{case}/items/table.xlsx")
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][1] == "拟用名称"
    assert [row[1] for row in rows[2:]] == ["永安路", "永平路", "永福路"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    again = send(desk, case, answer.data)
    assert again.status_code == 302


def test_a_csv_of_an_office_in_its_encoding(desk: Desk) -> None:
    case = desk.opened()
    lines = [HEAD, *ROWS]
    content = "\r\n".join(",".join(map(str, line)) for line in lines).encode("gb18030")
    assert send(desk, case, content, "清单.csv").status_code == 302
    assert "永福路" in text(desk.clerk.get(case))


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (workbook(ROWS[0], ["某路", "", "", 25.78, 113.05]), "清单.xlsx", "经度"),
        (b"PK\x03\x04 no workbook", "清单.xlsx", "压缩文件不完整"),
        (b"\xd0\xcf\x11\xe0", "清单.xls", "旧的 .xls"),
        (b"", "清单.csv", "文件是空的"),
        (b"a,b\r\n1,2\r\n", "清单.csv", "没有找到表头"),
        (workbook(), "清单.xlsx", "没有名称"),
    ],
)
def test_a_table_with_a_fault_changes_nothing(desk: Desk, content: bytes, name: str, words: str) -> None:
    case = desk.opened(names="共济路")
    answer = send(desk, case, content, name)
    assert answer.status_code == 422
    assert words in text(answer)
    assert "共济路" in text(desk.clerk.get(case))


def test_one_bad_cell_among_many_rows_is_found(desk: Desk) -> None:
    case = desk.opened()
    rows = [[f"第{number}路", "", "某处", 113.05, 25.78] for number in range(400)]
    rows[321][3] = "一百一十三度"
    answer = send(desk, case, workbook(*rows))
    assert answer.status_code == 422
    assert ">323<" in text(answer)
    assert text(answer).count('<td class="number">') == 1


def test_the_rest_of_a_list_is_edited_without_losing_it(desk: Desk) -> None:
    case = desk.opened()
    send(desk, case, workbook(*ROWS))
    page = text(desk.clerk.get(f"{case}/edit"))
    assert 'name="names"' not in page
    answer = desk.clerk.post(f"{case}/edit", {**seen_in(page), "applicant_unit": "另一单位（虚构）"})
    assert answer.status_code == 302
    page = text(desk.clerk.get(case))
    assert "另一单位（虚构）" in page
    assert "永福路" in page


@pytest.mark.parametrize("version", ["abc", "1.5", " ", "99999999999", "9" * 6000])
def test_what_is_no_version_is_a_stale_one(desk: Desk, version: str) -> None:
    assert send(desk, desk.opened(), workbook(*ROWS), version=version).status_code == 412


def test_who_may_not_write_sends_no_list(desk: Desk) -> None:
    case = desk.opened()
    assert send(desk, case, workbook(*ROWS), version="7").status_code == 412
    data = {"version": "0", "file": (io.BytesIO(workbook(*ROWS)), "x.xlsx")}
    other = desk.register.officer("clerk", "431002")
    assert other.post(f"{case}/items", data, content_type="multipart/form-data").status_code == 404
    assert desk.reviewer.get(f"{case}/items").status_code == 403


def test_a_form_sent_twice_opens_one_case(desk: Desk) -> None:
    """WF6: a double click, or a second try after the answer was lost."""
    page = text(desk.clerk.get("/work/cases/new"))
    named = re.search(r'name="draft_id" value="([0-9a-f-]{36})"', page)
    assert named
    answers = [desk.clerk.post("/work/cases/new", {**WORDS, "names": "双击路", "draft_id": named[1]}) for _ in range(5)]
    assert {answer.location for answer in answers} == {f"/work/cases/{named[1]}"}
    count = "select count(*) from gazetteer.case_item where candidate_names = array['双击路']"
    assert desk.register.scalar(count) == 1
