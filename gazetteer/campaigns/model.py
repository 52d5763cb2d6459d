"""What a campaign is made of. Days are those of Asia/Shanghai."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from gazetteer.campaigns.exclusions import Exclusion
from gazetteer.campaigns.kinds import Confidence, IrregularKind
from gazetteer.campaigns.workflow import CampaignState


class Verdict(StrEnum):
    KEEP = "keep"
    """A lawful name, or one with good reasons to stay."""
    CHANGE = "change"
    """To be renamed."""
    WITHDRAW = "withdraw"
    """No case at all: the machine was wrong."""


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """What the office sets up."""

    name: str
    division_id: UUID
    categories: tuple[str, ...]
    kinds: tuple[IrregularKind, ...]
    least_confidence: Confidence
    exclusions: tuple[Exclusion, ...]
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as stored; `state_version` counts the steps taken."""

    id: UUID
    name: str
    division_id: UUID
    division_path: tuple[int, ...]
    division: str
    categories: tuple[str, ...]
    kinds: tuple[IrregularKind, ...]
    least_confidence: Confidence
    exclusions: tuple[Exclusion, ...]
    starts_on: date
    ends_on: date
    objections_from: date | None
    objections_until: date | None
    opened_at: datetime
    state: CampaignState
    state_version: int


@dataclass(frozen=True, slots=True)
class Scan:
    """How far the machine pass is. `total` is counted when it begins."""

    state: str
    after_name: UUID | None
    total: int | None
    checked: int
    found: int
    excluded: int
    rules_version: str
    data_version: str
    version: int

    @property
    def is_done(self) -> bool:
        return self.state == "done"


@dataclass(frozen=True, slots=True)
class ScannedName:
    """A registered name that the machine looks at. Position in degrees of EPSG:4490; an invented one is none."""

    name_id: UUID
    place_id: UUID
    name: str
    category: str
    class_code: str
    division_seq: int
    lon: float | None
    lat: float | None
    tones: str | None
    since: date | None
    is_protected: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name that the machine picked, with all that it said. `result` is known once the list is public."""

    id: UUID
    position: int
    place_id: UUID
    division_path: tuple[int, ...]
    name: str
    category: str
    division: str
    kinds: tuple[str, ...]
    confidence: str
    findings: tuple[dict[str, Any], ...]
    excluded_by: str | None
    result: str | None


@dataclass(frozen=True, slots=True)
class GivenVerdict:
    seq: int
    candidate_id: UUID
    person: UUID
    person_name: str
    verdict: Verdict
    note: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Objection:
    id: UUID
    candidate_id: UUID
    received_on: date
    text: str
    answer: str | None
    answered_on: date | None
    receipt: str | None
    """Of one that came over the internet."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a listed name; `case_state` is that of the linked naming case."""

    candidate_id: UUID
    outcome: Verdict
    reason: str
    proposed_name: str
    case_id: UUID | None
    case_state: str | None
    decided_on: date


@dataclass(frozen=True, slots=True)
class Progress:
    """Names by how far their triage is; nothing here tells a verdict."""

    total: int
    untouched: int
    judged_once: int
    disputed: int
    resolved: int


class SignStage(StrEnum):
    """A sign as it stood with the old name, and as it stands after."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class SignPhoto:
    """A photograph of a sign, without the picture. `withdraw_reason` says why it counts no longer."""

    id: UUID
    candidate_id: UUID
    stage: SignStage
    taken_on: date
    size: int
    added_at: datetime
    added_by: str | None
    withdraw_reason: str | None


@dataclass(frozen=True, slots=True)
class RankedDivision:
    """How far a division below the area of a campaign is. `division` is empty for names of no such division.

    `judged` are names on which two persons have spoken, `decided` those with an end that is known, `done` those with
    nothing left to do; `replaced` of the `signs` have a photograph after. No result counts before the list is public.
    """

    division: str
    total: int
    judged: int
    decided: int
    done: int
    signs: int
    replaced: int
    last_activity: date | None

    @property
    def share(self) -> int:
        """Of the names, how many are done: whole per cent, 100 only for all."""
        return self.done * 100 // self.total
