"""Romanisation of Han place names by the rule of 1984, (84)中地字第17号.

Only the names listed here are for other packages. Results are proposals: a person confirms the
reading, and names of minority languages are never spelled from their characters.
"""

from .classes import Family, family_of
from .overrides import DEFAULT, Override, OverrideError, OverrideTable, overrides_from_rows
from .romanizer import Romanization, Romanizer, romanize
from .search_keys import fold, initials, joined_pinyin, normalize_query_pinyin, umlaut_variants
from .spelling import ascii_form, hyphenable, toneless
from .split import Parts, split, spoken_form

__all__ = [
    "DEFAULT",
    "Family",
    "Override",
    "OverrideError",
    "OverrideTable",
    "Parts",
    "Romanization",
    "Romanizer",
    "ascii_form",
    "family_of",
    "fold",
    "hyphenable",
    "initials",
    "joined_pinyin",
    "normalize_query_pinyin",
    "overrides_from_rows",
    "romanize",
    "split",
    "spoken_form",
    "toneless",
    "umlaut_variants",
]
