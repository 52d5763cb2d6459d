"""The same and like-sounding names within the legal scope (art. 9 items 7 and 8)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from gazetteer.naming import articles
from gazetteer.naming.divisions import famous
from gazetteer.naming.findings import Finding, Reach, Severity
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.likeness import Grade, Likeness, SoundingName, likeness, sounding_name
from gazetteer.naming.proposal import NameKind, Proposal
from gazetteer.naming.settings import ComparisonKey
from gazetteer.naming.sounds import readings_of
from gazetteer.naming.surroundings import Candidate, CandidateStatus, FeatureKind
from gazetteer.romanization import spoken_form

RULE_OF_GRADE: Final = {
    Grade.SAME: "duplicate.same",
    Grade.SAME_TONES: "duplicate.same_tones",
    Grade.SAME_SYLLABLES: "duplicate.same_syllables",
    Grade.DIALECT_NEAR: "duplicate.dialect_near",
    Grade.LOOK_ALIKE: "duplicate.look_alike",
    Grade.SPECIFIC_SAME: "duplicate.specific_same",
    Grade.SPECIFIC_SAME_TONES: "duplicate.specific_same_tones",
    Grade.SPECIFIC_SAME_SYLLABLES: "duplicate.specific_same_syllables",
    Grade.SPECIFIC_DIALECT_NEAR: "duplicate.specific_dialect_near",
    Grade.SPECIFIC_LOOK_ALIKE: "duplicate.specific_look_alike",
}
_BOUND_WITHIN_AREA: Final = (NameKind.TOWNSHIP, NameKind.COMMITTEE, NameKind.STREET, NameKind.BUILDING)
OUTSIDE: Final = "duplicate.outside_scope"
FAMOUS: Final = "duplicate.famous_feature"
SAME_SPOT: Final = "duplicate.same_spot"

_GRADE_WORDS: Final = {
    Grade.SAME: "同名",
    Grade.SAME_TONES: "同音",
    Grade.SAME_SYLLABLES: "音节相同、声调不同",
    Grade.DIALECT_NEAR: "方言近音",
    Grade.LOOK_ALIKE: "字形近似",
}
_STATUS_WORDS: Final = {
    CandidateStatus.CURRENT: "现行地名",
    CandidateStatus.PENDING: "正在办理的名称",
    CandidateStatus.RESERVED: "预留的名称",
    CandidateStatus.FORMER: "曾用名",
    CandidateStatus.REFUSED: "未获批准的名称",
    CandidateStatus.RETIRED: "已注销的名称",
}
_REACH_WORDS: Final = {
    Reach.INSIDE: "",
    Reach.STRADDLES: "，位于建成区边缘，一并比较",
    Reach.UNPLACED: "，没有登记位置，不能确定是否在同一建成区",
}
_WAYS_OUT: Final = {
    Grade.SAME: "换用其他专名；可选用当地历史地名，或者由周围地名派生。",
    Grade.SAME_TONES: "换用读音不同的专名。",
    Grade.SAME_SYLLABLES: "尽可能换用音节不同的专名，以免口头、电话中混淆。",
    Grade.DIALECT_NEAR: "按当地方言读一遍；容易混淆的，换用其他专名。",
    Grade.LOOK_ALIKE: "换用字形差别较大的专名，以免书写、标志上混淆。",
}


class Against(NamedTuple):
    """A candidate with the likeness that brings it up."""

    candidate: Candidate
    likeness: Likeness


@lru_cache(maxsize=16384)
def _sounding(
    name: str, specific: str, given: tuple[str, ...], category: str, class_code: str, division: str
) -> SoundingName:
    return sounding_name(name, specific, readings_of(name, given, category, class_code, division))


def sounding_proposal(proposal: Proposal) -> SoundingName:
    """Return the keys of a proposal: what a database looks for candidates with."""
    return _sounding(
        proposal.text,
        _beginning(proposal.text, proposal.specific),
        proposal.readings,
        proposal.kind.category,
        proposal.class_code,
        proposal.division,
    )


def _beginning(name: str, specific: str) -> str:
    """The specific part, if it is one: what an applicant has typed may not begin the name at all."""
    return specific if name.startswith(specific) else ""


def _same_sort(proposal: Proposal, candidate: Candidate) -> bool:
    """The law compares roads with roads and villages with villages; unsorted candidates are compared with all."""
    return candidate.category in ("", proposal.kind.value, proposal.kind.category)


def _alike(proposal: Proposal, candidates: tuple[Candidate, ...]) -> Iterator[Against]:
    mine = sounding_proposal(proposal)
    for candidate in candidates:
        own = candidate.place_id is not None and candidate.place_id == proposal.is_alteration_of
        if own or not _same_sort(proposal, candidate):
            continue
        name = spoken_form(candidate.name) if proposal.kind is NameKind.COMMITTEE else candidate.name
        specific = _beginning(name, candidate.specific)
        category = proposal.kind.category
        theirs = _sounding(name, specific, candidate.readings, category, "", candidate.division)
        found = likeness(mine, theirs)
        if found:
            yield Against(candidate, found)


def _order(against: Against) -> tuple[float, str, str, str]:
    candidate = against.candidate
    distance = float("inf") if candidate.distance_m is None else candidate.distance_m
    return distance, candidate.name, candidate.division, candidate.place_id or ""


def compared(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 items 7 and 8: no same name in the scope, and homophones avoided.

    One finding for each grade, status and reach, with every candidate in it. A name in use, under way or reserved
    counts in full, a former, refused or retired one a step less. A likeness of the specific parts is as serious as its
    setting says: a note by the Order, a prohibition where local law compares specific parts.
    """
    groups: dict[tuple[Grade, bool, CandidateStatus, Reach], list[Against]] = {}
    outside: list[Against] = []
    for against in _alike(inquiry.proposal, inquiry.surroundings.candidates):
        candidate, grade = against.candidate, against.likeness.grade
        if candidate.in_scope:
            group = (grade, against.likeness.possible, candidate.status, candidate.reach)
            groups.setdefault(group, []).append(against)
        elif grade is Grade.SAME and candidate.status is CandidateStatus.CURRENT:
            outside.append(against)
    for (grade, possible, status, _reach), alike in sorted(groups.items()):
        yield from _finding(inquiry, grade, possible, status, sorted(alike, key=_order))
    if outside:
        yield from _outside_scope(inquiry, sorted(outside, key=_order))


def _finding(
    inquiry: Inquiry, grade: Grade, possible: bool, status: CandidateStatus, group: list[Against]
) -> Iterator[Finding]:
    rule = _rule_by_key(inquiry, grade)
    full = inquiry.settings.of(rule).severity
    if full is None:
        return
    weight = full if status.in_force else full.lowered
    severity = weight.lowered if possible else weight
    first = group[0].candidate
    more = f"等{len(group)}个{_STATUS_WORDS[status]}" if len(group) > 1 else f"（{_standing(first)}）"
    part = "专名" if grade.of_specific else ""
    doubt = "按其中一种可能的读音，" if possible else ""
    yield from inquiry.finding(
        RULE_OF_GRADE[grade],
        _article(inquiry.proposal),
        f"{doubt}{part}与“{first.name}”{more}{_GRADE_WORDS[grade.plain]}{_REACH_WORDS[first.reach]}。",
        (against.candidate.as_evidence() for against in group),
        _WAYS_OUT[grade.plain],
        mildest=severity,
        setting=rule,
    )


def _standing(candidate: Candidate) -> str:
    """What a name is; a pre-named one with its last day."""
    until = candidate.held_until
    if until is None:
        return _STATUS_WORDS[candidate.status]
    return f"预留：预命名，至{until.year}年{until.month}月{until.day}日"


def _rule_by_key(inquiry: Inquiry, grade: Grade) -> str:
    """Return the rule whose setting counts: where specific parts are the key, they are judged as whole names are."""
    whole = RULE_OF_GRADE[grade.plain]
    by_specific = inquiry.settings.of(whole).key is ComparisonKey.SPECIFIC
    return whole if by_specific else RULE_OF_GRADE[grade]


def _article(proposal: Proposal) -> str:
    if proposal.kind is NameKind.UPPER_DIVISION:
        return articles.NATIONWIDE
    return articles.WITHIN_AREA if proposal.kind in _BOUND_WITHIN_AREA else articles.BY_ANALOGY


def _outside_scope(inquiry: Inquiry, outside: list[Against]) -> Iterator[Finding]:
    """The law does not reach beyond the scope; the same name just outside is still worth knowing."""
    yield from inquiry.finding(
        OUTSIDE,
        _article(inquiry.proposal),
        f"法定范围以外有同名的“{outside[0].candidate.name}”{len(outside)}处，法律不禁止。",
        (against.candidate.as_evidence() for against in outside),
        "相距不远、容易混淆的，可换用其他专名。",
        mildest=Severity.NOTE,
    )


def same_spot(inquiry: Inquiry) -> Iterator[Finding]:
    """Another name at the very position: perhaps the feature has a name already, perhaps two apply for it."""
    groups: dict[CandidateStatus, list[Candidate]] = {}
    for candidate in inquiry.surroundings.same_spot:
        if candidate.place_id is None or candidate.place_id != inquiry.proposal.is_alteration_of:
            groups.setdefault(candidate.status, []).append(candidate)
    for status, found in groups.items():
        names = sorted(found, key=lambda one: (one.name, one.division, one.place_id or ""))
        more = f"等{len(names)}个{_STATUS_WORDS[status]}" if len(names) > 1 else f"（{_STATUS_WORDS[status]}）"
        yield from inquiry.finding(
            SAME_SPOT,
            articles.POSITION,
            f"同一位置已有“{names[0].name}”{more}。",
            (candidate.as_evidence() for candidate in names),
            "核对坐标；确为同一处的，已有名称的申请更名，正在办理的并入先提出的申请。",
            mildest=Severity.NOTE,
        )


@lru_cache(maxsize=1)
def _famous_sounding() -> tuple[tuple[str, SoundingName], ...]:
    category = NameKind.NATURAL.value
    return tuple(
        (name, _sounding(name, "", (), category, "", ""))
        for name, (kind, _) in famous().items()
        if kind is FeatureKind.FAMOUS_NATURAL
    )


def famous_feature(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 7: names of nationally famous natural features are not given twice in the nation, nor their sound."""
    proposal = inquiry.proposal
    if proposal.kind is not NameKind.NATURAL:
        return
    mine = sounding_proposal(proposal)
    for name, theirs in _famous_sounding():
        found = likeness(mine, theirs)
        if found and not found.possible and found.grade <= Grade.SAME_TONES:
            same = found.grade is Grade.SAME
            yield from inquiry.finding(
                FAMOUS,
                articles.NATIONWIDE,
                f"与国内著名的自然地理实体“{name}”{_GRADE_WORDS[found.grade]}。",
                (famous()[name][1],),
                _WAYS_OUT[found.grade],
                mildest=None if same else Severity.SHOULD_AVOID,
                custom_excuses=True,
            )


RULES: Final[tuple[Rule, ...]] = (compared, famous_feature, same_spot)
