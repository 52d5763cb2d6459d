"""What the texts of an application's form say: a draft as far as they can be read, the rest as it was typed, and why.

Reads only. What cannot be read is left out of the draft; what a draft cannot be without (kind, category, division)
stays as it was. So a draft never says what nobody wrote.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases import change_reasons
from gazetteer.cases.draft_texts import texts_of
from gazetteer.cases.facts import facts_of
from gazetteer.cases.model import CaseKind, Channel, Draft, DraftItem
from gazetteer.cases.rules import writing_problems
from gazetteer.cases.store import areas
from gazetteer.cases.store.cases import standard_name_of
from gazetteer.cases.store.pre_namings import term_of
from gazetteer.cases.workflow import DRAFT
from gazetteer.classes import DEFAULT_CLASS, class_categories
from geocore.actor import Actor
from geocore.coordinates import decimal_number
from geocore.errors import InvalidInput, NotFound
from geocore.problems import Problem

_PROSE = ("reading", "reason", "meaning", "origin", "position_text")


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """`unread` holds the texts that the draft does not say, by field; `problems` tell why, and what is half there."""

    draft: Draft
    unread: dict[str, str]
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class TextReader:
    """Reads texts on top of a draft, for somebody who may draft in the regions of `actor`."""

    connection: sa.Connection
    actor: Actor
    today: date
    before: Draft
    may_move: bool = True
    """Whether it may come to lie in another division: not after its first submission."""
    unread: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, texts: Mapping[str, str]) -> ReadTexts:
        """`texts` holds every field of the form as `draft_texts.plain` leaves it."""
        kind, channel = self._chosen(texts)
        draft = replace(
            self.before,
            kind=kind,
            channel=channel,
            applicant_unit=" ".join(texts["applicant_unit"].split()),
            applicant_code=" ".join(texts["applicant_code"].split()),
            contact_person=" ".join(texts["contact_person"].split()),
            contact_phone=" ".join(texts["contact_phone"].split()),
        )
        if len(self.before.items) <= 1:
            draft = replace(draft, items=(self._item(kind, texts),))
        facts = self._facts_of_place(draft.items[0].place_id)
        if facts is None:
            draft = self._whereabouts(draft, texts)
        else:  # a registered place says it all itself
            category, class_code, division_id = facts
            draft = replace(draft, category=category, class_code=class_code, division_id=division_id)
        return ReadTexts(self._offered(draft), self.unread, tuple(self.problems))

    def _put(self, key: str, text: str, code: str, message: str) -> None:
        self.unread[key] = text
        self.problems.append(Problem(key, code, message))

    def _chosen(self, texts: Mapping[str, str]) -> tuple[CaseKind, Channel]:
        kind, channel = self.before.kind, self.before.channel
        if texts["kind"] in set(CaseKind):
            kind = CaseKind(texts["kind"])
        else:
            self._put("kind", texts["kind"], "required", "must be chosen")
        if texts["channel"] in set(Channel):
            channel = Channel(texts["channel"])
        else:
            self._put("channel", texts["channel"], "required", "must be chosen")
        return kind, channel

    def _item(self, kind: CaseKind, texts: Mapping[str, str]) -> DraftItem:
        lon, lat = self._position(texts["lon"], texts["lat"])
        prose = {key: texts[key] for key in _PROSE}
        return DraftItem(
            candidate_names=self._names(texts["names"]),
            place_id=self._place(kind, texts["place"]),
            lon=lon,
            lat=lat,
            facts=self._facts(texts["facts"]),
            ended_on=self._day(texts["ended_on"]),
            reason_code=self._reason_code(kind, texts["reason_code"]),
            **prose,
        )

    def _names(self, text: str) -> tuple[str, ...]:
        names = tuple(text.splitlines())
        problems = writing_problems(names, {})
        if not problems:
            return names
        self.unread["names"] = text
        self.problems += problems
        return ()

    def _position(self, lon: str, lat: str) -> tuple[float, float] | tuple[None, None]:
        """Degrees, EPSG:4490. Half a position is none."""
        typed = {key: text for key, text in (("lon", lon), ("lat", lat)) if text}
        found = {key: self._degrees(key, text) for key, text in typed.items()}
        east, north = found.get("lon"), found.get("lat")
        if east is not None and north is not None:
            if areas.is_inside_envelope(self.connection, east, north):
                return east, north
            self.problems.append(Problem("lon", "position_outside", "outside the envelope"))
        elif len(typed) == 1:
            self.problems.append(Problem("lat" if lon else "lon", "position_missing", "half a position"))
        self.unread |= typed
        return None, None

    def _degrees(self, key: str, text: str) -> float | None:
        before = next(iter(self.before.items), DraftItem())
        value: float | None = getattr(before, key)
        if value is not None and text == f"{value:.6f}":
            return value  # not moved by the digits that the form leaves out
        try:
            value = decimal_number(text)
        except ValueError:
            value = math.nan
        if math.isfinite(value) and abs(value) <= 180:
            return value
        self._put(key, text, "not_degrees", "no number of degrees")
        return None

    def _day(self, text: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._put("ended_on", text, "not_a_day", "no day")
            return None

    def _reason_code(self, kind: CaseKind, text: str) -> str:
        """One that such a case may have today; the row of another kind, or of another day, says nothing of it."""
        if not text or change_reasons.is_offered(text, kind, self.today):
            return text
        self._put("reason_code", text, "reason_code_not_offered", "no reason for such a case today")
        return ""

    def _facts(self, text: str) -> dict[str, str]:
        found = facts_of(text)
        if len(found) == sum(bool(line.strip()) for line in text.splitlines()):
            return found
        self._put("facts", text, "facts_twice", "a fact is written twice, or has no words before its colon")
        return {}

    def _place(self, kind: CaseKind, text: str) -> UUID | None:
        if not text:
            return None
        if not kind.changes_a_name:
            self._put("place", text, "place_not_used", "this kind of case is about no present name")
            return None
        found = areas.place_meant(self.connection, text)
        if found and self._facts_of_place(found) and standard_name_of(self.connection, found):
            return found
        self._put("place", text, "place_unknown", "not one place of this area")
        return None

    def _facts_of_place(self, place_id: UUID | None) -> tuple[str, str, UUID] | None:
        """Category, class and division; None also where no case of this person, or not this case, may lie."""
        if place_id is None:
            return None
        try:
            found = areas.place_facts(self.connection, place_id)
        except NotFound:
            return None
        return found if self._may_lie_in(found[2]) else None

    def _may_lie_in(self, division_id: UUID) -> bool:
        path = areas.path_of_division(self.connection, division_id)
        return self.actor.may(DRAFT, path) and (
            self.may_move or path == areas.path_of_division(self.connection, self.before.division_id)
        )

    def _whereabouts(self, draft: Draft, texts: Mapping[str, str]) -> Draft:
        classes = class_categories(self.connection)
        category, class_code = texts["category"], texts["class_code"]
        if category not in set(classes.values()):
            self._put("category", category, "required", "must be chosen")
            category = self.before.category
        if class_code and classes.get(class_code) != category:
            self._put("class_code", class_code, "class_mismatch", "the class belongs to another category")
            class_code = ""
        return replace(
            draft,
            category=category,
            class_code=class_code or DEFAULT_CLASS[category],
            division_id=self._division(texts["division"]),
        )

    def _division(self, text: str) -> UUID:
        if text == texts_of(self.before, areas.name_of_division(self.connection, self.before.division_id))["division"]:
            return self.before.division_id
        regions = sorted(self.actor.grants.get(DRAFT, ()))
        try:
            found = areas.the_division(self.connection, text, regions).id
        except InvalidInput as error:
            self.unread["division"] = text
            self.problems += error.problems
            return self.before.division_id
        if self._may_lie_in(found):
            return found
        self._put("division", text, "division_changed", "an application stays where it was submitted")
        return self.before.division_id

    def _offered(self, draft: Draft) -> Draft:
        """Pre-naming is there where a row of local rules of that day says so."""
        if draft.kind is not CaseKind.PRE_NAMING:
            return draft
        path = areas.path_of_division(self.connection, draft.division_id)
        name = next((name for item in draft.items for name in item.candidate_names), "")
        if term_of(self.connection, draft.category, draft.class_code, path, name, self.today) is not None:
            return draft
        self._put("kind", str(draft.kind), "pre_naming_not_offered", "no row of local rules offers it there")
        return replace(draft, kind=self.before.kind)
