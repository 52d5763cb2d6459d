"""The three reports of 条例第十一条 as data: title and sections, put together from the file of a case. Pure.

Which sections a report must have is said in 实施办法第五条: 综合评估 – legality, feasibility, controllability, likely
effects, risks and measures; 专家论证 – necessity, scientific basis, reasonableness, risks, advice; 征求意见 – process
and range, main opinions and how they were handled. Pages, print and documents are made from these sections by others.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Final

from gazetteer.cases.change_reasons import cited
from gazetteer.cases.model import Case, CaseKind, Opinion
from gazetteer.consultations.model import (
    AskedUnit,
    Assessment,
    Comment,
    Criterion,
    ExpertReview,
    Handling,
    Method,
    Moderation,
    PublicConsultation,
    ReportKind,
    ReviewResult,
)
from geocore.documents.text import chinese_date

TITLES: Final = {
    ReportKind.EVALUATION: "综合评估报告",
    ReportKind.EXPERTS: "专家论证报告",
    ReportKind.OPINIONS: "征求意见报告",
}
_KINDS: Final = {
    CaseKind.NAMING: "命名",
    CaseKind.RENAMING: "更名",
    CaseKind.RETIREMENT: "注销",
    CaseKind.CORRECTION: "更正",
    CaseKind.PRE_NAMING: "预命名",
}
_ANSWERS: Final = {"agree": "同意", "conditions": "有条件同意", "object": "不同意", "none": "无意见"}
_HANDLINGS: Final = {Handling.ADOPTED: "采纳", Handling.PARTLY: "部分采纳", Handling.NOT_ADOPTED: "不采纳"}
_RESULTS: Final = {ReviewResult.SUPPORT: "同意", ReviewResult.CHANGES: "修改后同意", ReviewResult.AGAINST: "不同意"}
_METHODS: Final = {Method.MEETING: "会议论证", Method.LETTER: "书面论证"}
_WAITING = "（待答复）"


@dataclass(frozen=True, slots=True)
class Section:
    """One section: paragraphs, then a table if `head` is not empty. A section without either is a gap."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(text.strip() for text in self.paragraphs) and not self.rows


@dataclass(frozen=True, slots=True)
class Report:
    """A report in the order of its sections; its text is Chinese, as it goes to the approver."""

    kind: ReportKind
    title: str
    sections: tuple[Section, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """Headings of sections that the rule asks for and that are empty."""
        return tuple(section.heading for section in self.sections if section.is_empty)

    def as_dict(self) -> list[dict[str, object]]:
        """The sections as they are stored."""
        return [asdict(section) for section in self.sections]

    @property
    def sha256(self) -> str:
        """Of title and sections: whether the file has changed since a report was settled."""
        text = json.dumps([self.title, self.as_dict()], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CaseMaterial:
    """Everything that the reports are made of."""

    case: Case
    division: str
    units: tuple[AskedUnit, ...] = ()
    public: tuple[PublicConsultation, ...] = ()
    comments: tuple[Comment, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    reviews: tuple[ExpertReview, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    assessment: Assessment = field(default_factory=Assessment)


def assembled(kind: ReportKind, material: CaseMaterial) -> Report:
    """The report as the file stands now."""
    make = {
        ReportKind.EVALUATION: evaluation_sections,
        ReportKind.EXPERTS: expert_sections,
        ReportKind.OPINIONS: opinion_sections,
    }[kind]
    case = material.case
    title = f"关于“{case.title}”{_KINDS[case.kind]}的{TITLES[kind]}"
    return Report(kind, title, (_subject(material), *make(material)))


def _subject(material: CaseMaterial) -> Section:
    """What it is about, at the head of each report."""
    case = material.case
    lines = [f"受理编号：{case.number or '未受理'}", f"所在政区：{material.division}"]
    for item in case.items:
        names = "、".join(item.candidate_names)
        lines.append(f"现名：{item.old_name}" if item.old_name else "现名：无")
        lines += [f"拟用名称：{names}"] if names else []
        why = "：".join(filter(None, (cited(item.reason_code), item.reason)))
        lines += [f"位置：{item.position_text}", f"理由：{why}"]
    return Section("基本情况", tuple(lines))


def opinion_sections(material: CaseMaterial) -> tuple[Section, ...]:
    """征求意见报告: process and range; main opinions and how they were handled. No name or contact of the public."""
    return (
        Section("征求意见的过程", tuple(_process(material))),
        Section("征求意见的范围", tuple(_range(material))),
        Section(
            "有关单位的意见",
            () if material.units else ("没有征求有关单位的意见。",),
            ("单位", "意见", "内容") if material.units else (),
            tuple((unit.unit, _ANSWERS.get(unit.answer or "", _WAITING), unit.text) for unit in material.units),
        ),
        Section("公众的主要意见和处理情况", (_counted(material),), *_opinion_table(material)),
    )


def _process(material: CaseMaterial) -> Iterable[str]:
    for asked_on in sorted({unit.asked_on for unit in material.units}):
        units = [unit for unit in material.units if unit.asked_on == asked_on]
        done = sum(unit.answered_on is not None for unit in units)
        yield f"{chinese_date(asked_on)}向{len(units)}个单位征求意见，收到{done}个单位答复。"
    for one in material.public:
        until = one.closed_on if one.closed_on and one.closed_on <= one.closes_on else one.closes_on
        received = sum(comment.consultation_id == one.id for comment in material.comments)
        yield (
            f"{chinese_date(one.opens_on)}至{chinese_date(until)}由{one.issuer}公开征求意见，收到意见{received}条。"
            + (f"提前结束的原因：{one.close_note}。" if one.close_note else "")
        )
    if material.opinions:
        yield f"以其他方式收到公众意见{len(material.opinions)}条。"


def _range(material: CaseMaterial) -> Iterable[str]:
    if material.units:
        yield f"有关单位：{'、'.join(dict.fromkeys(unit.unit for unit in material.units))}。"
    for one in material.public:
        yield f"社会公众：{one.range_text}。"


def _counted(material: CaseMaterial) -> str:
    counts = Counter(comment.handling for comment in material.comments)
    total = len(material.comments) + len(material.opinions)
    if not total:
        return "没有收到公众意见。"
    parts = [f"{word}{counts[handling]}条" for handling, word in _HANDLINGS.items() if counts[handling]]
    waiting = counts[None] + sum(opinion.handling is None for opinion in material.opinions)
    parts += [f"待答复{waiting}条"] if waiting else []
    return f"共收到公众意见{total}条" + (f"，其中{'，'.join(parts)}。" if parts else "。")


def _opinion_table(material: CaseMaterial) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = [
        (
            chinese_date(comment.submitted_on),
            comment.text + ("" if comment.moderation is Moderation.PUBLISHED else "（未公开）"),
            _HANDLINGS[comment.handling] if comment.handling else _WAITING,
            comment.answer,
        )
        for comment in material.comments
    ]
    rows += [
        (chinese_date(opinion.received_on), opinion.text, "" if opinion.handling else _WAITING, opinion.handling or "")
        for opinion in material.opinions
    ]
    return (("日期", "意见", "处理", "理由") if rows else ()), tuple(rows)


def expert_sections(material: CaseMaterial) -> tuple[Section, ...]:
    """专家论证报告 of the newest concluded review, or of the open one while there is none."""
    concluded = [review for review in material.reviews if review.concluded_on is not None]
    chosen = (concluded or list(material.reviews))[-1:]
    if not chosen:
        return (Section("论证的组织"), Section("必要性、科学性、合理性"), Section("可能存在的风险"), Section("建议"))
    (review,) = chosen
    held = chinese_date(review.held_on) if review.held_on else "（待定）"
    result = f"论证结论：{_RESULTS[review.result]}。" if review.result else ""
    return (
        Section(
            "论证的组织",
            (f"论证方式：{_METHODS[review.method]}", f"论证日期：{held}", f"论证的问题：{review.question}"),
            ("专家", "专业领域", "单位", "利害关系"),
            tuple((one.name, one.field, one.unit, _conflict(one.has_conflict)) for one in review.experts),
        ),
        _scores(review, material.criteria),
        Section("专家意见", (), ("专家", "意见"), _expert_opinions(review)),
        Section("可能存在的风险", (review.risks,)),
        Section("对方案和实施的建议", (review.advice,)),
        Section("论证过程和结论", (review.minutes, result)),
    )


def _conflict(has_conflict: bool | None) -> str:
    return {None: "未申报", True: "有，已回避", False: "无"}[has_conflict]


def _scores(review: ExpertReview, criteria: tuple[Criterion, ...]) -> Section:
    """Means of the experts that count, to one decimal of five."""
    heading = "、".join(criterion.label_zh for criterion in criteria) or "必要性、科学性、合理性"
    rows = []
    for criterion in criteria:
        given = [one.scores[criterion.code] for one in review.experts if one.counts and criterion.code in one.scores]
        if given:
            rows.append((criterion.label_zh, f"{sum(given) / len(given):.1f}", str(min(given)), str(max(given))))
    return Section(heading, (), ("标准", "平均（满分5）", "最低", "最高"), tuple(rows))


def _expert_opinions(review: ExpertReview) -> tuple[tuple[str, ...], ...]:
    return tuple((one.name, one.opinion) for one in review.experts if one.counts and one.opinion)


def evaluation_sections(material: CaseMaterial) -> tuple[Section, ...]:
    """综合评估报告: what the officers wrote, and in one sentence each what was asked of others."""
    written = material.assessment
    received = len(material.comments) + len(material.opinions)
    others = [f"征求意见：向{len(material.units)}个单位征求意见，收到公众意见{received}条。"]
    others += [
        f"专家论证：{_RESULTS[review.result]}（{chinese_date(review.concluded_on)}）。"
        for review in material.reviews
        if review.result is not None and review.concluded_on is not None
    ]
    return (
        Section("合法性", (written.legality,)),
        Section("可行性", (written.feasibility,)),
        Section("可控性", (written.controllability,)),
        Section("可能产生的社会影响", (written.effects,)),
        Section("可能存在的风险", (written.risks,)),
        Section("应对措施", (written.measures,)),
        Section("征求意见和专家论证情况", tuple(others)),
    )
