"""Proving that the audit trail is whole, from its records alone. Pure: gets records, returns faults.

    hash(n) = SHA-256( hash(n-1) || payload(n) ),   hash(0) = one zero byte

`payload` is the text that was hashed; the columns beside it are for queries and must say the same. An edit, a deletion,
an insertion and a change of order each break a link. Cutting off the newest records breaks none, and whoever may
rewrite the table may also recompute every hash after an edit: both are found by the heads that were exported before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

GENESIS = b"\x00"


@dataclass(frozen=True, slots=True)
class Record:
    """One row of `app.audit_event`; `changes` as JSON text."""

    seq: int
    at: datetime
    actor_id: UUID | None
    actor_name: str
    remote_address: str | None
    request_id: str | None
    action: str
    object_type: str
    object_id: str
    result: str
    reason: str | None
    old_hash: str | None
    new_hash: str | None
    changes: str | None
    previous_hash: bytes
    payload: str
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The newest record on one day, as exported."""

    day: date
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the trail is not what was written. `seq` is the record, or the place of a missing one."""

    seq: int
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    records: int
    last_seq: int
    last_hash: str
    heads: int
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        return not self.faults


def verify(records: Iterable[Record], heads: Iterable[Head] = ()) -> Verdict:
    """Walk the chain once. `records` in the order of `seq`."""
    open_heads = sorted(heads, key=lambda head: head.seq)
    known_heads = {head.seq: [] for head in open_heads}  # type: dict[int, list[Head]]
    for head in open_heads:
        known_heads[head.seq].append(head)
    faults: list[Fault] = []
    count, expected_seq, previous = 0, 1, GENESIS
    for record in records:
        count += 1
        faults += link_faults(record, expected_seq, previous)
        for head in known_heads.pop(record.seq, ()):
            if head.hash != record.hash.hex():
                faults.append(Fault(record.seq, "head", f"differs from the head exported on {head.day}"))
        expected_seq, previous = record.seq + 1, record.hash
    for seq, missing in known_heads.items():
        faults.append(Fault(seq, "head", f"missing, though the head exported on {missing[0].day} has it"))
    return Verdict(count, expected_seq - 1, previous.hex(), len(open_heads), tuple(faults))


def link_faults(record: Record, expected_seq: int, previous: bytes) -> Iterator[Fault]:
    """What is wrong with one record after a predecessor with that hash."""
    if record.seq != expected_seq:
        yield Fault(expected_seq, "gap", f"records {expected_seq} to {record.seq - 1} are missing")
    elif record.previous_hash != previous:
        yield Fault(record.seq, "link", "does not follow the record before it")
    yield from own_faults(record)


def own_faults(record: Record) -> Iterator[Fault]:
    """What one record shows by itself."""
    if hashlib.sha256(record.previous_hash + record.payload.encode()).digest() != record.hash:
        yield Fault(record.seq, "hash", "the hash does not belong to the text")
    differing = _differing_columns(record)
    if differing:
        yield Fault(record.seq, "columns", f"columns differ from the hashed text: {', '.join(differing)}")


def _differing_columns(record: Record) -> list[str]:
    try:
        said = _strictly(record.payload)
    except ValueError:
        return ["payload"]
    shown = {
        "seq": record.seq,
        "at": record.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor_id": None if record.actor_id is None else str(record.actor_id),
        "actor_name": record.actor_name,
        "remote_address": record.remote_address,
        "request_id": record.request_id,
        "action": record.action,
        "object_type": record.object_type,
        "object_id": record.object_id,
        "result": record.result,
        "reason": record.reason,
        "old_hash": record.old_hash,
        "new_hash": record.new_hash,
        "changes": None if record.changes is None else _strictly(record.changes),
    }
    if not isinstance(said, dict):
        return ["payload"]
    return [name for name in sorted(said.keys() | shown.keys()) if said.get(name) != shown.get(name)]


def _strictly(text: str) -> Any:
    """Numbers as written: a float would hide a change in the last digits."""
    return json.loads(text, parse_float=Decimal)
