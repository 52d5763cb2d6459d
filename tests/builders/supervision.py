"""Supervision cases on the small register, brought to a state by the real services, and a telling photograph."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from gazetteer.cases.services.drafting import NewDocument
from gazetteer.supervision.model import Channel, NewReport, SupervisionCase
from gazetteer.supervision.services import handling, reporting
from gazetteer.supervision.store import cases as store
from geocore.actor import ANONYMOUS
from geocore.db import reading, unit_of_work
from tests.builders.cases import Office

INFORMANT = ("李四（虚构）", "0735-1234567")
SECRET = b"GPS 25.7812 N of somebody's home"


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def frame(width: int, height: int, marker: int = 0xC0) -> bytes:
    return segment(marker, struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0")


def jpeg(*told: bytes, size: bytes = frame(1, 1)) -> bytes:
    """Not a picture that can be seen, but the container of one: format, what was told, tables, frame, scan, end."""
    return b"".join(
        (b"\xff\xd8", segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), *told, segment(0xDB, b"\0" + bytes(64)), size,
         segment(0xDA, b"\1\1\0\0\x3f\0"), b"\x12\x34\xff\x00\x56", b"\xff\xd9")
    )  # fmt: skip


def png(*told: tuple[bytes, bytes], width: int = 1, height: int = 1) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunk(*one) for one in told) + data + chunk(b"IEND", b"")


PHOTO = NewDocument("photo", "标牌.jpg", jpeg(segment(0xE1, b"Exif\0\0" + SECRET), segment(0xFE, SECRET)))


def report(**changes: Any) -> NewReport:
    made = NewReport(
        channel=Channel.PUBLIC,
        used_name="白鹭塘大道（虚构）",
        place_words="东塔路口路牌（虚构）",
        text="路牌写成了白鹭塘，应为白露塘（虚构）",
        division_words="苏仙区",
        person=INFORMANT[0],
        contact=INFORMANT[1],
        photo=PHOTO,
    )
    return replace(made, **changes)


def reported(office: Office, **changes: Any) -> UUID:
    """By somebody without an account."""
    with unit_of_work(office.database.app, ANONYMOUS) as work:
        return reporting.receive_report(work, report(**changes), office.today)[0]


def look(office: Office, case_id: UUID, who: str = "clerk@suxian") -> SupervisionCase:
    with reading(office.database.app, office.actors[who]) as connection:
        return store.find_case(connection, case_id)


def step(office: Office, case_id: UUID, note: str = "") -> handling.SupervisionStep:
    return handling.SupervisionStep(case_id, look(office, case_id).state_version, office.today, note)


def taken_up(office: Office, who: str = "clerk@suxian", **changes: Any) -> UUID:
    case_id = reported(office, **changes)
    with office.as_(who) as work:
        handling.take_up(work, step(office, case_id))
    return case_id


def act(office: Office, code: str = "standard_not_used") -> UUID:
    found: UUID = office.scalar("select id from gazetteer.supervision_act where code = :code", code=code)
    return found


def ordered(office: Office, code: str = "standard_not_used") -> UUID:
    case_id = taken_up(office)
    with office.as_("clerk@suxian") as work:
        handling.take_step(work, step(office, case_id, "现场核实属实"), "verify")
    with office.as_("clerk@suxian") as work:
        command = step(office, case_id, "十五日内改正")
        handling.order_rectification(work, command, act(office, code), office.today + timedelta(days=15))
    return case_id


def interviewed(office: Office, code: str = "standard_not_used") -> UUID:
    case_id = ordered(office, code)
    with office.as_("clerk@suxian") as work:
        handling.take_step(work, step(office, case_id, "约谈产权单位"), "interview")
    return case_id
