"""What an application must hold before it is submitted, and who approves what. Pure; each rule yields its problems.

The fields of a problem are those of the form, so that a page can point at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from gazetteer.cases import change_reasons
from gazetteer.cases.model import Case, CaseKind, DocumentKind
from gazetteer.cases.scope import name_key
from gazetteer.readings_rules import HAN_LANGUAGE, ReadingProposal
from gazetteer.readings_rules import problems_of as reading_problems
from gazetteer.romanization import Romanization
from geocore.coordinates import distance_text
from geocore.problems import Problem
from geocore.texts import has_control

MOST_NAMES, LONGEST_NAME, LONGEST_TEXT = 5, 30, 2000

REQUIRED_DOCUMENTS: dict[CaseKind, tuple[DocumentKind, ...]] = {
    CaseKind.NAMING: (DocumentKind.APPLICATION, DocumentKind.SITE_PLAN),
    CaseKind.RENAMING: (DocumentKind.APPLICATION,),
    CaseKind.RETIREMENT: (DocumentKind.APPLICATION, DocumentKind.EVIDENCE),
    CaseKind.CORRECTION: (DocumentKind.APPLICATION, DocumentKind.EVIDENCE),
    CaseKind.PRE_NAMING: (DocumentKind.APPLICATION, DocumentKind.SITE_PLAN),
}
"""条例第十一条: plan and reasons, position and nature; a local list may ask for more."""


@dataclass(frozen=True, slots=True)
class Application:
    """Everything that the rules look at. `readings` holds the computed reading of each item's first wish."""

    case: Case
    documents: frozenset[DocumentKind]
    readings: dict[int, Romanization]
    today: date
    other_cases: dict[UUID, str] = field(default_factory=dict)
    """Places that an open case of somebody else is about, with its number or, before that has one, its state."""
    protected: frozenset[UUID] = frozenset()
    """Places of this case whose name is on the protection list."""
    offers_pre_naming: bool = False
    """Whether a row of local rules offers pre-naming for such names there today."""
    outside: dict[int, float] = field(default_factory=dict)
    """Items that lie outside the division of the case, with their metres from it."""


def has_an_applicant(application: Application) -> Iterator[Problem]:
    """An authority, enterprise, institution or grass-roots body applies (条例第十一条), so it has a name."""
    if not application.case.applicant_unit:
        yield Problem("applicant_unit", "applicant_missing", "no applicant is named")


def has_an_item(application: Application) -> Iterator[Problem]:
    if not application.case.items:
        yield Problem("names", "item_missing", "the application asks for nothing")


def has_names(application: Application) -> Iterator[Problem]:
    """A plan of the name (条例第十一条第一项): one to five wishes, each once."""
    for item in application.case.items:
        if not application.case.kind.gives_a_name:
            continue
        if not item.candidate_names:
            yield Problem("names", "name_missing", "no name is proposed", row=item.position)
        if len(set(item.candidate_names)) < len(item.candidate_names):
            yield Problem("names", "name_twice", "a name is proposed twice", row=item.position)
        if item.old_name is not None and item.old_name in item.candidate_names:
            yield Problem("names", "name_unchanged", "the proposed name is the present one", row=item.position)


def names_each_once(application: Application) -> Iterator[Problem]:
    """Items of a case share category and division, so the scope in which a name stands once (条例第九条第七、八项)."""
    if application.case.kind.gives_a_name:
        yield from twice_named(
            {item.position: item.candidate_names[0] for item in application.case.items if item.candidate_names}
        )


def twice_named(names: Mapping[int, str]) -> Iterator[Problem]:
    """Of the names of numbered items those that an earlier item has; the hint is the number of that one."""
    for number, earlier in named_before(names).items():
        yield Problem("names", "name_in_two_items", "another item has this name", row=number, hint=str(earlier))


def named_before(names: Mapping[int, str]) -> dict[int, int]:
    """Number of each item whose name an earlier one has, to the number of the first that has it."""
    first: dict[str, int] = {}
    before = {number: first.setdefault(name_key(name), number) for number, name in names.items()}
    return {number: earlier for number, earlier in before.items() if earlier != number}


def has_the_name_to_change(application: Application) -> Iterator[Problem]:
    for item in application.case.items:
        if application.case.kind.changes_a_name and item.old_name_id is None:
            yield Problem("place", "place_missing", "the name that is to change is not chosen", row=item.position)


def is_the_only_case(application: Application) -> Iterator[Problem]:
    """Two open cases about one name cannot both be granted; the second waits or joins the first."""
    for item in application.case.items:
        other = application.other_cases.get(item.place_id) if item.place_id is not None else None
        if other is not None:
            yield Problem("place", "place_in_other_case", "another case is about it", row=item.position, hint=other)


def says_why_and_where(application: Application) -> Iterator[Problem]:
    """Reasons (条例第十一条第一项), position (第二项); the words of the position go into the announcement."""
    for item in application.case.items:
        if not item.reason:
            yield Problem("reason", "reason_missing", "no reason is given", row=item.position)
        if not item.position_text:
            yield Problem("position_text", "position_text_missing", "the position is not described", row=item.position)
        if not application.case.kind.changes_a_name and item.lon is None:
            yield Problem("lon", "position_missing", "the feature is not placed", row=item.position)
        if not application.case.kind.changes_a_name and not item.meaning:
            yield Problem("meaning", "meaning_missing", "the meaning of the name is not told", row=item.position)


def says_why_by_code(application: Application) -> Iterator[Problem]:
    """A name is changed where it no longer fits (条例第十条) or where article 9 speaks against it: which of these it is
    stands in a code. Another reason (其他) is told by the words that every application has.
    """
    kind = application.case.kind
    for item in application.case.items:
        if not item.reason_code and kind is CaseKind.RENAMING:
            yield Problem("reason_code", "reason_code_missing", "the kind of reason is not said", row=item.position)
        if item.reason_code and not change_reasons.is_offered(item.reason_code, kind, application.today):
            message = "no reason for such a case today"
            yield Problem("reason_code", "reason_code_not_offered", message, row=item.position)


def lies_in_its_division(application: Application) -> Iterator[Problem]:
    """The office of a division names what lies there; what lies in two is for the division above both."""
    for item in application.case.items:
        metres = application.outside.get(item.position)
        if metres is not None:
            hint = distance_text(metres)
            yield Problem("lon", "outside_division", "the feature lies elsewhere", row=item.position, hint=hint)


def says_when_it_ended(application: Application) -> Iterator[Problem]:
    for item in application.case.items:
        if application.case.kind is not CaseKind.RETIREMENT:
            continue
        if item.ended_on is None:
            yield Problem("ended_on", "end_missing", "the day on which the feature ended is missing", row=item.position)
        elif item.ended_on > application.today:
            yield Problem("ended_on", "end_in_future", "the feature has not ended yet", row=item.position)


def has_a_certain_reading(application: Application) -> Iterator[Problem]:
    """The announcement states the spelling: a guessed reading must be settled, a given one must fit the characters."""
    for item in application.case.items:
        computed = application.readings.get(item.position)
        if computed is None:
            continue
        if item.reading:
            name = computed.specific + computed.generic
            proposal = ReadingProposal(name, HAN_LANGUAGE, item.reading, "case", is_unlisted_confirmed=False)
            for problem in reading_problems(proposal):
                yield Problem("reading", problem.code, problem.message, row=item.position, hint=problem.hint)
        elif not computed.confident:
            hint = "、".join(computed.polyphones)
            yield Problem("reading", "reading_uncertain", "the reading is a guess", row=item.position, hint=hint)


def has_its_documents(application: Application) -> Iterator[Problem]:
    for kind in REQUIRED_DOCUMENTS[application.case.kind]:
        if kind not in application.documents:
            yield Problem("documents", "document_missing", "a document is missing", hint=kind)


def has_its_protection_plan(application: Application) -> Iterator[Problem]:
    """Protective measures are prepared before a name on the protection list is renamed (条例第二十五条)."""
    if application.case.kind is not CaseKind.RENAMING or DocumentKind.PROTECTION_PLAN in application.documents:
        return
    for item in application.case.items:
        if item.place_id in application.protected:
            yield Problem(
                "documents", "protection_plan_missing", "the name is protected", row=item.position,
                hint=DocumentKind.PROTECTION_PLAN,
            )  # fmt: skip


def is_offered(application: Application) -> Iterator[Problem]:
    """Pre-naming is local practice, not national law: it is there where a dated row of the area says so."""
    if application.case.kind is CaseKind.PRE_NAMING and not application.offers_pre_naming:
        yield Problem("kind", "pre_naming_not_offered", "no row of local rules offers pre-naming here")


RULES: tuple[Callable[[Application], Iterator[Problem]], ...] = (
    is_offered,
    has_an_applicant,
    has_an_item,
    has_the_name_to_change,
    is_the_only_case,
    has_names,
    names_each_once,
    says_why_and_where,
    says_why_by_code,
    lies_in_its_division,
    says_when_it_ended,
    has_a_certain_reading,
    has_its_documents,
    has_its_protection_plan,
)


def problems_of(application: Application) -> list[Problem]:
    """Everything that is missing, at once (一次性告知, 行政许可法第三十二条第四项)."""
    return [problem for rule in RULES for problem in rule(application)]


def writing_problems(names: tuple[str, ...], texts: dict[str, str]) -> list[Problem]:
    """What cannot even be kept as a draft: too long, too many, characters that cannot be stored or mislead."""
    problems = [
        Problem(key, "control", "holds a control character") for key, text in texts.items() if has_control(text)
    ]
    problems += [
        Problem(key, "too_long", f"at most {LONGEST_TEXT} characters", hint=str(LONGEST_TEXT))
        for key, text in texts.items()
        if len(text) > LONGEST_TEXT
    ]
    if len(names) > MOST_NAMES:
        problems.append(Problem("names", "too_many_names", f"at most {MOST_NAMES} names"))
    if any(map(has_control, names)):
        problems.append(Problem("names", "control", "holds a control character"))
    if any(len(name) > LONGEST_NAME for name in names):
        problems.append(Problem("names", "name_too_long", f"at most {LONGEST_NAME} characters"))
    return problems
