"""WF12: every tampering with the trail is found; a cut tail and a rewritten whole are found by exported heads."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from geoapp.auth.audit_chain import GENESIS, Head, Record, verify
from geoapp.auth.audit_queries import newest, whole_chain
from geocore.actor import ANONYMOUS, Actor
from geocore.db import unit_of_work
from tests.conftest import Database

START = datetime(2026, 3, 1, 1, 2, 3, 4, tzinfo=UTC)
HEAD_DAY = date(2026, 3, 1)


def chain(length: int) -> list[Record]:
    """A trail as the database writes it."""
    records: list[Record] = []
    previous = GENESIS
    for seq in range(1, length + 1):
        at = START + timedelta(seconds=seq)
        columns = {
            "seq": seq, "actor_id": str(UUID(int=seq % 5)), "actor_name": f"官员{seq % 5}",
            "remote_address": "10.0.0.1", "request_id": None, "action": "name.approve", "object_type": "name",
            "object_id": str(seq), "result": "done", "reason": None, "old_hash": None, "new_hash": "ab",
            "changes": {"area": 1.25, "n": seq},
        }  # fmt: skip
        payload = json.dumps({**columns, "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}, ensure_ascii=False)
        digest = hashlib.sha256(previous + payload.encode()).digest()
        columns |= {"actor_id": UUID(int=seq % 5), "changes": json.dumps(columns["changes"])}
        records.append(Record(**columns, at=at, previous_hash=previous, payload=payload, hash=digest))
        previous = digest
    return records


def head_of(records: list[Record]) -> Head:
    return Head(HEAD_DAY, records[-1].seq, records[-1].hash.hex())


def rehashed(records: list[Record]) -> list[Record]:
    """What somebody does who may write the table and knows the rule."""
    previous, fixed = GENESIS, []
    for record in records:
        digest = hashlib.sha256(previous + record.payload.encode()).digest()
        fixed.append(replace(record, previous_hash=previous, hash=digest))
        previous = digest
    return fixed


EDITS: dict[str, object] = {
    "at": START - timedelta(days=1), "actor_id": UUID(int=99), "actor_name": "别人", "remote_address": None,
    "request_id": "x", "action": "name.refuse", "object_type": "place", "object_id": "77", "result": "denied",
    "reason": "x", "old_hash": "00", "new_hash": None, "changes": '{"area": 1.250000000000000000001, "n": 1}',
    "previous_hash": b"\x01", "payload": "{}", "hash": b"\x02" * 32,
}  # fmt: skip


def edit_column(records: list[Record], rng: random.Random) -> None:
    place = rng.randrange(len(records))
    column = rng.choice(sorted(EDITS))
    if column == "changes":
        records[place] = replace(records[place], changes=EDITS["changes"].replace("1}", f"{place + 1}}}"))
    else:
        records[place] = replace(records[place], **{column: EDITS[column]})


def edit_with_own_hash(records: list[Record], rng: random.Random) -> None:
    place = rng.randrange(len(records) - 1)
    payload = records[place].payload.replace("name.approve", "name.refuse")
    digest = hashlib.sha256(records[place].previous_hash + payload.encode()).digest()
    records[place] = replace(records[place], action="name.refuse", payload=payload, hash=digest)


def delete(records: list[Record], rng: random.Random) -> None:
    del records[rng.randrange(len(records) - 1)]


def insert(records: list[Record], rng: random.Random) -> None:
    records.insert(rng.randrange(len(records)), rng.choice(records))


def swap(records: list[Record], rng: random.Random) -> None:
    i, j = rng.sample(range(len(records)), 2)
    records[i], records[j] = records[j], records[i]


def swap_under_their_numbers(records: list[Record], rng: random.Random) -> None:
    i, j = rng.sample(range(len(records)), 2)
    records[i], records[j] = replace(records[j], seq=records[i].seq), replace(records[i], seq=records[j].seq)


def cut_tail(records: list[Record], rng: random.Random) -> None:
    del records[rng.randrange(len(records)) :]


def rewrite_everything(records: list[Record], rng: random.Random) -> None:
    place = rng.randrange(len(records))
    payload = records[place].payload.replace("name.approve", "name.refuse")
    records[place] = replace(records[place], action="name.refuse", payload=payload)
    records[:] = rehashed(records)


TAMPERINGS: tuple[Callable[[list[Record], random.Random], None], ...] = (
    edit_column, edit_with_own_hash, delete, insert, swap, swap_under_their_numbers, cut_tail, rewrite_everything,
)  # fmt: skip


def test_a_whole_trail_is_whole() -> None:
    records = chain(40)
    verdict = verify(iter(records), [head_of(records[:10]), head_of(records)])
    assert verdict.is_whole
    assert (verdict.records, verdict.last_seq, verdict.last_hash, verdict.heads) == (
        40,
        40,
        records[-1].hash.hex(),
        2,
    )
    assert verify([]).is_whole


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda t: t.__name__)
def test_random_tamperings_are_all_found(tamper: Callable, is_long: bool) -> None:
    original = chain(24)
    rng = random.Random(20260301)
    for number in range(1250 if is_long else 60):
        records = list(original)
        tamper(records, rng)
        if records != original:
            assert not verify(records, [head_of(original)]).is_whole, (tamper.__name__, number)


def test_the_tail_and_the_rewriting_are_invisible_without_a_head() -> None:
    """Why the heads must be kept where the database administrator cannot reach them."""
    for tamper in (cut_tail, rewrite_everything):
        records = chain(24)
        tamper(records, random.Random(3))
        assert verify(records).is_whole


def test_faults_say_where() -> None:
    records = chain(10)
    del records[4]
    (gap,) = verify(records).faults[:1]
    assert (gap.seq, gap.kind, gap.message) == (5, "gap", "records 5 to 5 are missing")
    records = chain(10)
    records[6] = replace(records[6], reason="later")
    (fault,) = verify(records).faults
    assert (fault.seq, fault.kind) == (7, "columns")
    assert "reason" in fault.message


ACTOR = Actor(None, "测试“引号”\\ \n tab\t 𰻞", remote_address="::1")


def write(database: Database, count: int) -> None:
    for number in range(count):
        with unit_of_work(database.app, ACTOR if number % 2 else ANONYMOUS, request_id=f"r{number}") as work:
            work.audit(
                "test.write", "thing", number, old={"a": 1}, new={"a": number}, reason="原因 </script>",
                changes={"big": 12345678901234567890, "small": 1e-7, "nested": [None, {"é": "\u2028"}]},
            )  # fmt: skip


@pytest.fixture
def written(database: Database) -> Database:
    write(database, 12)
    return database


def verdict_of(database: Database, heads: tuple[Head, ...] = ()):
    with database.app.connect() as connection:
        return verify(whole_chain(connection), heads)


def test_what_the_database_writes_is_whole(written: Database) -> None:
    verdict = verdict_of(written)
    assert verdict.faults == ()
    with written.app.connect() as connection:
        assert newest(connection) == (verdict.last_seq, verdict.last_hash)
    assert verdict.records == 12


STATEMENTS = {
    "edit": "update app.audit_event set reason = 'other' where seq = 5",
    "edit of the changes": "update app.audit_event set changes = changes || '{\"small\": 2e-7}' where seq = 5",
    "edit of the time": "update app.audit_event set at = at - interval '1 microsecond' where seq = 5",
    "edit with its payload": "update app.audit_event set actor_name = 'x', payload = (payload::jsonb ||"
    ' \'{"actor_name": "x"}\')::text where seq = 5',
    "deletion": "delete from app.audit_event where seq = 5",
    "deletion with new numbers": "delete from app.audit_event where seq = 5;"
    " update app.audit_event set seq = seq - 1 where seq > 5",
    "deletion of the first": "delete from app.audit_event where seq = 1",
    "insertion": "update app.audit_event set seq = -seq where seq > 5; update app.audit_event set seq = 1 - seq"
    " where seq < 0; insert into app.audit_event select 6, at, actor_id, actor_name, remote_address, request_id,"
    " action, object_type, object_id, result, reason, old_hash, new_hash, changes, previous_hash, payload, hash"
    " from app.audit_event where seq = 3",
    "exchange": "update app.audit_event set seq = 99 where seq = 5; update app.audit_event set seq = 5 where seq = 8;"
    " update app.audit_event set seq = 8 where seq = 99",
}


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_tampering_in_the_database_is_found(written: Database, name: str) -> None:
    """By somebody who may do anything there, triggers switched off."""
    with written.owner.begin() as connection:
        connection.execution_options(no_parameters=True)
        connection.exec_driver_sql("alter table app.audit_event disable trigger user")
        for statement in STATEMENTS[name].split("; "):
            connection.exec_driver_sql(statement)
    assert not verdict_of(written).is_whole


def test_a_cut_tail_in_the_database_is_found_by_the_head(written: Database) -> None:
    with written.app.connect() as connection:
        seq, digest = newest(connection)
    with written.owner.begin() as connection:
        connection.exec_driver_sql("alter table app.audit_event disable trigger user")
        connection.execute(sa.text("delete from app.audit_event where seq > :seq"), {"seq": seq - 2})
    assert verdict_of(written).is_whole
    faults = verdict_of(written, (Head(HEAD_DAY, seq, digest),)).faults
    assert [(fault.kind, fault.seq) for fault in faults] == [("head", seq)]
