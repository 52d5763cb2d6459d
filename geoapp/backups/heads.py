"""Exported audit heads after a restore: what the restored trail does not hold is put aside, never thrown away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from geoapp.auth.audit_chain import Head

_NAME = re.compile(r"^\d{4}-\d{2}-\d{2}\.json$")


@dataclass(frozen=True, slots=True)
class Heads:
    """`aside`: heads of records that the restored trail does not have, and their folder; `added`: from the backup."""

    aside: int
    folder: Path | None
    added: int


def settle_heads(
    folder: Path, known: Iterable[Head], confirmed: Mapping[int, str], from_backup: Mapping[str, bytes]
) -> Heads:
    """`confirmed`: hash of each record of the restored trail that a known head names."""
    folder.mkdir(parents=True, exist_ok=True)
    unknown = [head for head in known if head.seq and confirmed.get(head.seq) != head.hash]
    aside = folder / f"before-restore-{datetime.now(UTC):%Y%m%d%H%M%S}" if unknown else None
    if aside is not None:
        aside.mkdir()
        for head in unknown:
            file = folder / f"{head.day.isoformat()}.json"
            file.rename(aside / file.name)
    added = 0
    for name, text in from_backup.items():
        if _NAME.match(name) and not (folder / name).exists():
            (folder / name).write_bytes(text)
            added += 1
    return Heads(len(unknown), aside, added)
