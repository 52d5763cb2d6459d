"""What one character or one syllable gives: its dictionary readings and its written forms.

Readings come from ``data/character_readings.csv`` (8,105 standard characters) and, for all other
characters, from pypinyin's character data, which has no standing as an authority.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from pypinyin.constants import PINYIN_DICT

from .shipped import rows

APOSTROPHE: Final = "’"
"""U+2019, the separation mark of article 11; search ignores it in all its shapes."""

RHOTIC: Final = "儿"
_TONES: Final = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_TWO_LETTER_INITIALS: Final = ("zh", "ch", "sh")


class Syllable(NamedTuple):
    """All written forms of one syllable, so that a name is spelled by joining columns."""

    text: str
    """With tone mark: lù."""
    head: str
    """First in a word: Lù."""
    tail: str
    """Inside a word, with the apostrophe before a, o, e: ’ān."""
    sign_head: str
    sign_tail: str
    """Upper case without tone, ü kept: LÜ, ’AN."""
    key: str
    """Letters a to z only, ü as v: lv."""
    initial: str
    """First letter of the key."""
    numbered: str
    """Key with tone figure, 5 for the neutral tone: lu4."""


NOTHING: Final = Syllable("", "", "", "", "", "", "", "")
"""Stands where 儿 has merged into the syllable before it, and for dropped characters."""


def without_tones(text: str) -> str:
    """Return the text without tone marks; the dots of ü stay."""
    kept = (c for c in unicodedata.normalize("NFD", text) if c not in _TONES)
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=4096)
def syllable(text: str) -> Syllable:
    """Return the forms of a syllable written with tone mark (lǜ, pénr); NFC, lower case."""
    text = unicodedata.normalize("NFC", text.strip().lower()).replace("ɡ", "g").replace("ɑ", "a")
    plain = without_tones(text)
    tone = next((_TONES[c] for c in unicodedata.normalize("NFD", text) if c in _TONES), "5")
    key = unicodedata.normalize("NFD", plain.replace("ü", "v"))
    key = "".join(c for c in key if not unicodedata.combining(c))
    mark = APOSTROPHE if plain[:1] in ("a", "o", "e", "ê") else ""
    return Syllable(
        text=text,
        head=text[:1].upper() + text[1:],
        tail=mark + text,
        sign_head=plain.upper(),
        sign_tail=mark + plain.upper(),
        key=key,
        initial=key[:1],
        numbered=key + tone,
    )


def rhotic(base: Syllable) -> Syllable:
    """Return the syllable with the -r of article 12 (pén → pénr)."""
    return syllable(base.text + "r")


def literal(text: str) -> Syllable:
    """Return the forms of figures or Latin letters that stand in the name itself."""
    text = unicodedata.normalize("NFKC", text)
    key = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c.isascii())
    return Syllable(text, text, text, text.upper(), text.upper(), key, key[:1], key)


class CharacterReading(NamedTuple):
    """The reading proposed for a character, and whether a name can be sure of it."""

    syllable: Syllable
    decided: bool


@lru_cache(maxsize=1)
def standard_readings() -> dict[str, CharacterReading]:
    """Return the readings of the 8,105 standard characters and of the curated polyphones.

    A character is decided when the dictionary gives it one reading, or when
    ``data/place_polyphones.csv`` says that no other reading occurs in place names.
    """
    table: dict[str, CharacterReading] = {}
    for row in rows("character_readings.csv"):
        first, *others = row["readings"].split(" ")
        table[row["character"]] = CharacterReading(syllable(first), not others)
    for row in rows("place_polyphones.csv"):
        table[row["character"]] = CharacterReading(syllable(row["reading"]), row["decided"] == "yes")
    return table


@lru_cache(maxsize=8192)
def unlisted_reading(character: str) -> Syllable | None:
    """Return pypinyin's first reading of a character outside the standard table, or None."""
    readings = PINYIN_DICT.get(ord(character))
    return syllable(readings.split(",")[0]) if readings else None


_HAN = re.compile("[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003ffff\uf900-\ufaff〇]+")


def is_han(text: str) -> bool:
    """Tell whether the text is Han ideographs only (〇 counts as one), at least one of them."""
    return _HAN.fullmatch(text) is not None
