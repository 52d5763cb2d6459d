"""The paper of an announcement, or of its correction: the words that were announced, with their facts as a table."""

from __future__ import annotations

from gazetteer.cases.model import CaseKind
from gazetteer.cases.public_announcements import PublicAnnouncement
from gazetteer.cases.texts import FACT_WORDS, deed
from geocore.documents import Document, Paragraph, Table, chinese_date
from geocore.documents.model import Block


def announcement_paper(announced: PublicAnnouncement, address: str = "") -> Document:
    """公告, with its number and the hash of its words; `address` is that of its page, where it has one."""
    opening, *lines = announced.body.split("\n")
    blocks: list[Block] = [Paragraph(opening)]
    if announced.corrections:
        rows = tuple((FACT_WORDS[one.field], one.wrong, one.right) for one in announced.corrections)
        blocks.append(Table(("项目", "原文", "更正为"), rows, (2, 4, 4)))
        blocks += [Paragraph(line) for line in lines[len(rows) : -2]]
    else:
        values = (
            announced.standard_name,
            announced.romanisation,
            announced.division,
            announced.position,
            announced.approving_body,
            chinese_date(announced.approved_on),
        )
        blocks.append(Table(("项目", "内容"), tuple(zip(FACT_WORDS.values(), values, strict=True)), (2, 5)))
    notes = [f"公告编号：{announced.number}", f"公告正文的SHA-256：{announced.body_hash}"]
    return Document(
        title=_title(announced),
        number=announced.number,
        blocks=tuple(blocks),
        organ=announced.issuer,
        day=announced.announced_on,
        notes=(*notes, f"固定网址：{address}") if address else tuple(notes),
    )


def _title(announced: PublicAnnouncement) -> str:
    if announced.corrections:
        return f"{announced.issuer}\n关于更正“{announced.standard_name}”公告的公告"
    done = deed(CaseKind(announced.kind), announced.standard_name, announced.former_name)
    return f"{announced.issuer}\n关于{done}的公告"
