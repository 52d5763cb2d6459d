"""Where and when a row of law holds, and which of several rows holds for a name: the nearest area comes first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from gazetteer.naming.proposal import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """Where and when a row holds."""

    category: str | None = None
    """A category or a kind (``NameKind``); None for all."""
    division: int | None = None
    """Sequence number of a division; the row holds in its whole subtree."""
    area: tuple[str, ...] = ()
    """The same by names, province first, for rows shipped without a register; empty means the whole nation."""
    valid_from: date | None = None
    valid_to: date | None = None
    """First day on which the row no longer holds."""
    source: str

    @property
    def is_local(self) -> bool:
        """True for rows of local law."""
        return self.division is not None or bool(self.area)

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def nearness(self, proposal: Proposal) -> int | None:
        """Return how deep the area of the row lies in the division path, 0 for the nation, None for elsewhere."""
        if self.division is not None:
            path = proposal.division_path
            return path.index(self.division) + 1 if self.division in path else None
        return len(self.area) if proposal.division_names[: len(self.area)] == self.area else None

    def speciality(self, proposal: Proposal) -> int | None:
        """Return 2 for the very kind of the name, 1 for its category, 0 for all names, None for other names."""
        if self.category is None:
            return 0
        if self.category == proposal.kind.value:
            return 2
        return 1 if self.category == proposal.kind.category else None


Row = TypeVar("Row", bound=Provision)


def nearest(candidates: Iterable[Row], proposal: Proposal, day: date) -> Row | None:
    """Pick the row of the nearest area, then of the most special kind, then the one begun last."""
    best: Row | None = None
    best_rank: tuple[int, int, date] | None = None
    for row in candidates:
        near, special = row.nearness(proposal), row.speciality(proposal)
        if near is None or special is None or not row.holds_on(day):
            continue
        rank = (near, special, row.valid_from or date.min)
        if best_rank is None or rank > best_rank:
            best, best_rank = row, rank
    return best
