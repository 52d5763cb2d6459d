"""Keys under which a reading is found, and the same folding for what a person types.

Index side and query side use the functions of this page only, so they cannot drift apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from .characters import syllable

MAX_QUERY: Final = 200
"""Longest query looked at, in characters; no place name is spelled longer."""

_TONE_FIGURE = re.compile(r"(?<=[a-zü])[0-5]")
_COLON_UMLAUT = re.compile("[uU][:：]")
_SEPARATORS = re.compile(r"[\s'’‘`´ʼ′＇\-‐‑–—_.·,]+")
_FOLDS: Final = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ng", "n"),
    ("l", "n"),
    ("hui", "hei"),
    ("hun", "hen"),
    ("hon", "hen"),
    ("huo", "ho"),
    ("hua", "ha"),
    ("f", "h"),
    ("v", "u"),
)


def joined_pinyin(syllables: Iterable[str]) -> str:
    """Return the toneless joined pinyin, ü as v: ("bái", "lù", "táng") gives bailutang."""
    return "".join(syllable(text).key for text in syllables)


def initials(syllables: Iterable[str]) -> str:
    """Return the first letters of the syllables: blt."""
    return "".join(syllable(text).initial for text in syllables)


def fold(joined: str) -> str:
    """Return the sound key under which confusable syllables meet.

    Folds zh/z, ch/c, sh/s, n/l, ng/n, f/hu and ü/u. It works on the joined letters, so the same
    call serves names and queries; it is meant for a second, looser look only.
    """
    for letters, folded in _FOLDS:
        joined = joined.replace(letters, folded)
    return joined


def normalize_query_pinyin(query: str) -> str:
    """Return what a person typed as joined toneless pinyin, or "" when it is not pinyin.

    Takes tone marks and figures, spaces, apostrophes, hyphens, full-width letters, capitals, and
    ü, u: or v. Anything that leaves other letters than a to z (Han characters, Cyrillic) or is
    longer than ``MAX_QUERY`` is not pinyin.
    """
    if len(query) > MAX_QUERY:
        return ""
    text = _COLON_UMLAUT.sub("ü", unicodedata.normalize("NFKC", query)).lower()
    text = _TONE_FIGURE.sub("", unicodedata.normalize("NFC", text))
    text = syllable(_SEPARATORS.sub("", text)).key
    return text if text.isascii() and text.isalpha() else ""


def umlaut_variants(pinyin: str) -> tuple[str, ...]:
    """Return the query and its reading with ü where a person may have typed u or yu.

    lushun can mean lvshun, lyu is the passport form; both spellings are exact keys.
    """
    variants = [pinyin]
    for pattern in (r"(?<=[ln])yu", r"(?<=[ln])u(?![aio])"):
        changed = re.sub(pattern, "v", pinyin)
        if changed not in variants:
            variants.append(changed)
    return tuple(variants)
