"""The reading of a typed name, for names that sound the same."""

from __future__ import annotations

from gazetteer.romanization import romanize


def reading_of(text: str) -> str | None:
    """Toneless joined pinyin with v for ü, or None if the text cannot be read."""
    return romanize(text).pinyin or None
