"""What a reviewer did not do before the decision, and must give a reason for: units that the office's rules suggest and
that were not asked, reports of 条例第十一条 whose need was not weighed. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gazetteer.consultations.model import Need, ReportKind
from gazetteer.consultations.reports import TITLES
from gazetteer.consultations.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class LeftOut:
    units: tuple[str, ...] = ()
    reports: tuple[ReportKind, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.reports)

    @property
    def words(self) -> str:
        """As they stand in the file: 未征求意见：甲局、乙局；未判断：专家论证报告."""
        units, reports = "、".join(self.units), "、".join(TITLES[report] for report in self.reports)
        parts = ((units and f"未征求意见：{units}"), (reports and f"未判断是否需要：{reports}"))
        return "；".join(filter(None, parts))


def left_out(suggested: Iterable[Suggestion], asked: Iterable[str], needs: Iterable[Need]) -> LeftOut:
    """Units go by their names as the rules write them; a report that a rule asks for needs no weighing."""
    known = frozenset(asked)
    return LeftOut(
        tuple(one.unit for one in suggested if one.unit not in known),
        tuple(need.report for need in needs if need.is_needed is None),
    )
