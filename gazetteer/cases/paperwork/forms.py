"""Forms of a case: the approver's card on one page, and the registration form that is filed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gazetteer.cases.approvers import body_of
from gazetteer.cases.change_reasons import cited
from gazetteer.cases.model import CaseItem, CaseKind, Decision
from gazetteer.cases.paper_words import ANSWERS, APPROVERS, KINDS, OUTCOMES, REVIEW_RESULTS, SEVERITIES
from gazetteer.cases.paperwork.facts import PaperFacts, official_day
from geocore.documents import Cell, Document, Form, Layout, PageBreak, Row, chinese_date, shortened
from geocore.documents.model import Block

_WIDTHS = (3, 6, 3, 6)
_LONG, _MIDDLE, _SHORT, _NAME = 70, 60, 34, 12
"""So many characters of a text fit: in two lines of a wide field, with room to spare, in one line, of a name in it."""
_FINDINGS, _ANSWERS = 3, 2
_SEAL = "（盖章）　　　　年　　月　　日"


def _pair(left: str, left_text: str, right: str, right_text: str) -> Row:
    return Row((Cell(left, is_label=True), Cell(left_text), Cell(right, is_label=True), Cell(right_text)))


def _wide(label: str, text: str, height_mm: int = 0) -> Row:
    return Row((Cell(label, is_label=True), Cell(text, span=3)), height_mm)


def approval_form(facts: PaperFacts) -> Document:
    """审批表: one page for whoever decides, with the strongest findings and objections (条例第九条、第十二条)."""
    case = facts.file.case
    item = case.items[0]
    names = shortened("、".join(item.candidate_names) or item.wanted_name, _LONG)
    more = f"（本案共{len(case.items)}项，其余见案卷）" if len(case.items) > 1 else ""
    rows = [
        _pair("受理编号", case.number or "", "申请单位", shortened(case.applicant_unit, _SHORT)),
        _pair("办理事项", KINDS[case.kind], "类别", _category(facts)),
        _wide("拟用名称" if case.kind.gives_a_name else "地名", names + more),
        _pair("罗马字母拼写", shortened(facts.spellings.get(item.id, ""), _MIDDLE), "现有地名", item.old_name or "无"),
        _wide("位置", shortened(f"{facts.division}，{item.position_text}", _LONG)),
        _wide("规模和性质", shortened("；".join(f"{key}：{value}" for key, value in item.facts.items()), _SHORT)),
        _wide("理由", shortened("：".join(filter(None, (cited(item.reason_code), item.reason))), _LONG)),
        _wide("含义和来历", shortened(" ".join(filter(None, (item.meaning, item.origin))), _LONG)),
        _wide("规则检查", "\n".join(_findings(facts))),
        _wide("征求意见", "\n".join(_opinions(facts))),
        _wide("审查意见", _review(facts), 16),
        _wide("批准机关\n（条例第十二条）", _approver(facts, item)),
        _wide("批准意见", _outcome(case.kind, facts.file.decisions.get(item.id)), 24),
    ]
    return Document(title=f"地名{KINDS[case.kind]}审批表", blocks=(Form(_WIDTHS, tuple(rows)),), layout=Layout.FORM)


def _category(facts: PaperFacts) -> str:
    return facts.category if facts.class_name in ("", facts.category) else f"{facts.category}（{facts.class_name}）"


def _findings(facts: PaperFacts) -> Iterable[str]:
    """The strongest findings of the newest report of each name: what speaks against, with its article."""
    found: list[dict[str, Any]] = [
        {**finding, "about": check.name} for check in facts.file.checks for finding in check.report.get("findings", ())
    ]
    if not found:
        return ("没有发现问题" if facts.file.checks else "还没有检查记录",)
    found.sort(key=lambda finding: list(SEVERITIES).index(finding.get("severity", "note")))
    lines = [_finding(one) for one in found[:_FINDINGS]]
    return [*lines, f"另有{len(found) - _FINDINGS}项，见案卷"] if len(found) > _FINDINGS else lines


def _finding(found: dict[str, Any]) -> str:
    """Name, message and the law's article, without the further papers that the report cites."""
    article = shortened(found.get("article", "").split("；")[0], _SHORT)
    words = f"{shortened(found['about'], _NAME)}：{shortened(found.get('message', ''), _LONG - _NAME - len(article))}"
    return f"【{SEVERITIES[found.get('severity', 'note')]}】{words}（{article}）"


def _opinions(facts: PaperFacts) -> Iterable[str]:
    """What every body and the public said, in numbers that add up; objections and conditions also in words."""
    lines = [*_of_units(facts), *_of_public(facts), *_of_experts(facts)] or ["未征求意见"]
    laid = facts.last_step("to_decision")
    left_out = (laid.changes or {}).get("left_out") if laid is not None else None
    return [*lines, shortened(left_out, _SHORT)] if left_out else lines


def _of_units(facts: PaperFacts) -> Iterable[str]:
    asked = facts.file.consultations
    if not asked:
        return
    words: list[tuple[str | None, str]] = [*ANSWERS.items(), (None, "未答复")]
    counts = "、".join(f"{word}{sum(one.answer == code for one in asked)}" for code, word in words)
    said = [one for code in ("object", "conditions") for one in asked if one.answer == code]
    yield f"单位{len(asked)}个：{counts}{'；其余见案卷' if len(said) > _ANSWERS else ''}"
    for one in said[:_ANSWERS]:
        yield shortened(f"{one.unit}{ANSWERS[one.answer or '']}：{one.text}", _SHORT)


def _of_public(facts: PaperFacts) -> Iterable[str]:
    comments, heard = facts.file.heard.comments, facts.file.opinions
    if comments.consultations:
        handled = f"采纳{comments.adopted}、部分采纳{comments.partly}、不采纳{comments.not_adopted}"
        yield f"公开征求意见{comments.received}条：{handled}、待答复{comments.waiting}"
    if heard:
        handled_on = sum(opinion.handled_on is not None for opinion in heard)
        yield f"以其他方式收到公众意见{len(heard)}条，已处理{handled_on}条"


def _of_experts(facts: PaperFacts) -> Iterable[str]:
    review = facts.file.heard.review
    if review is not None:
        mean = "" if review.mean is None else f"，平均{review.mean:.1f}分（满分5分）"
        result = f"{REVIEW_RESULTS[review.result]}，专家{review.experts}人{mean}"
        yield f"专家论证（{chinese_date(review.concluded_on)}）：{result}"


def _review(facts: PaperFacts) -> str:
    laid = facts.last_step("to_decision")
    if laid is None:
        return ""
    return (
        f"{shortened(laid.note or '', _LONG)}\n{shortened(laid.actor_name, _NAME)}　{chinese_date(official_day(laid))}"
    )


def _approver(facts: PaperFacts, item: CaseItem) -> str:
    decision = facts.file.decisions.get(item.id)
    if decision is not None and decision.approving_body:
        return shortened(decision.approving_body, _MIDDLE)
    named = body_of(facts.file.approver, facts.file.division)
    return f"{APPROVERS[facts.file.approver.kind]}{f'（{named}）' if named else ''}"


def _outcome(kind: CaseKind, decision: Decision | None) -> str:
    """What was decided; of a retirement not the name is approved but its end."""
    if decision is None:
        return f"□批准　□退回审查　□不予批准\n\n{_SEAL}"
    name = f"“{decision.name}”" if decision.name else ""
    document = shortened(decision.document, _SHORT)
    what = "" if kind.gives_a_name else KINDS[kind]
    lines = [f"{OUTCOMES[decision.outcome]}{what}{name}　{document}".rstrip(), shortened(decision.reason, _LONG)]
    return "\n".join(filter(None, [*lines, chinese_date(decision.decided_on)]))


def registration_forms(facts: PaperFacts) -> Document:
    """地名备案登记表, one page for each approved name; the fields of the national form that a case knows."""
    blocks: list[Block] = []
    for item, decision in facts.approved:
        blocks += [PageBreak()] if blocks else []
        blocks.append(_registration(facts, item, decision))
    return Document(title="地名备案登记表", blocks=tuple(blocks), layout=Layout.FORM)


def _registration(facts: PaperFacts, item: CaseItem, decision: Decision) -> Form:
    case = facts.file.case
    is_ended = case.kind is CaseKind.RETIREMENT
    ended = chinese_date(item.ended_on) if is_ended and item.ended_on else ""
    rows = (
        _pair("标准地名", decision.name, "罗马字母拼写", facts.spellings.get(item.id, "")),
        _pair("曾用名", item.old_name or "" if case.kind is CaseKind.RENAMING else "", "使用时间",
              "历史" if is_ended else "现今"),
        _pair("地名类别", facts.category, "分类代码", f"{case.class_code} {facts.class_name}".strip()),
        _pair("办理事项", KINDS[case.kind], "受理编号", case.number or ""),
        _wide("所在（跨）行政区", facts.division),
        _wide("位置描述", item.position_text),
        _pair("经纬度", _degrees(item), "坐标系", "2000国家大地坐标系（CGCS2000）" if item.lon is not None else ""),
        _wide("地名来历", shortened(item.origin, 8 * _LONG)),
        _wide("地名含义", shortened(item.meaning, 8 * _LONG)),
        _wide("实体概况", shortened("；".join(f"{key}：{value}" for key, value in item.facts.items()), 8 * _LONG)),
        _pair("批准机关", decision.approving_body, "批准时间", chinese_date(decision.decided_on)),
        _pair("批复文号", decision.document, "废止时间", ended),
        _pair("申请单位", case.applicant_unit, "登记单位", facts.authority),
        _pair("登记人", "", "登记时间", chinese_date(facts.today)),
    )  # fmt: skip
    return Form(_WIDTHS, rows)


def _degrees(item: CaseItem) -> str:
    """113°02′28.32″E 25°47′35.16″N: two decimals of a second, as the form asks."""
    if item.lon is None or item.lat is None:
        return ""
    return f"{_sexagesimal(item.lon)}E {_sexagesimal(item.lat)}N"


def _sexagesimal(degrees: float) -> str:
    hundredths = round(abs(degrees) * 360_000)
    minutes, rest = divmod(hundredths, 6000)
    return f"{minutes // 60}°{minutes % 60:02d}′{rest / 100:05.2f}″"
