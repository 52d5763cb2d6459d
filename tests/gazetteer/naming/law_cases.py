"""Reading of the law cases: rows of text to proposals, surroundings and expected findings."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gazetteer.naming import (
    Candidate,
    CandidateStatus,
    Feature,
    FeatureKind,
    LocalName,
    Measures,
    Proposal,
    Report,
    Surroundings,
    check,
    settings_for,
    shipped_settings,
)

FOLDER = Path(__file__).resolve().parents[2] / "law_cases"
DAY = date(2026, 1, 1)

STATUSES = {
    "现行": CandidateStatus.CURRENT,
    "在办": CandidateStatus.PENDING,
    "预留": CandidateStatus.RESERVED,
    "曾用": CandidateStatus.FORMER,
    "未批": CandidateStatus.REFUSED,
    "注销": CandidateStatus.RETIRED,
}
FEATURES = {
    "著名": FeatureKind.FAMOUS_NATURAL,
    "遗产": FeatureKind.HERITAGE,
    "跨界": FeatureKind.BEYOND_AREA,
    "地物": FeatureKind.NATURAL,
}
_ITEM = re.compile(
    r"""
    (?P<kind>..)=(?P<name>[^|@\[（]+)
    (\|(?P<specific>[^@\[（]+))?
    (@(?P<distance>\d+))?
    (\[(?P<reading>[^\]]+)\])?
    (?P<outside>（界外）)?
    """,
    re.VERBOSE,
)

Said = tuple[str, str, str]
"""Rule, severity, article."""


@dataclass(frozen=True)
class LawCase:
    id: str
    proposal: Proposal
    day: date
    surroundings: Surroundings
    expected: tuple[Said, ...]
    why: str

    def report(self) -> Report:
        return check(self.proposal, settings_for(shipped_settings(), self.proposal, self.day), self.surroundings)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split("；") if part.strip()]


def _surroundings(text: str, category: str, class_code: str) -> Surroundings:
    candidates, same_spot, features, local_names = [], [], [], []
    for part in _listed(text):
        found = _ITEM.fullmatch(part)
        assert found, part
        name, distance = found["name"], float(found["distance"]) if found["distance"] else None
        specific = found["specific"] or Proposal(name=name, category=category, class_code=class_code).specific
        if found["kind"] == "同点":
            same_spot.append(Candidate(name=name, specific=specific, category=category))
        elif found["kind"] in STATUSES:
            candidates.append(
                Candidate(
                    name=name,
                    specific=specific,
                    status=STATUSES[found["kind"]],
                    category=category,
                    readings=(found["reading"],) if found["reading"] else (),
                    distance_m=distance,
                    in_scope=not found["outside"],
                )
            )
        elif found["kind"] in FEATURES:
            features.append(Feature(name=name, kind=FEATURES[found["kind"]], distance_m=distance))
        else:
            assert found["kind"] == "当地", part
            local_names.append(LocalName(name=name, specific=found["specific"] or name, distance_m=distance))
    return Surroundings(
        candidates=tuple(candidates),
        same_spot=tuple(same_spot),
        features=tuple(features),
        local_names=tuple(local_names),
    )


def _case(row: dict[str, str]) -> LawCase:
    facts = dict(part.partition("=")[::2] for part in _listed(row["facts"]))
    measures = {field: float(value) for field, value in facts.items() if field in Measures.__dataclass_fields__}
    place = tuple(row["place"].split("/")) if row["place"] else ()
    proposal = Proposal(
        name=row["name"],
        category=row["category"],
        class_code=row["class"],
        division_names=place,
        division_path=tuple(range(1, len(place) + 1)),
        specific=facts.get("specific", ""),
        generic=facts.get("generic", ""),
        readings=(facts["reading"],) if "reading" in facts else (),
        measures=Measures(**measures),
        long_existing="long_existing" in facts,
        commemorative="commemorative" in facts,
    )
    expected = []
    for part in _listed(row["expected"]):
        rule, severity, article = part.split(" ")
        expected.append((rule, severity, article))
    return LawCase(
        id=row["id"],
        proposal=proposal,
        day=date.fromisoformat(facts["day"]) if "day" in facts else DAY,
        surroundings=_surroundings(row["surroundings"], row["category"], row["class"]),
        expected=tuple(expected),
        why=row["why"],
    )


def law_cases() -> list[LawCase]:
    """Return the cases of all tables, in the order of the files."""
    found = []
    for file in sorted(FOLDER.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as text:
            found.extend(_case(row) for row in csv.DictReader(text))
    return found
