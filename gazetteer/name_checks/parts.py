"""The specific part (专名) of a name in the register, found as that of a proposal is."""

from __future__ import annotations

from gazetteer.naming import kind_of
from gazetteer.naming.proposal import FAMILY
from gazetteer.romanization import split


def specific_of(name: str, category: str, class_code: str = "") -> str:
    """Empty where the name has no generic part to be told from it."""
    return split(name, FAMILY[kind_of(category, class_code, name)]).specific
