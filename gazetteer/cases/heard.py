"""What others said of a case, in numbers: for the approver, who reads them on one page and on one form. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PublicComments:
    """What came in the public consultations of a case, by how it was handled; what waits is in `received` alone."""

    consultations: int = 0
    received: int = 0
    adopted: int = 0
    partly: int = 0
    not_adopted: int = 0

    @property
    def waiting(self) -> int:
        return self.received - self.adopted - self.partly - self.not_adopted


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """The newest expert review that is concluded. `result`: support, changes, against; `experts`: those without a
    conflict of interest; `mean`: of all their scores, from 1 to 5.
    """

    result: str
    concluded_on: date
    experts: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class Heard:
    """The public and the experts; units and opinions at the counter stand in the file one by one."""

    comments: PublicComments = PublicComments()
    review: ReviewOutcome | None = None


NOTHING_HEARD = Heard()
