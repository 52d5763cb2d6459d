"""The six facts, the words of the announcement, and the package that is filed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from gazetteer.cases.model import CaseKind, Document, DocumentKind
from gazetteer.cases.texts import (
    SixFacts,
    announcement_body,
    announcement_number,
    case_number,
    manifest,
    package_hash,
    papers_missing,
)

FACTS = SixFacts(
    "同心路", "Tóngxīn Lù", "湖南省郴州市苏仙区", "东起东塔路，西至南塔路", "苏仙区人民政府", date(2026, 3, 2)
)


@pytest.mark.parametrize("fact", list(SixFacts.__dataclass_fields__))
def test_each_missing_fact_is_named(fact: str) -> None:
    for nothing in (None, " ") if fact != "approved_on" else (None,):
        assert replace(FACTS, **{fact: nothing}).missing() == [fact]
    assert FACTS.missing() == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (CaseKind.NAMING, "命名“同心路”"),
        (CaseKind.RENAMING, "“旧路”更名为“同心路”"),
        (CaseKind.RETIREMENT, "注销地名“同心路”"),
        (CaseKind.CORRECTION, "“旧路”更正为“同心路”"),
    ],
)
def test_the_body_states_deed_and_facts(kind: CaseKind, words: str) -> None:
    body = announcement_body(kind, FACTS, "旧路", "苏政函〔2026〕12号", "苏仙区民政局", date(2026, 3, 10))
    assert body.startswith(f"经苏仙区人民政府批准（苏政函〔2026〕12号），{words}，现予公告：\n标准地名：同心路\n")
    assert body.endswith("批准时间：2026年3月2日\n苏仙区民政局\n2026年3月10日")
    for fact in ("Tóngxīn Lù", "湖南省郴州市苏仙区", "东起东塔路，西至南塔路", "批准机关：苏仙区人民政府"):
        assert fact in body


def test_numbers() -> None:
    assert case_number("431003", 2026, 7) == "431003-2026-0007"
    assert announcement_number("苏仙区", 2026, 3) == "苏仙区地名公告〔2026〕3号"


def document(kind: DocumentKind, sha256: str = "0" * 64) -> Document:
    return Document(UUID(int=1), kind, f"{kind}.pdf", "application/pdf", 9, sha256, datetime(2026, 3, 2, tzinfo=UTC))


def test_the_package_is_in_the_order_asked_and_named_by_its_papers() -> None:
    papers = [document(kind) for kind in (DocumentKind.APPLICATION, DocumentKind.SITE_PLAN, DocumentKind.APPROVAL,
                                          DocumentKind.FILING_REPORT, DocumentKind.EXPERTS)]  # fmt: skip
    entries = manifest({"number": "x"}, papers, [("公告1号", "f" * 64)])
    assert [entry["kind"] for entry in entries] == [
        "registration_form", "filing_report", "approval", "application", "experts", "announcement",
    ]  # fmt: skip
    changed = [replace(papers[0], sha256="1" * 64), *papers[1:]]
    assert package_hash(entries) != package_hash(manifest({"number": "x"}, changed, [("公告1号", "f" * 64)]))
    assert papers_missing(papers) == []
    assert papers_missing(papers[:2]) == [DocumentKind.APPROVAL]
