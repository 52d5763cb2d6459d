"""Notices to the applicant: accepted, to be put right, not taken up, not approved (受理、补正、不予受理、不予批准).

Drafts for the organ that seals them. The same facts give the same paper, whoever opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from gazetteer.cases.clocks import ApproverKind, ClockKind
from gazetteer.cases.model import CaseKind
from gazetteer.cases.notices import AppliedFor, Notice, NoticeFacts, Term, Told
from gazetteer.cases.paper_words import UNITS
from gazetteer.cases.review_organ import review_organ
from gazetteer.cases.telling import in_points
from gazetteer.cases.texts import matter
from geocore.documents import Document, HeadForm, Heading, Letterhead, Paragraph, Table, chinese_date
from geocore.documents.model import Block

_LINE: Final = "＿" * 10
"""To be written on by hand."""
_COPY: Final = "本件由申请人凭链接或者查询码取得，没有加盖印章，供查看和留存；以办理机关用印送达的为准。"
_TITLE_LINE: Final = 20
"""Characters of a title on one line: 22 pt between the margins."""
_ROUNDS: Final = "一二三四五六七八九十"


def notice_of(notice: Notice, facts: NoticeFacts) -> Document:
    """The paper; `has_notice` must hold."""
    return _BUILDERS[notice](facts)


def acceptance_notice(facts: NoticeFacts) -> Document:
    """受理通知书: what is applied for, under which number, until when it is decided, how it can be followed."""
    assert facts.accepted_on is not None
    term = facts.terms.get(ClockKind.DECISION)
    by = "受理编号或者网上回执号和它的查询码" if facts.receipt else "受理编号和查询码"
    rows = [
        # On one row, so that the notice of one name stays on one page.
        ("受理编号、日期", f"{facts.number}，{chinese_date(facts.accepted_on)}"),
        *_wishes(facts),
        *((("办理期限", _period(term)),) if term is not None else ()),
        *_code(facts),
        *((("网上回执号", facts.receipt),) if facts.receipt else ()),
        ("进度查询", f"凭{by}，在{facts.follow_at or '本机关的地名业务网站'}查询"),
    ]
    blocks: list[Block] = [
        _salutation(facts),
        Paragraph(f"你单位提交的{_matter(facts)}申请收悉。经审查，申请材料齐全，现予受理。有关事项如下："),
        Table(("项目", "内容"), tuple(rows), (1, 4)),
        *_list(facts),
    ]
    return _letter(facts, "受理通知书", blocks, facts.accepted_on)


def _code(facts: NoticeFacts) -> list[tuple[str, str]]:
    """The code is kept as a hash: where nobody has told it, it is written in by whoever saw it at the acceptance."""
    if facts.code:
        return [("查询码", facts.code)]
    return [("查询码", f"{_LINE}（由经办人填写）")] if facts.is_filled_in else []


def correction_notice(facts: NoticeFacts) -> Document:
    """补正通知书: everything at once (行政许可法第三十二条第一款第四项), where to bring it; of a further round also why
    its points were not told before, and what was.
    """
    *earlier, told = facts.corrections
    about = told.about or _matter(facts)
    term = facts.terms.get(ClockKind.ACCEPTANCE)
    within = f"自收到之日起{_days(term)}内决定是否受理" if term is not None else "收到后依法决定是否受理"
    blocks: list[Block] = [
        _salutation(facts),
        Paragraph(
            f"你单位提交的{about}申请收悉。经审查，申请材料不齐全或者不符合规定。根据《中华人民共和国行政许可法》"
            "第三十二条第一款第四项，现将需要补正的全部内容一次告知如下："
        ),
        *_points(told.text),
        *([Paragraph(f"以上内容此前没有一次告知的理由：{told.again}")] if told.again else []),
        Paragraph(f"请补正后送交{facts.authority}。本机关{within}。"),
        *([Paragraph(f"送交地点：{_LINE}\n联系人和电话：{_LINE}")] if facts.is_filled_in else []),
        *([Heading("附：此前告知的补正内容")] if earlier else []),
        *(block for number, one in enumerate(earlier) for block in _earlier(number, one)),
    ]
    return _letter(facts, "补正通知书", blocks, told.on, about)


def _earlier(number: int, told: Told) -> list[Block]:
    ordinal = _ROUNDS[number] if number < len(_ROUNDS) else str(number + 1)
    reason = [Paragraph(f"当时没有一次告知的理由：{told.again}")] if told.again else []
    return [Paragraph(f"第{ordinal}次（{chinese_date(told.on)}）："), *_points(told.text), *reason]


def decline_notice(facts: NoticeFacts) -> Document:
    """不予受理通知书: with the reason, and the way against it (行政许可法第三十二条)."""
    told = facts.declined
    assert told is not None
    blocks: list[Block] = [
        _salutation(facts),
        Paragraph(f"你单位提交的{_matter(facts)}申请收悉。经审查，决定不予受理。理由如下："),
        *_points(told.text),
        _remedies(facts, facts.authority, ApproverKind.PLACE_NAME_AUTHORITY),
        Paragraph("上述情形消除后，可以重新申请。"),
    ]
    return _letter(facts, "不予受理通知书", blocks, told.on)


def refusal_notice(facts: NoticeFacts) -> Document:
    """不予批准通知书: of the case or of some names of a list, with the reasons and the way against it (第三十八条)."""
    refusal = facts.refusal
    assert refusal is not None
    by = f"经{refusal.body}研究" if refusal.body else "经研究"
    number = f"（受理编号{facts.number}）" if facts.number else ""
    blocks: list[Block] = [_salutation(facts)]
    if refusal.reason:
        blocks += [
            Paragraph(f"你单位提交的{_matter(facts)}申请{number}，{by}，决定不予批准。理由如下："),
            *_points(refusal.reason),
        ]
    else:
        rows = tuple((str(at), _name(facts.kind, item), item.refused) for at, item in enumerate(facts.refused, start=1))
        what = f"其中下列{len(rows)}个名称" if len(rows) < len(facts.items) else "下列名称"
        blocks += [
            Paragraph(f"你单位提交的{_matter(facts)}申请{number}，{by}，决定不予批准{what}："),
            Table(("序号", "名称", "理由"), rows, (1, 3, 6)),
        ]
    blocks.append(_remedies(facts, refusal.body or facts.authority, refusal.approver_kind))
    about = _matter(facts, facts.refused)
    return _letter(facts, "不予批准通知书", blocks, refusal.on, about, refusal.body)


def _letter(facts: NoticeFacts, kind: str, blocks: list[Block], on: date, about: str = "", organ: str = "") -> Document:
    """信函格式 of the organ: the place-name authority unless another one decided. Its own number is the office's."""
    organ = organ or facts.authority
    subject = f"关于{about or _matter(facts)}申请的"
    broken = "\n" if len(subject) + len(kind) > _TITLE_LINE else ""
    return Document(
        title=f"{organ}\n{subject}{broken}{kind}",
        blocks=tuple(blocks),
        organ=organ,
        day=on,
        notes=() if facts.is_filled_in else (_COPY,),
        letterhead=Letterhead(organ, HeadForm.LETTER),
    )


def _salutation(facts: NoticeFacts) -> Paragraph:
    return Paragraph(f"{facts.applicant}：", is_indented=False)


def _matter(facts: NoticeFacts, items: Sequence[AppliedFor] = ()) -> str:
    """Of these names, or of all."""
    return matter(facts.kind, [(item.title, item.old_name) for item in items or facts.items])


def _name(kind: CaseKind, item: AppliedFor) -> str:
    changes = kind.gives_a_name and kind.changes_a_name
    return f"{item.title}（现名{item.old_name}）" if changes and item.old_name else item.title


def _wishes(facts: NoticeFacts) -> list[tuple[str, str]]:
    """Of one name; several stand in a table of their own."""
    if len(facts.items) > 1:
        return [("申请的地名", f"{len(facts.items)}个，见清单"), ("所在政区", facts.division)]
    (item,) = facts.items
    rows = [("现有地名", item.old_name)] if item.old_name else []
    if facts.kind.gives_a_name:
        rows.append(("拟用名称", "、".join(item.names)))
    return [*rows, ("位置", f"{facts.division}，{item.position_text}")]


def _list(facts: NoticeFacts) -> list[Block]:
    if len(facts.items) == 1:
        return []
    rows = tuple((str(at), _name(facts.kind, item), item.position_text) for at, item in enumerate(facts.items, start=1))
    return [Table(("序号", "名称", "位置"), rows, (1, 3, 6))]


def _points(text: str) -> list[Block]:
    return [Paragraph(line) for line in in_points(text)]


def _days(term: Term) -> str:
    return f"{term.period.days}{UNITS[term.period.unit]}"


def _period(term: Term) -> str:
    """20个工作日，至2026年3月30日（行政许可法第四十二条）, and what stops it (第四十五条)."""
    until = f"，至{chinese_date(term.last_day)}" if term.last_day else ""
    return f"自受理的次日起{_days(term)}{until}（{term.period.law}）；征求意见和专家论证的时间不计算在内"


def _remedies(facts: NoticeFacts, body: str, kind: ApproverKind | None) -> Paragraph:
    organ = review_organ(body, kind, facts.path) or "有管辖权的行政复议机关"
    return Paragraph(
        f"如不服本决定，可以自收到本通知书之日起六十日内向{organ}申请行政复议，也可以自收到本通知书之日起六个月内"
        "直接向人民法院提起行政诉讼（《中华人民共和国行政复议法》第二十条、《中华人民共和国行政诉讼法》第四十六条）。"
    )


_BUILDERS: Final[Mapping[Notice, Callable[[NoticeFacts], Document]]] = {
    Notice.ACCEPTANCE: acceptance_notice,
    Notice.CORRECTION: correction_notice,
    Notice.DECLINE: decline_notice,
    Notice.REFUSAL: refusal_notice,
}
