"""What may happen to a naming case, said a second time: by hand from the law and docs/naming-cases.md, not by asking
the services or their table. Knows no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

LAWFUL = {
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "ended",
    ("submitted", "accept"): "reviewing",
    ("submitted", "ask_correction"): "correction",
    ("submitted", "decline"): "ended",
    ("submitted", "withdraw"): "ended",
    ("correction", "resubmit"): "submitted",
    ("correction", "withdraw"): "ended",
    ("reviewing", "start_consulting"): "consulting",
    ("reviewing", "to_decision"): "deciding",
    ("reviewing", "withdraw"): "ended",
    ("consulting", "finish_consulting"): "reviewing",
    ("consulting", "withdraw"): "ended",
    ("deciding", "approve"): "announcing",
    ("deciding", "refuse"): "ended",
    ("deciding", "send_back"): "reviewing",
    ("deciding", "withdraw"): "ended",
    ("deciding", "pre_approve"): "provisional",
    ("provisional", "extend"): "provisional",
    ("announcing", "announce"): "announced",
    ("announced", "record_filing"): "filed",
}
"""Every lawful step: (from, action) -> to."""
PART = {
    **dict.fromkeys(("submit", "resubmit", "withdraw", "write"), "draft"),
    **dict.fromkeys(("accept", "ask_correction", "decline", "start_consulting", "finish_consulting", "to_decision",
                     "ask", "weigh"), "review"),
    **dict.fromkeys(("approve", "pre_approve", "extend", "send_back", "refuse"), "approve"),
}  # fmt: skip
"""Three persons' parts; announcing and filing are nobody's."""
RIGHT = {
    **dict.fromkeys(("submit", "resubmit", "withdraw", "write"), "draft"),
    **dict.fromkeys(("accept", "ask_correction", "decline"), "accept"),
    **dict.fromkeys(("start_consulting", "finish_consulting", "to_decision", "ask", "weigh"), "review"),
    **dict.fromkeys(("approve", "pre_approve", "extend", "send_back", "refuse"), "approve"),
    "formal": "draft",
    **dict.fromkeys(("announce", "record_filing", "file"), "announce"),
}
OF_ROLE = {
    "clerk": {"handle", "draft", "announce"},
    "reviewer": {"handle", "accept", "review", "announce"},
    "approver": {"handle", "approve"},
    "everybody": {"handle", "draft", "accept", "review", "approve", "announce"},
}
"""Rights by role, in one's own county. Whoever is not here has none."""


@dataclass
class Span:
    """One line in the history of a place: a name, what it is called, from when to when."""

    text: str
    kind: str
    since: date
    until: date | None = None


@dataclass
class Feature:
    """A place that a case has named."""

    id: UUID
    at: str
    spans: list[Span] = field(default_factory=list)
    is_changing: bool = False
    """A change of its present name is decided, and not announced."""

    @property
    def name(self) -> str | None:
        return next((span.text for span in self.spans if span.until is None), None)

    def close(self, kind: str, since: date) -> None:
        (span,) = (span for span in self.spans if span.until is None)
        span.kind, span.until = kind, max(since, span.since + timedelta(days=1))


@dataclass
class File:
    """A case as whoever follows its events knows it."""

    id: UUID
    at: str
    kind: str
    name: str
    feature: Feature | None = None
    about: str | None = None
    """The name that it is about, as it was when somebody last wrote in the application."""
    state: str = "draft"
    steps: int = 0
    writings: int = 0
    parts: dict[str, set[str]] = field(default_factory=dict)
    papers: set[str] = field(default_factory=set)
    unanswered: set[UUID] = field(default_factory=set)
    unhandled: int = 0
    public: UUID | None = None
    """The consultation of the public that is open."""
    comments: dict[UUID, bool] = field(default_factory=dict)
    """Whether each was answered."""
    review: UUID | None = None
    """The expert review that is not concluded."""
    ended_on: date | None = None
    """Of a retirement: when the feature ended, as last written."""
    decided_on: date | None = None
    held_until: date | None = None
    """Of an approved pre-naming: its last day, six months after the decision, three more once it is extended."""
    is_extended: bool = False
    follows: File | None = None
    """Of a formal naming: the pre-naming."""
    used_by: File | None = None
    announcements: list[UUID] = field(default_factory=list)
    is_sent: bool = False
    says_why: bool = True
    """Of a renaming: whether the application has the code of its reason."""
    follow: tuple[str, str] | None = None

    @property
    def is_closed(self) -> bool:
        return self.state in ("filed", "ended")

    def hindrances(self) -> bool:
        return bool(
            self.unanswered or self.unhandled or self.public or self.review or not all(self.comments.values())
        )  # fmt: skip


def months_later(day: date, months: int) -> date:
    """The day of the same number, or the last of the month where there is none; said another way than the rule does."""
    first = date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)
    found = first + timedelta(days=day.day - 1)
    while found.month != first.month:
        found -= timedelta(days=1)
    return found


@dataclass
class World:
    """All cases and what they have made of the register."""

    today: date
    files: dict[UUID, File] = field(default_factory=dict)
    features: list[Feature] = field(default_factory=list)
    taken: dict[str, UUID] = field(default_factory=dict)
    """Approved names of streets; both districts are one built-up area."""
    held: dict[str, File] = field(default_factory=dict)
    """Names that a pre-naming holds or held, the latest of each; it stands in nobody's way after its last day."""

    def may(self, who: str, action: str, file: File) -> bool:
        """The person's right there, and no other part in this case."""
        role, _, at = who.partition("@")
        if at != file.at or RIGHT[action] not in OF_ROLE.get(role, set()):
            return False
        part = PART.get(action)
        return part is None or not any(who in people for other, people in file.parts.items() if other != part)

    def lawful(self, who: str, action: str, file: File, steps_seen: int) -> bool:
        """Right, part, state and the version that the person saw; what else the step asks for is the caller's."""
        return self.may(who, action, file) and (file.state, action) in LAWFUL and steps_seen == file.steps

    def take(self, who: str, action: str, file: File) -> None:
        file.state = LAWFUL[file.state, action]
        file.steps += 1
        part = PART.get(action)
        if part is not None:
            file.parts.setdefault(part, set()).add(who)

    def rivals(self, file: File) -> bool:
        """Whether another open case, submitted and not announced, is about the same place."""
        return file.feature is not None and any(
            other.feature is file.feature and other.state not in ("draft", "announced", "filed", "ended")
            for other in self.files.values()
            if other is not file
        )

    def is_complete(self, file: File) -> bool:
        """Whether the application may be handed in."""
        new = {"application", "site_plan"}
        needed = {"naming": new, "pre_naming": new, "renaming": {"application"}}
        return (
            needed.get(file.kind, {"application", "evidence"}) <= file.papers
            and not self.rivals(file)
            and (file.kind == "retirement" or file.name != file.about)
            and (file.kind != "renaming" or file.says_why)
        )  # fmt: skip

    def is_free(self, file: File) -> bool:
        """Whether the register takes the decision: the wished name is free, the old one not changed by another."""
        if file.feature is not None and (file.feature.is_changing or file.feature.name != file.about):
            return False
        if file.kind == "retirement":
            return True
        holder = self.held.get(file.name)
        is_held = holder is not None and holder.used_by is None and self.runs(holder) and holder is not file.follows
        return file.name not in self.taken and not is_held

    def runs(self, file: File) -> bool:
        return file.held_until is not None and file.used_by is None and self.today <= file.held_until

    def is_over(self, file: File) -> bool:
        """Whether nothing more can come of a pre-naming: it has lapsed, or become a naming."""
        return file.state == "provisional" and not self.runs(file)

    def may_be_extended(self, file: File) -> bool:
        return self.runs(file) and not file.is_extended

    def may_follow(self, file: File) -> bool:
        """Whether a formal application may begin: the pre-naming runs, and no other has begun and not ended."""
        return self.runs(file) and not any(
            other.follows is file and other.state != "ended" for other in self.files.values()
        )  # fmt: skip

    def decide(self, file: File) -> None:
        file.decided_on = self.today
        if file.kind == "pre_naming":
            file.held_until = months_later(self.today, 6)
            self.held[file.name] = file
            return
        if file.follows is not None and self.held.get(file.name) is file.follows and self.runs(file.follows):
            file.follows.used_by = file
        if file.feature is not None:
            file.feature.is_changing = True
        if file.kind != "retirement":
            self.taken[file.name] = file.id

    def extend(self, file: File) -> None:
        assert file.held_until is not None
        file.held_until, file.is_extended = months_later(file.held_until, 3), True

    def announce(self, file: File, place: UUID) -> None:
        """What becomes public: the new name from the day of its approval, the old one until then."""
        assert file.decided_on is not None
        assert file.ended_on is not None
        if file.feature is None:
            file.feature = Feature(place, file.at)
            self.features.append(file.feature)
        else:
            kind = {"renaming": "former", "correction": "alias", "retirement": "standard"}[file.kind]
            self.taken.pop(file.about or "", None)
            file.feature.close(kind, file.ended_on if file.kind == "retirement" else file.decided_on)
            file.feature.is_changing = False
        if file.kind != "retirement":
            file.feature.spans.append(Span(file.name, "standard", file.decided_on))
