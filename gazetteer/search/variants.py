"""Other ways to write the same characters: traditional forms, and variants that the converter does not know.

A converted query is only tried after the typed one found nothing: 乾县 is itself a standard name, and the converter
would turn it into 干县.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import opencc

VARIANTS: Mapping[str, str] = {
    "鑛": "矿", "邨": "村", "坵": "丘", "菴": "庵", "隄": "堤", "谿": "溪", "磵": "涧", "舖": "铺", "廻": "回",
    "厰": "厂", "崐": "昆", "陞": "升", "壠": "垅", "墪": "墩", "嵓": "岩", "阯": "址", "窰": "窑", "磗": "砖",
}  # fmt: skip
"""Variants met in place names that OpenCC's t2s table leaves as they are -> the standard character."""


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str, variants: Mapping[str, str] = VARIANTS) -> str:
    """The text in standard simplified characters."""
    return str(_converter().convert("".join(variants.get(character, character) for character in text)))
