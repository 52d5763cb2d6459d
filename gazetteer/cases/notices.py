"""What the notices to an applicant are written from, whoever opens them: the office from the file of the case, the
applicant from what the database tells the holder of a link or code. Both give the same facts, so the same paper.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from gazetteer.cases.calendar import official_calendar
from gazetteer.cases.clocks import ApproverKind, ClockKind, DayUnit, Period, due
from gazetteer.cases.model import CaseKind, PathDivision
from gazetteer.cases.queries import CaseFile
from gazetteer.cases.store.areas import office_of
from gazetteer.cases.telling import without_reason
from gazetteer.cases.texts import place_name_authority
from geocore.official_time import day_of


class Notice(StrEnum):
    """What is handed to the applicant on the way of a case."""

    ACCEPTANCE = "acceptance_notice"
    """受理通知书."""
    CORRECTION = "correction_notice"
    """补正通知书."""
    DECLINE = "decline_notice"
    """不予受理通知书."""
    REFUSAL = "refusal_notice"
    """不予批准通知书: of the whole case, or of those items of a list that were refused."""


@dataclass(frozen=True, slots=True)
class AppliedFor:
    """One name that is applied for, or one that is to change; why it was refused, of an item of a list."""

    names: tuple[str, ...]
    old_name: str | None
    position_text: str
    refused: str = ""

    @property
    def title(self) -> str:
        return self.names[0] if self.names else self.old_name or ""


@dataclass(frozen=True, slots=True)
class Told:
    """What was told at a step, on which day.

    `again`: why not all of it was told the first time. `about`: the matter as it was then; the names may change since.
    """

    on: date
    text: str
    again: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Who refused, and why; of a list from which some items were approved each has its own reason, and this is empty.

    `body` is empty where nobody said which of several it is.
    """

    on: date
    body: str
    approver_kind: ApproverKind | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A period that began on a day. Its last day is that of the beginning: what stopped it since is not in it."""

    starts_on: date
    period: Period

    @property
    def last_day(self) -> date | None:
        """None where the holidays of its year are not known."""
        return due(self.starts_on, self.period, official_calendar()).day


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """`path`: divisions from the country down to the case. `follow_at`: the address of the page that takes number and
    code. `is_filled_in`: an officer writes by hand what the register does not know; nobody does on an applicant's copy.
    """

    kind: CaseKind
    applicant: str
    path: tuple[PathDivision, ...]
    items: tuple[AppliedFor, ...]
    number: str
    accepted_on: date | None
    terms: Mapping[ClockKind, Term]
    corrections: tuple[Told, ...] = ()
    declined: Told | None = None
    refusal: Refusal | None = None
    receipt: str = ""
    code: str = ""
    follow_at: str = ""
    is_filled_in: bool = True

    @property
    def division(self) -> str:
        """湖南省郴州市苏仙区: the country goes without saying."""
        return "".join(step.name for step in self.path if step.level > 0)

    @property
    def authority(self) -> str:
        """The place-name authority of the office that handles the case."""
        return place_name_authority(office_of(self.path).name)

    @property
    def refused(self) -> tuple[AppliedFor, ...]:
        """Those that the refusal is about: all of them, or some of a list."""
        return tuple(item for item in self.items if item.refused) or self.items


_READY: Final[Mapping[Notice, Callable[[NoticeFacts], bool]]] = {
    Notice.ACCEPTANCE: lambda facts: facts.accepted_on is not None,
    Notice.CORRECTION: lambda facts: bool(facts.corrections),
    Notice.DECLINE: lambda facts: facts.declined is not None,
    Notice.REFUSAL: lambda facts: facts.refusal is not None,
}


def has_notice(notice: Notice, facts: NoticeFacts) -> bool:
    """Whether the step was taken that the notice tells of. A draft that is put right may be without any name."""
    return bool(facts.items) and _READY[notice](facts)


def notices_of(facts: NoticeFacts) -> tuple[Notice, ...]:
    """Those that tell of a step that was taken, in the order of the steps."""
    return tuple(notice for notice in Notice if has_notice(notice, facts))


_AFTER: Final = {
    "accept": Notice.ACCEPTANCE,
    "ask_correction": Notice.CORRECTION,
    "decline": Notice.DECLINE,
    "refuse": Notice.REFUSAL,
    "approve": Notice.REFUSAL,
    "pre_approve": Notice.REFUSAL,
}


def to_hand_over(file: CaseFile) -> Notice | None:
    """The notice of the step that was taken last, until the next step."""
    notice = _AFTER.get(file.events[-1].action) if file.events else None
    return notice if notice is not None and has_notice(notice, facts_of_file(file)) else None


_Step = tuple[str, date, str, Mapping[str, Any]]
"""Action, day, note and changes of a step."""


def facts_of_file(file: CaseFile) -> NoticeFacts:
    """From the file, as officers see it."""
    case = file.case
    refused = {item: decision for item, decision in file.decisions.items() if decision.outcome == "refused"}
    return _assembled(
        NoticeFacts(
            kind=case.kind,
            applicant=case.applicant_unit,
            path=file.division,
            items=tuple(
                AppliedFor(
                    item.candidate_names,
                    item.old_name,
                    item.position_text,
                    refused[item.id].reason if item.id in refused else "",
                )
                for item in case.items
            ),
            number=case.number or "",
            accepted_on=case.accepted_on,
            terms={
                clock.kind: Term(clock.starts_on, Period(clock.kind, clock.days, DayUnit(clock.unit), clock.law))
                for clock in file.clocks
            },
            refusal=next(
                (Refusal(one.decided_on, one.approving_body, one.approver_kind) for one in refused.values()), None
            ),
        ),
        [(event.action, day_of(event.at), event.note or "", event.changes or {}) for event in file.events],
    )


def facts_told(told: Mapping[str, Any], path: tuple[PathDivision, ...]) -> NoticeFacts:
    """From the JSON of `gazetteer.case_told`, as the holder of a link or of a code gets it."""
    refused = told["refused"]
    return _assembled(
        NoticeFacts(
            kind=CaseKind(told["kind"]),
            applicant=told["applicant"],
            path=path,
            items=tuple(
                AppliedFor(tuple(one["names"]), one["old_name"], one["position_text"], one["refused"] or "")
                for one in told["items"]
            ),
            number=told["number"] or "",
            accepted_on=_day(told["accepted_on"]),
            terms={kind: _term(kind, clock) for clock in told["terms"] for kind in (ClockKind(clock["kind"]),)},
            refusal=refused
            and Refusal(date.fromisoformat(refused["on"]), refused["body"], ApproverKind(refused["approver_kind"])),
            receipt=told["receipt"] or "",
            is_filled_in=False,
        ),
        [
            (step["action"], date.fromisoformat(step["on"]), step["note"] or "", step["changes"] or {})
            for step in told["steps"]
        ],
    )


def _term(kind: ClockKind, clock: Mapping[str, Any]) -> Term:
    period = Period(kind, clock["days"], DayUnit(clock["unit"]), clock["law"])
    return Term(date.fromisoformat(clock["starts_on"]), period)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _assembled(facts: NoticeFacts, steps: Sequence[_Step]) -> NoticeFacts:
    """With what the steps told."""
    declined = [_told(*step) for step in steps if step[0] == "decline"]
    refused = [_whole(*step) for step in steps if step[0] == "refuse"]
    return replace(
        facts,
        corrections=tuple(_told(*step) for step in steps if step[0] == "ask_correction"),
        declined=declined[-1] if declined else None,
        refusal=refused[-1] if refused else facts.refusal,
    )


def _told(_action: str, on: date, note: str, changes: Mapping[str, Any]) -> Told:
    again = changes.get("again", "")
    return Told(on, without_reason(note, again), again, changes.get("about", ""))


def _whole(_action: str, on: date, note: str, changes: Mapping[str, Any]) -> Refusal:
    """Whoever was to approve it by the rules of that day."""
    approver = changes.get("approver") or {}
    kind = approver.get("kind")
    return Refusal(on, approver.get("body", ""), ApproverKind(kind) if kind else None, note)
