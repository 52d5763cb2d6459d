"""Daily heads of the audit chain, as files to be kept where the database administrator cannot reach them."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path

from geoapp.auth.audit_chain import Head
from geocore.errors import Conflict, InvalidInput
from geocore.official_time import CHINA_TIME
from geocore.problems import Problem


def heads_folder(data: Path) -> Path:
    return data / "audit-heads"


def read_heads(folder: Path) -> tuple[Head, ...]:
    """Every exported head, by day. Raises InvalidInput naming each unreadable file."""
    found, problems = [], []
    for file in sorted(folder.glob("*.json")):
        try:
            value = json.loads(file.read_text(encoding="utf-8"))
            head = Head(date.fromisoformat(value["day"]), int(value["seq"]), str(value["hash"]))
        except (ValueError, KeyError, TypeError) as error:
            problems.append(Problem(file.name, "head_unreadable", f"not an exported head: {error}"))
            continue
        if file.stem != head.day.isoformat():
            problems.append(Problem(file.name, "head_misplaced", f"holds the head of {head.day}"))
        found.append(head)
    if problems:
        raise InvalidInput("exported heads are damaged", problems)
    return tuple(found)


def export_head(folder: Path, seq: int, chain_hash: str, now: datetime) -> tuple[Head, Path]:
    """Write today's head, or return the one written earlier today. Raises Conflict when that one contradicts this.

    One head a day: a later export of the same day with more records keeps the first, which `audit verify` has compared.
    """
    head = Head(now.astimezone(CHINA_TIME).date(), seq, chain_hash)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{head.day.isoformat()}.json"
    text = json.dumps({"day": head.day.isoformat(), "seq": head.seq, "hash": head.hash}, indent=2) + "\n"
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
    except FileExistsError:
        (earlier,) = (known for known in read_heads(folder) if known.day == head.day)
        if earlier.seq > head.seq or (earlier.seq == head.seq and earlier.hash != head.hash):
            raise Conflict(
                "today's exported head does not fit the audit trail; it was left as it is",
                file=str(file),
                exported_seq=earlier.seq,
                present_seq=head.seq,
            ) from None
        return earlier, file
    return head, file
