"""Columns of KML that have no Schema (`<Data name="代码">`), under names that the library leaves alone, in our copy.

It turns every sign that is not a Latin letter or a digit into `_`, so that two Chinese columns become one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import unescape

_DATA = re.compile(rb"""(<(?:\w+:)?Data\s+name\s*=\s*)(?:"([^"<]*)"|'([^'<]*)')""")
_LEFT_ALONE = re.compile(rb"[A-Za-z][A-Za-z0-9_]*")
_ENTITIES = {"&quot;": '"', "&apos;": "'"}


def rename_columns(file: Path) -> Mapping[str, str]:
    """Rewrite our copy of a KML (UTF-8); which name in it stands for which of the file. Empty: nothing to do."""
    aliases: dict[bytes, str] = {}

    def renamed(found: re.Match[bytes]) -> bytes:
        name = found[2] if found[2] is not None else found[3]
        if _LEFT_ALONE.fullmatch(name):
            return found[0]
        alias = aliases.setdefault(name, f"column_of_ours_{len(aliases)}")
        return found[1] + b'"' + alias.encode() + b'"'

    content = _DATA.sub(renamed, file.read_bytes())
    if aliases:
        file.write_bytes(content)
    return {alias: unescape(name.decode("utf-8", "replace"), _ENTITIES) for name, alias in aliases.items()}
