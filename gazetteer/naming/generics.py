"""The generic part: there is one, of the right kind and rank, not two, and the place is as large as it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gazetteer.naming import articles
from gazetteer.naming.findings import Finding, ThresholdEvidence, WordEvidence
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.proposal import FAMILY, Measures, NameKind, Proposal
from gazetteer.naming.settings import Condition, GenericThreshold
from gazetteer.naming.shipped import rows
from gazetteer.naming.structure import only_generic
from gazetteer.naming.surroundings import Feature, LocalName
from gazetteer.romanization.classes import Family
from gazetteer.romanization.split import infer_family

NEAR_M: Final = 1000.0
"""How far a lake may be for an estate to be named for it, where the feature's distance is known."""
_LISTED_IN: Final = "通名使用规则表"
_TERMS_SOURCE: Final = "GB/T 18521 及各地通名规定"


@dataclass(frozen=True, slots=True)
class GenericRule:
    """One row: a generic term that is wrong for some kinds of names."""

    rule: str
    term: str
    categories: frozenset[str]
    exceptions: tuple[str, ...]
    near: tuple[str, ...]
    """Endings of features nearby that make a misleading term true."""
    source: str
    remark: str


@lru_cache(maxsize=1)
def generic_rules() -> tuple[GenericRule, ...]:
    """Return the rows of ``data/generic_rules.csv``."""
    return tuple(
        GenericRule(
            row["rule"],
            row["term"],
            frozenset(row["categories"].split()),
            tuple(row["exceptions"].split()),
            tuple(row["near"].split()),
            row["source"],
            row["remark"],
        )
        for row in rows("generic_rules.csv")
    )


def _rules_for(inquiry: Inquiry, rule: str, text: str) -> Iterator[GenericRule]:
    kind = inquiry.proposal.kind
    for row in generic_rules():
        if row.rule != rule or row.categories.isdisjoint((kind.value, kind.category)):
            continue
        if text.endswith(row.term) and not text.endswith(row.exceptions or ("\0",)):
            yield row


def _ending(inquiry: Inquiry, rule: str) -> GenericRule | None:
    """Return the row of a rule for the term that ends the name, unless a longer generic term takes it in (小区)."""
    proposal = inquiry.proposal
    for row in _rules_for(inquiry, rule, proposal.text):
        if len(proposal.text) > len(row.term) and len(proposal.generic) <= len(row.term):
            return row
    return None


def missing(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9: no generic part, or that of another kind of place: a road is no 大厦, an estate no 路."""
    proposal = inquiry.proposal
    other_kind = _ending(inquiry, "other_kind") is not None
    if not proposal.text or (proposal.generic and not other_kind) or only_generic(proposal):
        return
    if any(_ending(inquiry, rule) for rule in ("division_for_building", "higher_rank", "misleading")):
        return
    if other_kind or _speaks_for_another_kind(proposal):
        yield from inquiry.finding(
            "generic.other_kind",
            articles.REALITY,
            f"“{proposal.text}”的通名属于另一类地理实体。",
            (WordEvidence(proposal.text, "通名表", _TERMS_SOURCE),),
            "换用符合该类地理实体的通名，或者更正所选类别。",
            custom_excuses=True,
        )
    else:
        yield from inquiry.finding(
            "generic.missing",
            articles.STRUCTURE,
            f"“{proposal.text}”没有通名，看不出是哪一类地理实体。",
            (WordEvidence(proposal.text, "通名表", _TERMS_SOURCE),),
            "在专名之后加上符合该类地理实体的通名。",
            custom_excuses=True,
        )


def _speaks_for_another_kind(proposal: Proposal) -> bool:
    """What a building may not share with divisions has a rule of its own, with its exceptions (水乡, 超市)."""
    meant = infer_family(proposal.text)
    if proposal.kind is NameKind.BUILDING and meant is Family.DIVISION:
        return False
    return meant not in (Family.SETTLEMENT, FAMILY[proposal.kind])


def stacked(inquiry: Inquiry) -> Iterator[Finding]:
    """Local rules under art. 9 item 2: two generic terms in a row (广场花园) say two things of one place."""
    proposal = inquiry.proposal
    if not proposal.generic or any(local.specific == proposal.specific for local in inquiry.surroundings.local_names):
        return
    for row in _rules_for(inquiry, "stacked", proposal.specific):
        yield from inquiry.finding(
            "generic.stacked",
            articles.REALITY,
            f"“{row.term}”与“{proposal.generic}”两个通名重叠使用。",
            (WordEvidence(row.term + proposal.generic, _LISTED_IN, row.source, row.remark),),
            f"只留一个通名，如“{proposal.specific}”。"
            if len(proposal.specific) > len(row.term)
            else "只留一个通名，并加上专名。",
            custom_excuses=True,
        )
        return


def division_for_building(inquiry: Inquiry) -> Iterator[Finding]:
    """Local rules under art. 9 item 2: generic terms of divisions (国 邦 郡 州 市 区 镇) are not for buildings."""
    row = _ending(inquiry, "division_for_building")
    if row:
        yield from inquiry.finding(
            "generic.division_for_building",
            articles.REALITY,
            f"住宅区、楼宇不以“{row.term}”一类行政区划用字作通名。",
            (WordEvidence(row.term, _LISTED_IN, row.source, row.remark),),
            "改用小区、公寓、苑、家园等住宅区、楼宇通名。",
            custom_excuses=True,
        )


def higher_rank(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 2, “大”: the generic term of a level above that of the place."""
    row = _ending(inquiry, "higher_rank")
    if row:
        yield from inquiry.finding(
            "generic.higher_rank",
            articles.REALITY,
            f"通名“{row.term}”的级别高于该地理实体。",
            (WordEvidence(row.term, _LISTED_IN, row.source, row.remark),),
            "换用与级别相符的通名。",
            custom_excuses=True,
        )


def misleading(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 2: an estate called 湖 or 湾 without such a feature near it. A note: only the map can tell."""
    row = _ending(inquiry, "misleading")
    if not row:
        return
    around = inquiry.surroundings
    named: list[Feature | LocalName] = [*around.features, *around.local_names]
    if not any(
        feature.name.endswith(row.near) and (feature.distance_m is None or feature.distance_m <= NEAR_M)
        for feature in named
    ):
        yield from inquiry.finding(
            "generic.misleading",
            articles.REALITY,
            f"以“{row.term}”结尾容易使人误认为附近有该类地物。",
            (WordEvidence(row.term, _LISTED_IN, row.source, row.remark),),
            f"附近确有“{row.term}”的，在位置图上标明；没有的，换用其他通名。",
            custom_excuses=True,
        )


_MEASURE_WORDS: Final = {
    "floors": ("层数", "层"),
    "height_m": ("高度", "米"),
    "floor_area_m2": ("建筑面积", "平方米"),
    "site_area_m2": ("占地面积", "平方米"),
    "open_ground_m2": ("公共空地面积", "平方米"),
    "open_share": ("空地率", ""),
    "green_share": ("绿地率", ""),
    "cover_share": ("建筑密度", ""),
    "floor_area_ratio": ("容积率", ""),
    "length_m": ("长度", "米"),
    "width_m": ("宽度", "米"),
}
_SHARES: Final = ("open_share", "green_share", "cover_share")


def _figure(measure: str, value: float) -> str:
    return f"{value:.0%}" if measure in _SHARES else f"{value:g}{_MEASURE_WORDS[measure][1]}"


def _condition_words(condition: Condition) -> str:
    relation = "不少于" if condition.relation == ">=" else "低于"
    return f"{_MEASURE_WORDS[condition.measure][0]}{relation}{_figure(condition.measure, condition.bound)}"


def required_words(threshold: GenericThreshold) -> str:
    """Say what a threshold asks for: 层数不少于20层，或者建筑面积不少于30000平方米."""
    return "，或者".join("且".join(map(_condition_words, joined)) for joined in threshold.alternatives)


def _stated_words(threshold: GenericThreshold, measures: Measures) -> str:
    asked = dict.fromkeys(condition.measure for joined in threshold.alternatives for condition in joined)
    values = ((measure, getattr(measures, measure)) for measure in asked)
    return "，".join(
        f"{_MEASURE_WORDS[measure][0]}{'未填' if value is None else _figure(measure, value)}"
        for measure, value in values
    )


def threshold(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 2: 大厦, 广场, 花园 … from a certain size on, which each city sets; unstated sizes are asked for."""
    wanted = inquiry.settings.threshold
    if wanted is None or inquiry.proposal.kind not in (NameKind.BUILDING, NameKind.PARK):
        return
    measures = inquiry.proposal.measures
    met = [[condition.met_by(measures) for condition in joined] for joined in wanted.alternatives]
    if any(all(joined) for joined in met):
        return
    open_still = any(False not in joined for joined in met)
    required = required_words(wanted)
    evidence = ThresholdEvidence(wanted.generic, required, _stated_words(wanted, measures), wanted.source)
    if open_still:
        yield from inquiry.finding(
            "generic.size_not_stated",
            articles.REALITY,
            f"通名“{wanted.generic}”须达到一定规模（{required}），申请书没有填全。",
            (evidence,),
            "补填规模数据。",
        )
    else:
        yield from inquiry.finding(
            "generic.threshold",
            articles.REALITY,
            f"规模达不到通名“{wanted.generic}”的要求：{required}。",
            (evidence,),
            "换用与规模相符的通名，如楼、苑、小区。",
            custom_excuses=True,
        )


RULES: Final[tuple[Rule, ...]] = (
    missing,
    stacked,
    division_for_building,
    higher_rank,
    misleading,
    threshold,
)
