"""What consultations of a naming case are made of. Dates are those of Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Moderation(StrEnum):
    PENDING = "pending"
    PUBLISHED = "published"
    WITHHELD = "withheld"


class Handling(StrEnum):
    """采纳, 部分采纳, 不采纳."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"


class ReportKind(StrEnum):
    """综合评估, 专家论证, 征求意见 (条例第十一条). The values are those of the papers that may stand for them."""

    EVALUATION = "evaluation"
    EXPERTS = "experts"
    OPINIONS = "opinions"


class Method(StrEnum):
    MEETING = "meeting"
    LETTER = "letter"


class ReviewResult(StrEnum):
    SUPPORT = "support"
    CHANGES = "changes"
    AGAINST = "against"


class ObjectionOutcome(StrEnum):
    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


class Channel(StrEnum):
    """How a unit was reminded."""

    LETTER = "letter"
    PHONE = "phone"
    MESSAGE = "message"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class AnswerVersion:
    """One version of a unit's answer; `via`: link, officer."""

    number: int
    answer: str
    text: str
    answered_by: str
    via: str
    answered_on: date


@dataclass(frozen=True, slots=True)
class Reminder:
    sent_on: date
    channel: Channel
    note: str


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A unit that was asked, with its link (until which day; None without one), answers and reminders."""

    id: UUID
    unit: str
    question: str
    asked_on: date
    due_on: date
    answered_on: date | None
    answer: str | None
    text: str
    answered_by: str
    link_until: date | None
    answers: tuple[AnswerVersion, ...]
    reminders: tuple[Reminder, ...]


@dataclass(frozen=True, slots=True)
class PublicConsultation:
    """公开征求意见: open to the public from `opens_on` to `closes_on`, both included, unless closed before."""

    id: UUID
    question: str
    range_text: str
    issuer: str
    opens_on: date
    closes_on: date
    closed_on: date | None
    close_note: str
    version: int


@dataclass(frozen=True, slots=True)
class Comment:
    """An opinion sent by the public; `contact` is personal data and leaves the file for nowhere."""

    id: UUID
    consultation_id: UUID
    receipt: str
    text: str
    author: str
    contact: str
    submitted_on: date
    moderation: Moderation
    moderation_reason: str
    handling: Handling | None
    answer: str
    answered_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """What experts score from 1 to 5."""

    code: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Expert:
    """One person on the docket. `has_conflict` is None until declared; `scores` by criterion code."""

    id: UUID
    name: str
    field: str
    unit: str
    has_conflict: bool | None
    conflict_text: str
    opinion: str
    answered_on: date | None
    scores: dict[str, int]
    version: int

    @property
    def counts(self) -> bool:
        """Whether this expert's opinion is part of the result."""
        return self.has_conflict is False


@dataclass(frozen=True, slots=True)
class ExpertReview:
    id: UUID
    question: str
    method: Method
    opened_on: date
    held_on: date | None
    minutes: str
    risks: str
    advice: str
    result: ReviewResult | None
    concluded_on: date | None
    version: int
    experts: tuple[Expert, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """综合评估 (实施办法第五条): the sections that its report must have."""

    legality: str = ""
    feasibility: str = ""
    controllability: str = ""
    effects: str = ""
    risks: str = ""
    measures: str = ""
    version: int = -1


@dataclass(frozen=True, slots=True)
class Need:
    """Whether a case needs a report: by rule (`law`), or as its reviewer weighed (`reason`); None: not weighed yet."""

    report: ReportKind
    is_needed: bool | None
    law: str
    reason: str


@dataclass(frozen=True, slots=True)
class Objection:
    """异议 to an announcement, and its answer."""

    id: UUID
    announcement_id: UUID
    announcement_number: str
    receipt: str
    text: str
    author: str
    contact: str
    submitted_on: date
    outcome: ObjectionOutcome | None
    answer: str
    answered_on: date | None
    is_public: bool
    version: int
