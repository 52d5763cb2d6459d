"""Facts of a name as people write them, one on a line: `长度：800 米`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SEPARATOR = re.compile("[：:]")


def facts_of(text: str) -> dict[str, str]:
    """A line without a colon stands under its own words."""
    facts = {}
    for line in text.splitlines():
        key, *rest = _SEPARATOR.split(line, maxsplit=1)
        if key.strip():
            facts[key.strip()] = rest[0].strip() if rest else ""
    return facts


def lines_of(facts: Mapping[str, str]) -> str:
    """The same as text again."""
    return "\n".join(f"{key}：{value}" if value else key for key, value in facts.items())
