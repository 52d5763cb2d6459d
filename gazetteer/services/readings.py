"""Deciding readings (读音审定) and keeping the override table that the computed proposals follow."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from gazetteer.readings_rules import ReadingProposal, problems_of, spelled, syllables_of
from gazetteer.romanization import Override, OverrideError, OverrideTable, Romanization, romanize
from gazetteer.store import readings as store
from gazetteer.store.publication import publish_places
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput, NotPermitted, StaleVersion
from geocore.problems import Problem

DECIDE = "readings.decide"
EDIT_RULES = "rules.edit"


@dataclass(frozen=True, slots=True)
class DecideReading:
    """`reading_id` and `version` are those of the reading that the person saw.

    `spelling` is one syllable for each character of the spoken name, or the spelling written together.
    """

    name_id: UUID
    reading_id: UUID | None
    version: int
    spelling: str
    evidence: str
    is_unlisted_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class AddOverride:
    """A rule for computed readings; `scope` as in gazetteer.romanization.overrides ("whole", "first", a division …)."""

    name: str
    reading: str
    scope: str
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EndOverride:
    override_id: UUID
    version: int
    reason: str


def decide_reading(work: UnitOfWork, command: DecideReading) -> Romanization:
    """Replace the reading of a name by a decided one, enter the event, publish the place.

    Raises NotFound (no such name in the person's area), NotPermitted, StaleVersion, InvalidInput with every problem.
    """
    old = store.reading_of_name(work.connection, command.name_id)
    if not work.actor.may(DECIDE, old.division_path):
        raise NotPermitted("your roles do not include deciding readings here", needs=DECIDE)
    if (old.reading_id, old.version) != (command.reading_id, command.version):
        raise StaleVersion("somebody else decided this reading in between", name=str(old.name_id))
    name = spoken_name(old)
    evidence = command.evidence.strip()
    problems = problems_of(
        ReadingProposal(name, old.language, command.spelling, evidence, command.is_unlisted_confirmed)
    )
    if problems:
        raise InvalidInput("the reading cannot be decided like this", problems)
    decided = spelled(old.name, syllables_of(name, command.spelling), class_code=old.class_code, category=old.category)
    store.replace_reading(work, old, decided, evidence)
    store.add_reading_event(work, old, decided.spelling, evidence)
    publish_places(work.connection, [old.place_id])
    work.audit(
        "reading.decide",
        "name",
        old.name_id,
        old={"spelling": old.spelling, "tones": old.tones, "status": old.status},
        new={"spelling": decided.spelling, "tones": decided.tones, "status": "decided"},
        changes={"name": old.name, "spelling": [old.spelling, decided.spelling], "tones": [old.tones, decided.tones]},
        reason=evidence,
    )
    return decided


def spoken_name(reading: store.NameReading) -> str:
    """The characters that are read, one syllable each: 白露塘村 for 白露塘村委会, without marks and brackets."""
    found = romanize(reading.name, class_code=reading.class_code, category=reading.category)
    return found.specific + found.generic


def add_override(work: UnitOfWork, command: AddOverride) -> UUID:
    """Enter a rule that holds from today on. Raises NotPermitted, InvalidInput, Conflict."""
    _require_rules(work)
    given = {key: " ".join(value.split()) for key, value in asdict(command).items()}
    problems = [Problem(key, "required", "must be said") for key in ("name", "reading", "source") if not given[key]]
    if not problems:
        try:
            OverrideTable((Override(given["name"], given["reading"], given["scope"]),))
        except OverrideError as error:
            problems.append(Problem("reading", "reading_does_not_fit", error.reason))
    if problems:
        raise InvalidInput("the rule cannot be entered like this", problems)
    override_id = store.insert_override(
        work, given["name"], given["reading"], given["scope"], given["source"], given["note"]
    )
    work.audit("reading_override.add", "reading_override", override_id, new=given, changes=dict(given))
    return override_id


def end_override(work: UnitOfWork, command: EndOverride) -> None:
    """From today on the rule holds no more; it stays in the table. Raises NotPermitted, NotFound, StaleVersion."""
    _require_rules(work)
    old = store.find_override(work.connection, command.override_id)
    store.close_override(work, command.override_id, command.version)
    work.audit(
        "reading_override.end",
        "reading_override",
        command.override_id,
        old=asdict(old),
        changes={"name": old.name, "scope": old.scope, "reading": old.reading},
        reason=command.reason.strip() or None,
    )


def _require_rules(work: UnitOfWork) -> None:
    if not work.actor.may(EDIT_RULES):
        raise NotPermitted("your roles do not include the rules", needs=EDIT_RULES)
