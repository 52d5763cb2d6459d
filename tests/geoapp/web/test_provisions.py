"""命名规则: rows of local law, entered by the rule keeper of the area, count in every check from their day on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gazetteer.provisions.model import rule_codes
from geoapp.web.provision_words import RULES
from tests.builders.registered import RegisteredSite

RULE = {
    "subject": "characters.figures", "category": "street", "division": "苏仙区",
    "source": "《示例市地名条例》第九条（虚构）", "valid_from": "2020-01-01", "severity": "must_not",
    "scope_kind": "unit", "comparison_key": "full",
}  # fmt: skip
WORD = {
    "subject": "同乐", "list": "exaggerated_words", "severity": "must_not", "word_place": "specific",
    "division": "苏仙区", "source": "《示例市地名条例》第十条（虚构）", "valid_from": "2020-01-01",
    "exceptions": "同乐会\n\n", "note": "示例",
}  # fmt: skip
THRESHOLD = {
    "subject": "大厦", "category": "building", "division": "苏仙区", "source": "《示例市通名规定》（虚构）",
    "valid_from": "2020-01-01", "details": "floors >= 33",
}  # fmt: skip


def add(register: RegisteredSite, kind: str, row: dict[str, str], **changes: str) -> Any:
    return register.officer("rule_keeper", "431003").post(f"/work/rules/{kind}", {**row, **changes})


def checked(register: RegisteredSite, name: str, category: str = "street", division: str = "431003") -> str:
    return register.page(f"/check?name={name}&category={category}&division={division}")


def stored(register: RegisteredSite, subject: str) -> tuple[str, str]:
    """Identifier and version."""
    row = register.scalar("select id || ' ' || version from gazetteer.naming_provision where subject = :s", s=subject)
    identifier, version = str(row).split(" ")
    return identifier, version


def test_every_rule_has_its_word() -> None:
    assert tuple(RULES) == rule_codes()


def test_a_local_rule_counts_in_its_area_and_is_cited(register: RegisteredSite) -> None:
    assert "应当避免" in checked(register, "解放3路")
    keeper = register.officer("rule_keeper", "431003")
    before = register.audit_head()
    assert keeper.post("/work/rules/rule", RULE).status_code == 302
    (record,) = register.audit_since(before)
    assert record.action == "naming_provision.add"
    page = checked(register, "解放3路")
    assert "不应使用" in page
    assert RULE["source"] in page
    assert RULE["source"] not in checked(register, "解放3路", division="431002")
    assert RULE["source"] not in checked(register, "解放3大厦", category="building")
    assert re.search(r"规则版本 2-[0-9a-f]{12}-\d+，", page)
    listed = register.officer("reader", "431003").get("/work/rules").get_data(as_text=True)
    assert RULE["source"] in listed
    assert "登记一条规定" not in listed
    assert add(register, "rule", RULE).status_code == 422, "one row for the same names, area and days"


def test_answers_kept_before_a_new_row_are_not_given_after_it(register: RegisteredSite, monkeypatch: Any) -> None:
    monkeypatch.setattr("geoapp.shared.caching.READ_AGAIN_AFTER_S", 0.0)
    asked = "/api/v1/checks?name=同庆街&category=street&division=431003"
    assert WORD["source"] not in register.page(asked)
    assert add(register, "word", WORD, subject="同庆", exceptions="").status_code == 302
    assert WORD["source"] in register.page(asked)


def test_a_listed_and_a_spared_word(register: RegisteredSite) -> None:
    assert add(register, "word", WORD).status_code == 302
    page = checked(register, "同乐街")
    assert "同乐" in page
    assert WORD["source"] in page
    assert WORD["source"] not in checked(register, "同乐会街")
    shipped = "天下路"
    assert "夸大用语表" in checked(register, shipped)
    assert add(register, "word", WORD, subject="天下", severity="off", exceptions="").status_code == 302
    assert "夸大用语表" not in checked(register, shipped)
    assert "夸大用语表" in checked(register, shipped, division="431002")


def test_what_a_generic_term_asks_for(register: RegisteredSite) -> None:
    assert add(register, "threshold", THRESHOLD).status_code == 302
    kept = register.scalar("select details from gazetteer.naming_provision where subject = '大厦'")
    assert kept == "floors>=33"
    assert "33" in checked(register, "同德大厦", category="building")


def test_how_near_the_edge_of_a_built_up_area(register: RegisteredSite) -> None:
    row = RULE | {"subject": "duplicate.same", "scope_kind": "built_up_area"}
    assert add(register, "rule", row, details="edge_m = 100").status_code == 302
    kept = register.scalar("select details from gazetteer.naming_provision where subject = 'duplicate.same'")
    assert kept == "edge_m=100"
    page = register.officer("reader", "431003").get("/work/rules").get_data(as_text=True)
    assert "edge_m=200" in page, "of the nation"


def test_an_ended_row_stays_and_counts_no_more(register: RegisteredSite) -> None:
    assert add(register, "rule", RULE, subject="characters.marks", severity="note").status_code == 302
    identifier, version = stored(register, "characters.marks")
    keeper = register.officer("rule_keeper", "431003")
    answer = keeper.post(
        f"/work/rules/{identifier}/end?kind=rule",
        {"version": version, "first_day_without": "2021-01-01", "reason": "条例已废止（虚构）"},
    )
    assert answer.status_code == 302
    assert "已停用" in keeper.get("/work/rules").get_data(as_text=True)
    assert "不应使用" in checked(register, "解放·路")
    again = {"version": version, "first_day_without": "2021-01-01", "reason": "再停一次"}
    assert keeper.post(f"/work/rules/{identifier}/end", again).status_code == 412


def store(register: RegisteredSite, subject: str, details: str) -> None:
    """As the form took it before it read such a text."""
    register.execute("alter table gazetteer.naming_provision disable trigger user")
    for schema in ("gazetteer", "published"):
        register.execute(f"update {schema}.naming_provision set details = '{details}' where subject = '{subject}'")
    register.execute("alter table gazetteer.naming_provision enable trigger user")


def test_what_nobody_can_read_is_left_out_and_the_law_stays(register: RegisteredSite) -> None:
    """An unreadable limit asks for nothing, an unknown parameter is passed over; the severity of the row holds."""
    assert add(register, "rule", RULE, subject="characters.length", details="most=3").status_code == 302
    assert "不超过3个字" in checked(register, "春风化雨路")
    store(register, "characters.length", "most=3字")
    assert "不超过" not in checked(register, "春风化雨路")

    assert add(register, "rule", RULE, subject="characters.letters", severity="must_not").status_code == 302
    store(register, "characters.letters", "most=1;least")
    page = checked(register, "解放A路")
    assert "不应使用" in page
    assert RULE["source"] in page


def test_a_size_that_nobody_can_read_asks_for_nothing(register: RegisteredSite) -> None:
    assert add(register, "threshold", THRESHOLD, subject="广场").status_code == 302
    store(register, "广场", "floors>=许多")
    assert checked(register, "春风化雨路")


@pytest.mark.parametrize(
    ("kind", "row", "changes", "words"),
    [
        ("rule", RULE, {"division": "北湖区"}, "本辖区内没有这个政区"),
        ("rule", RULE, {"details": "most"}, "most=8"),
        *(
            ("rule", RULE, {"subject": "characters.length", "details": wrong}, "most=8")
            for wrong in ("most=8字", "most=八", "most=8.0", "most=-1", "most=0", "most=100", "most=８", "x=1")
        ),
        ("rule", RULE, {"details": "edge_m=100"}, "只用于“同名”"),
        ("rule", RULE, {"subject": "duplicate.same", "details": "edge_m=251"}, "0 到 250"),
        ("rule", RULE, {"subject": "duplicate.same", "details": "edge_m=-1"}, "0 到 250"),
        ("rule", RULE, {"subject": "duplicate.same", "details": "edge_m=1e2"}, "0 到 250"),
        ("rule", RULE, {"valid_to": "2019-01-01"}, "废止日期要在施行日期以后"),
        ("rule", RULE, {"subject": "no.such"}, 'id="problems"'),
        ("rule", RULE, {"source": " "}, "请填写这一项"),
        *(
            ("threshold", THRESHOLD, {"details": wrong}, "请写成 floors")
            for wrong in ("floors>20", "floors>=NaN", "floors>=inf", "floors>=1e400", "floors>=-1", "floors>=1_0")
        ),
        ("word", WORD, {"exceptions": "别的词"}, "例外词都要含有"),
        ("word", WORD, {"list": "persons", "word_kind": "名人"}, "国家领导人"),
        ("word", WORD, {"subject": "同\x00乐"}, "控制字符"),
    ],
)
def test_rows_that_are_refused(
    register: RegisteredSite, kind: str, row: dict[str, str], changes: dict[str, str], words: str
) -> None:
    answer = add(register, kind, row, **{"subject": row["subject"], **changes})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_another_areas_keeper_does_not_end_a_row(register: RegisteredSite) -> None:
    assert add(register, "rule", RULE, subject="characters.rare").status_code == 302
    identifier, version = stored(register, "characters.rare")
    given = {"version": version, "first_day_without": "2021-01-01", "reason": "错"}
    other = register.officer("rule_keeper", "431002")
    assert other.post(f"/work/rules/{identifier}/end", given).status_code == 403
    assert register.officer("clerk", "431003").post(f"/work/rules/{identifier}/end", given).status_code == 403
    assert register.officer("clerk", "431003").post("/work/rules/rule", RULE).status_code == 403


def test_unknown_kinds(register: RegisteredSite) -> None:
    keeper = register.officer("rule_keeper", "431003")
    assert keeper.get("/work/rules?kind=other").status_code == 404
    assert keeper.post("/work/rules/other", RULE).status_code == 404
