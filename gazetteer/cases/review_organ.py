"""Who hears an application for administrative review (行政复议法第二十四条、第二十五条), told from the names. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import PathDivision
from gazetteer.cases.texts import place_name_authority

_PROVINCE: Final = 1
_STATISTICAL: Final = frozenset({"direct_administered", "county_virtual", "township_virtual", "village_virtual"})
"""Divisions that are in lists only: nobody governs there."""
_BRANCHES: Final = frozenset({"prefecture", "league"})
"""地区 and 盟 have a branch office of the government above, which hears what a city would (第二十四条第三款)."""


def review_organ(body: str, kind: ApproverKind | None, path: Sequence[PathDivision]) -> str:
    """The organ that reviews what `body` decided; empty where the names do not tell it.

    What a department decides is for the government of its level, what a government decides for the one above, of a
    province for itself, of a department of the State Council for itself.
    """
    steps = [step for step in path if step.kind not in _STATISTICAL]
    if kind is ApproverKind.STATE_COUNCIL_DEPARTMENT:
        return body
    for step in steps:
        if step.level > 0 and body == _government(step):
            above = [other for other in steps if _PROVINCE <= other.level < step.level]
            return _government(above[-1]) if above else body
        if body == place_name_authority(step.name):
            return _government(step) if step.level > 0 else body
    return ""


def _government(step: PathDivision) -> str:
    return f"{step.name}{'行政公署' if step.kind in _BRANCHES else '人民政府'}"
