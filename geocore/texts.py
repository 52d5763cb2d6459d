"""Characters that no text here may hold: what is written with them cannot be shown, filed or trusted as it stands."""

from __future__ import annotations

import re

# Controls but line breaks and tab; lone surrogates and noncharacters, which XML cannot hold; marks that turn the
# direction of what follows, with which a signed paper would read otherwise than its data.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def has_control(text: str) -> bool:
    """Whether a text holds such a character: asked where text comes in."""
    return _CONTROL.search(text) is not None


def without_controls(text: str) -> str:
    """The text without them: for what goes out, where older data may still hold some."""
    return _CONTROL.sub("", text)
