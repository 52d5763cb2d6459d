"""Letters of a case (公文): application, approval, report of the filing."""

from __future__ import annotations

from gazetteer.cases.change_reasons import cited
from gazetteer.cases.model import CaseItem, CaseKind, DocumentKind
from gazetteer.cases.paper_words import KINDS, PAPERS
from gazetteer.cases.paperwork.facts import PaperFacts, official_day
from gazetteer.cases.texts import FACT_WORDS, PAPERS_IN_ORDER, deed
from geocore.documents import Document, HeadForm, Heading, Letterhead, Paragraph, Table, chinese_date
from geocore.documents.model import Block

_NOT_ENCLOSED = frozenset({DocumentKind.APPLICATION, DocumentKind.APPROVAL, DocumentKind.FILING_REPORT})
"""Papers of a case that did not come with its application."""


def application_letter(facts: PaperFacts) -> Document:
    """申请书: plan and reasons, position, scale and nature, other materials (条例第十一条)."""
    case = facts.file.case
    blocks: list[Block] = [Paragraph(f"{facts.authority}：", is_indented=False)]
    for item in case.items:
        # Pre-naming is local practice: no article of the Order is about it.
        law = "" if case.kind is CaseKind.PRE_NAMING else "根据《地名管理条例》第十一条，"
        blocks.append(Paragraph(f"{law}现申请{_wish(case.kind, item)}，有关情况如下："))
        for heading, text in (
            ("一、方案和理由", "\n".join(filter(None, (_coded(case.kind, item), item.reason)))),
            ("二、位置、规模和性质", "\n".join([f"{facts.division}，{item.position_text}", *_sizes(item)])),
            ("三、含义和来历", "\n".join(filter(None, (item.meaning, item.origin)))),
        ):
            blocks += [Heading(heading), Paragraph(text.strip() or "无。")]
    papers = [PAPERS[paper.kind] for paper in facts.file.documents if paper.kind not in _NOT_ENCLOSED]
    if papers:
        blocks.append(Paragraph("附件：" + "、".join(dict.fromkeys(papers)), is_indented=True))
    sent = facts.last_step("submit", "resubmit")
    contact = "　".join(filter(None, (case.contact_person, case.contact_phone)))
    return Document(
        title=f"关于{_wish(case.kind, case.items[0])}的申请书",
        blocks=tuple(blocks),
        organ=case.applicant_unit,
        day=official_day(sent) if sent else None,
        notes=(f"联系人：{contact}",) if contact else (),
    )


def _coded(kind: CaseKind, item: CaseItem) -> str:
    return f"{KINDS[kind]}原因：{cited(item.reason_code)}。" if item.reason_code else ""


def _wish(kind: CaseKind, item: CaseItem) -> str:
    return deed(kind, item.wanted_name, item.old_name)


def _sizes(item: CaseItem) -> list[str]:
    return [f"{key}：{value}" for key, value in item.facts.items()]


def approval_letter(facts: PaperFacts) -> Document:
    """批复, to be sealed by the approving body: a draft for it, or a copy for the file."""
    case = facts.file.case
    first = facts.approved[0][1]
    blocks: list[Block] = [Paragraph(f"{case.applicant_unit or facts.authority}：", is_indented=False)]
    blocks.append(Paragraph("你单位提交的地名申请收悉。根据《地名管理条例》第十二条，经研究，批复如下："))
    several = len(case.items) > 1
    for number, item in enumerate(case.items, start=1):
        decision = facts.file.decisions[item.id]
        head = f"{number}．" if several else ""
        what = deed(case.kind, decision.name or item.wanted_name, item.old_name)
        if decision.outcome == "approved":
            spelling = facts.spellings.get(item.id)
            spelled = f"（罗马字母拼写：{spelling}）" if spelling and case.kind.gives_a_name else ""
            where = f"位置：{facts.division}，{item.position_text}。"
            blocks.append(Paragraph(f"{head}同意{what}{spelled}。{where}"))
        else:
            blocks.append(Paragraph(f"{head}不同意{what}。理由：{decision.reason}"))
    blocks.append(
        Paragraph("请自批准之日起十五日内依照《地名管理条例》第十三条报送备案，并依照第十四条由地名行政主管部门公告。")
    )
    return Document(
        title=f"{first.approving_body}\n关于{_deeds(facts)}的批复",
        number=first.document,
        blocks=tuple(blocks),
        organ=first.approving_body,
        day=first.decided_on,
        letterhead=Letterhead(first.approving_body, HeadForm.LETTER),
    )


def filing_report(facts: PaperFacts) -> Document:
    """备案报告 (条例第十三条), with the six facts of each name and what lies in the package."""
    rows = [
        (
            decision.name,
            facts.spellings.get(item.id, ""),
            f"{facts.division}，{item.position_text}",
            f"{decision.approving_body}\n{chinese_date(decision.decided_on)}\n{decision.document}".rstrip(),
        )
        for item, decision in facts.approved
    ]
    known = {paper.kind for paper in facts.file.documents}
    papers = [PAPERS["registration_form"], *(PAPERS[kind] for kind in PAPERS_IN_ORDER[1:] if kind in known)]
    head = (FACT_WORDS["standard_name"], FACT_WORDS["romanisation"], "行政区域和位置", "批准机关、时间和文号")
    blocks: list[Block] = [Paragraph(f"{facts.authority_above}：", is_indented=False)] if facts.authority_above else []
    blocks += [
        Paragraph(
            f"根据《地名管理条例》第十三条和《地名备案公告管理办法（试行）》，现将{_deeds(facts)}的材料报上，请予备案。"
        ),
        Table(head, tuple(rows), (3, 4, 6, 5)),
        Paragraph("附件：" + "、".join(papers)),
    ]
    return Document(
        title=f"{facts.authority}\n关于{_deeds(facts)}备案的报告",
        blocks=tuple(blocks),
        organ=facts.authority,
        day=facts.today,
        letterhead=Letterhead(f"{facts.authority}文件", HeadForm.REPORT),
    )


def _deeds(facts: PaperFacts) -> str:
    """命名“同心路”, and 等 N 个地名 where there are more."""
    kind = facts.file.case.kind
    item, decision = facts.approved[0]
    if len(facts.approved) == 1:
        return deed(kind, decision.name, item.old_name)
    return f"{KINDS[kind]}“{decision.name}”等{len(facts.approved)}个地名"
