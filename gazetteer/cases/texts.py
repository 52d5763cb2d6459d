"""The words of announcement and filing. Pure: the same facts give the same text and the same hash.

The six facts are those that 地名备案公告管理办法(试行) asks of every announcement: standard name, romanisation,
division, position, approving body, day of approval.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from gazetteer.cases.model import CaseKind, Correction, Document, DocumentKind
from geocore.documents.text import chinese_date

PAPERS_IN_ORDER = (
    DocumentKind.FILING_REPORT,
    DocumentKind.APPROVAL,
    DocumentKind.APPLICATION,
    DocumentKind.EVALUATION,
    DocumentKind.EXPERTS,
    DocumentKind.OPINIONS,
)
"""After the registration form, which is made from the case itself."""
PAPERS_NEEDED = (DocumentKind.APPROVAL, DocumentKind.APPLICATION)
"""The report is written from the file where nobody has put one into it."""


@dataclass(frozen=True, slots=True)
class SixFacts:
    """The facts of the announcement, in the order of the rule; None or blank where unknown."""

    standard_name: str | None
    romanisation: str | None
    division: str | None
    position: str | None
    approving_body: str | None
    approved_on: date | None

    def missing(self) -> list[str]:
        """Names of the facts that are not known."""
        return [
            fact.name
            for fact in fields(self)
            if (value := getattr(self, fact.name)) is None or (isinstance(value, str) and not value.strip())
        ]


def case_number(office_code: str, year: int, serial: int) -> str:
    return f"{office_code}-{year}-{serial:04d}"


def announcement_number(office: str, year: int, serial: int) -> str:
    return f"{office}地名公告〔{year}〕{serial}号"


def place_name_authority(office: str) -> str:
    """What the place-name authority of an office is usually called, as a first guess for a form."""
    return f"{office}民政局"


def deed(kind: CaseKind, name: str, old_name: str | None) -> str:
    """What is done, as titles and sentences say it."""
    return {
        CaseKind.NAMING: f"命名“{name}”",
        CaseKind.RENAMING: f"“{old_name}”更名为“{name}”",
        CaseKind.RETIREMENT: f"注销地名“{name}”",
        CaseKind.CORRECTION: f"“{old_name}”更正为“{name}”",
        CaseKind.PRE_NAMING: f"预命名“{name}”",
    }[kind]


def joint_deed(kind: CaseKind, names: Sequence[str]) -> str:
    """The same of all names of one decision; `names` are the new ones, in their order."""
    done = {
        CaseKind.NAMING: "命名",
        CaseKind.RENAMING: "地名更名为",
        CaseKind.RETIREMENT: "注销",
        CaseKind.CORRECTION: "地名更正为",
        CaseKind.PRE_NAMING: "预命名",
    }[kind]
    return f"{done}“{names[0]}”等{len(names)}个地名"


def matter(kind: CaseKind, names: Sequence[tuple[str, str | None]]) -> str:
    """What a case is about: 命名“同心路”, or 命名“同心路”等3个地名. `names` are pairs of name and old name."""
    name, old_name = names[0]
    return deed(kind, name, old_name) if len(names) == 1 else joint_deed(kind, [name for name, _old in names])


def announcement_body(
    kind: CaseKind, facts: SixFacts, old_name: str | None, document: str, issuer: str, announced_on: date
) -> str:
    """The text of the announcement. `facts` must be complete."""
    assert not facts.missing()
    assert facts.standard_name is not None
    assert facts.approved_on is not None
    papers = f"（{document}）" if document else ""
    lines = [
        f"经{facts.approving_body}批准{papers}，{deed(kind, facts.standard_name, old_name)}，现予公告：",
        f"标准地名：{facts.standard_name}",
        f"罗马字母拼写：{facts.romanisation}",
        f"所属行政区域：{facts.division}",
        f"位置描述：{facts.position}",
        f"批准机关：{facts.approving_body}",
        f"批准时间：{chinese_date(facts.approved_on)}",
        issuer,
        chinese_date(announced_on),
    ]
    return "\n".join(lines)


FACT_WORDS = {
    "standard_name": "标准地名",
    "romanisation": "罗马字母拼写",
    "division": "所属行政区域",
    "position": "位置描述",
    "approving_body": "批准机关",
    "approved_on": "批准时间",
}
"""What the six facts are called in announcements and papers, in their order."""


def correction_body(
    wrong_number: str, wrong_day: date, corrections: Iterable[Correction], reason: str, issuer: str, announced_on: date
) -> str:
    """The text of a corrigendum (勘误): which announcement, what it said, what it should say, why."""
    lines = [
        f"{chinese_date(wrong_day)}发布的《{wrong_number}》中，有关内容更正如下：",
        *(f"{FACT_WORDS[one.field]}：“{one.wrong}”应为“{one.right}”。" for one in corrections),
        f"更正原因：{reason}",
        issuer,
        chinese_date(announced_on),
    ]
    return "\n".join(lines)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class WrittenPaper:
    """A paper of the package that was written from the file: the PDF of the form, of the report, of an announcement."""

    kind: str
    content: bytes
    number: str = ""
    """Of the announcement that it prints."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def manifest(
    registration: dict[str, Any],
    documents: Iterable[Document],
    announcements: Iterable[tuple[str, str]],
    written: Iterable[WrittenPaper] = (),
) -> list[dict[str, Any]]:
    """What the filing package holds, in the order asked: form, report, approval, application, reports, announcements.

    `announcements` are (number, hash of the body); `pdf` names the paper written for an entry that also is data.
    """
    known = list(documents)
    prints = {(paper.kind, paper.number): paper.sha256 for paper in written}
    entries: list[dict[str, Any]] = [
        {"kind": "registration_form", "content": registration, "pdf": prints.get(("registration_form", ""))}
    ]
    for paper in written:
        if paper.kind == "filing_report":
            entries.append(
                {"kind": paper.kind, "file_name": "备案报告.pdf", "sha256": paper.sha256, "size": len(paper.content)}
            )
    for kind in PAPERS_IN_ORDER:
        entries += [
            {"kind": str(kind), "file_name": paper.file_name, "sha256": paper.sha256, "size": paper.size}
            for paper in known
            if paper.kind is kind
        ]
    entries += [
        {"kind": "announcement", "number": number, "sha256": body, "pdf": prints.get(("announcement", number))}
        for number, body in announcements
    ]
    return entries


def package_hash(entries: list[dict[str, Any]]) -> str:
    """SHA-256 of the manifest in canonical JSON: names every paper by its own hash."""
    return sha256(json.dumps(entries, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str))


def papers_missing(documents: Iterable[Document]) -> list[DocumentKind]:
    """Papers without which a receiver would send the package back."""
    known = {paper.kind for paper in documents}
    return [kind for kind in PAPERS_NEEDED if kind not in known]
