"""Search over published names: whole names, any part of them, pinyin, initials, near misses, division words.

Other packages use the names listed here only. `docs/search.md` tells how it works and what it costs.
"""

from gazetteer.search.engine import search, suggest
from gazetteer.search.maintenance import bulk_load, rebuild, rebuild_if_due
from gazetteer.search.model import Match, SearchItem, SearchPage
from gazetteer.search.query import Filters, SearchQuery, parse_query
from gazetteer.search.tokens import tokens_for, tokens_for_many

__all__ = [
    "Filters",
    "Match",
    "SearchItem",
    "SearchPage",
    "SearchQuery",
    "bulk_load",
    "parse_query",
    "rebuild",
    "rebuild_if_due",
    "search",
    "suggest",
    "tokens_for",
    "tokens_for_many",
]
