"""The letter that approves a pre-naming (预命名批复): until which day the name is held, and what has to follow."""

from __future__ import annotations

from gazetteer.cases.paperwork.facts import PaperFacts
from gazetteer.cases.pre_naming import PreNaming
from gazetteer.cases.texts import deed, joint_deed
from geocore.documents import Document, HeadForm, Letterhead, Paragraph, chinese_date
from geocore.documents.model import Block


def pre_naming_letter(facts: PaperFacts) -> Document:
    """To be sealed by the approving body, like the approval of a naming. It cites the local row, no national law."""
    case, first = facts.file.case, facts.approved[0][1]
    held = {one.item_id: one for one in facts.file.pre_namings}
    source = next(iter(held.values())).source
    blocks: list[Block] = [
        Paragraph(f"{case.applicant_unit or facts.authority}：", is_indented=False),
        Paragraph(f"你单位提交的预命名申请收悉。根据{source}，经研究，批复如下："),
    ]
    several = len(case.items) > 1
    for number, item in enumerate(case.items, start=1):
        decision = facts.file.decisions[item.id]
        head = f"{number}．" if several else ""
        what = deed(case.kind, decision.name or item.wanted_name, None)
        if decision.outcome == "approved":
            spelling = facts.spellings.get(item.id)
            spelled = f"（罗马字母拼写：{spelling}）" if spelling else ""
            blocks.append(Paragraph(f"{head}同意{what}{spelled}。位置：{facts.division}，{item.position_text}。"))
        else:
            blocks.append(Paragraph(f"{head}不同意{what}。理由：{decision.reason}"))
    blocks += [Paragraph(text) for text in dict.fromkeys(_until(one) for one in held.values())]
    blocks += [
        Paragraph("预命名不是标准地名，不进入地名登记，不作为标准地名公告。"),
        Paragraph("请在有效期内申请正式命名。有效期满，不再为你单位保留上述名称；仍需使用的，重新申请。"),
    ]
    names = [decision.name for _, decision in facts.approved]
    done = deed(case.kind, names[0], None) if len(names) == 1 else joint_deed(case.kind, names)
    return Document(
        title=f"{first.approving_body}\n关于{done}的批复",
        number=first.document,
        blocks=tuple(blocks),
        organ=first.approving_body,
        day=first.decided_on,
        letterhead=Letterhead(first.approving_body, HeadForm.LETTER),
    )


def _until(held: PreNaming) -> str:
    granted = f"有效期自批准之日起{held.months}个月，最后一日为{chinese_date(held.granted_until)}"
    if held.extended_on is None or held.extended_until is None:
        return f"{granted}。"
    return (
        f"{granted}；{chinese_date(held.extended_on)}批准延长一次，最后一日为{chinese_date(held.extended_until)}。"
        f"延长的理由：{held.extension_reason}"
    )
