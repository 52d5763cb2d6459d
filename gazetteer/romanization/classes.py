"""Which splitting rules a place follows: from its class code (GB/T 18521) or its legal category.

The spelling of one and the same name depends on what it names (大虎山 the town, 大虎山 the
mountain), so every name is first put into a family. No spelling rule belongs here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Family(StrEnum):
    """Families of places whose names are written apart by the same rules."""

    DIVISION = "division"
    COMMITTEE = "committee"
    NATURAL = "natural"
    STREET = "street"
    BUILDING = "building"
    PARK = "park"
    FACILITY = "facility"
    SETTLEMENT = "settlement"
    UNKNOWN = "unknown"


CATEGORIES: Final[Mapping[str, Family]] = {
    "natural": Family.NATURAL,
    "division": Family.DIVISION,
    "committee": Family.COMMITTEE,
    "park": Family.PARK,
    "street": Family.STREET,
    "building": Family.BUILDING,
    "facility": Family.FACILITY,
    "settlement": Family.SETTLEMENT,
    "other": Family.UNKNOWN,
}
"""The eight legal categories of article 3 and residential points."""

CLASS_PREFIXES: Final[tuple[tuple[str, Family], ...]] = (
    ("216", Family.COMMITTEE),
    ("276", Family.COMMITTEE),
    ("221", Family.BUILDING),
    ("223", Family.FACILITY),
    ("224", Family.FACILITY),
    ("2321", Family.STREET),
    ("2351", Family.STREET),
    ("262", Family.BUILDING),
    ("1", Family.NATURAL),
    ("21", Family.DIVISION),
    ("22", Family.SETTLEMENT),
    ("23", Family.FACILITY),
    ("24", Family.FACILITY),
    ("25", Family.PARK),
    ("26", Family.BUILDING),
    ("27", Family.FACILITY),
)
"""Class code prefix to family, longer prefixes first.

Urban residential points (221) are estates and lanes, so they follow the building and street
rules; mining and farm points (223, 224) carry generic terms such as 农场 that stand apart.
"""


@lru_cache(maxsize=4096)
def family_of(class_code: str | None, category: str | None) -> tuple[Family, str]:
    """Return the family and the code of a problem met on the way (empty when none).

    A class code decides over a category; what is not known falls to ``Family.UNKNOWN``.
    """
    problem = ""
    if class_code:
        for prefix, family in CLASS_PREFIXES:
            if class_code.isdigit() and class_code.startswith(prefix):
                return family, ""
        problem = "unknown_class"
    if category:
        known = CATEGORIES.get(category)
        if known is None:
            return Family.UNKNOWN, "unknown_category"
        return known, problem
    return Family.UNKNOWN, problem
