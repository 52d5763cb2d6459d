"""What a division may not be called: famous features, heritage, whatever reaches beyond its area (art. 9 item 9)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gazetteer.naming import articles
from gazetteer.naming.findings import Evidence, Finding, Severity, WordEvidence
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.proposal import NameKind
from gazetteer.naming.shipped import rows
from gazetteer.naming.surroundings import FeatureKind

_WORDS: Final = {
    FeatureKind.FAMOUS_NATURAL: "国内著名的自然地理实体",
    FeatureKind.HERITAGE: "历史文化遗产遗址",
    FeatureKind.BEYOND_AREA: "超出本行政区域范围的地理实体",
}
_LISTED_IN: Final = "著名自然地理实体和遗产名录"


@lru_cache(maxsize=1)
def famous() -> dict[str, tuple[FeatureKind, WordEvidence]]:
    """Return famous natural features and heritage sites of ``data/famous_features.csv`` by name."""
    return {
        row["name"]: (
            FeatureKind(row["kind"]),
            WordEvidence(row["name"], _LISTED_IN, row["source"], row["lies_in"]),
        )
        for row in rows("famous_features.csv")
    }


def famous_feature(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 9: a division does not take such a name as its specific part.

    A local hill that happens to bear the name of a famous one makes it a note: which of the two is meant, a person
    must say.
    """
    proposal = inquiry.proposal
    if proposal.kind not in (NameKind.UPPER_DIVISION, NameKind.TOWNSHIP):
        return
    found: dict[FeatureKind, list[Evidence]] = {}
    listed = famous().get(proposal.specific)
    if listed:
        found.setdefault(listed[0], []).append(listed[1])
    for feature in inquiry.surroundings.features:
        if feature.kind in _WORDS and feature.name == proposal.specific:
            found.setdefault(feature.kind, []).append(feature.as_evidence())
    namesake = any(
        feature.kind is FeatureKind.NATURAL and feature.name == proposal.specific
        for feature in inquiry.surroundings.features
    )
    for kind in _WORDS:
        if kind in found:
            yield from inquiry.finding(
                f"division.{kind.value}",
                articles.DIVISION_NAMES,
                f"“{proposal.specific}”是{_WORDS[kind]}名称，不得用作行政区划专名。"
                + ("当地另有同名地物，请说明所指。" if namesake else ""),
                found[kind],
                "换用当地历史地名作专名。",
                mildest=Severity.NOTE if namesake else None,
                custom_excuses=True,
            )


RULES: Final[tuple[Rule, ...]] = (famous_feature,)
