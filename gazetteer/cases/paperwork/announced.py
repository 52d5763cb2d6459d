"""The paper of an announcement, or of its correction: the words that were announced, with their facts as a table."""

from __future__ import annotations

from collections.abc import Sequence

from gazetteer.cases.model import CaseKind
from gazetteer.cases.public_announcements import AnnouncedName, PublicAnnouncement
from gazetteer.cases.texts import FACT_WORDS, deed, joint_deed, sha256
from geocore.documents import Document, HeadForm, Letterhead, Paragraph, Table, chinese_date
from geocore.documents.model import Block


def announcement_paper(
    announced: PublicAnnouncement, address: str = "", together: Sequence[AnnouncedName] = ()
) -> Document:
    """公告, with its number and the hash of its words; `address` is that of its page, where it has one.

    `together` are all names under its number: several are announced in one table.
    """
    if len(together) > 1:
        return _joint_paper(announced, address, together)
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
    return _document(announced, _title(announced), blocks, announced.body_hash, address)


def _joint_paper(announced: PublicAnnouncement, address: str, together: Sequence[AnnouncedName]) -> Document:
    changes = announced.former_name is not None
    heads = ("序号", *(("原名",) if changes else ()), "标准地名", "罗马字母拼写", "所属行政区域", "位置描述")
    rows = tuple(
        (str(name.ordinal), *((name.former_name or "",) if changes else ()), name.standard_name, name.romanisation,
         name.division, name.position)
        for name in together
    )  # fmt: skip
    done = joint_deed(CaseKind(announced.kind), [name.standard_name for name in together])
    opening = announced.body.split("\n")[0].partition("，")[0]
    blocks: list[Block] = [
        Paragraph(f"{opening}，{done}，现予公告："),
        Table(heads, rows, (1, *((2,) if changes else ()), 2, 3, 3, 4)),
        Paragraph(f"批准机关：{announced.approving_body}"),
        Paragraph(f"批准时间：{chinese_date(announced.approved_on)}"),
    ]
    body_hash = sha256("\n\n".join(name.body for name in together))
    return _document(announced, f"{announced.issuer}\n关于{done}的公告", blocks, body_hash, address)


def _document(
    announced: PublicAnnouncement, title: str, blocks: Sequence[Block], body_hash: str, address: str
) -> Document:
    notes = [f"公告编号：{announced.number}", f"公告正文的SHA-256：{body_hash}"]
    return Document(
        title=title,
        number=announced.number,
        blocks=tuple(blocks),
        organ=announced.issuer,
        day=announced.announced_on,
        notes=(*notes, f"固定网址：{address}") if address else tuple(notes),
        letterhead=Letterhead(announced.issuer, HeadForm.LETTER),
    )


def _title(announced: PublicAnnouncement) -> str:
    if announced.corrections:
        return f"{announced.issuer}\n关于更正“{announced.standard_name}”公告的公告"
    done = deed(CaseKind(announced.kind), announced.standard_name, announced.former_name)
    return f"{announced.issuer}\n关于{done}的公告"
