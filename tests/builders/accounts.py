"""A small country and its officers, put there as the owner: what tests of rights and sign-in need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pyotp
import sqlalchemy as sa

from geoapp.auth import passwords

PASSWORD = "Correct-Horse-7"
ROOT = UUID("00000000-0000-4000-8000-000000000001")

DIVISIONS = {
    # name: (seq, parent, level, kind, civil code)
    "湖南省": (1001, "中华人民共和国", 1, "province", "430000"),
    "郴州市": (1002, "湖南省", 2, "prefecture_city", "431000"),
    "北湖区": (1003, "郴州市", 3, "municipal_district", "431002"),
    "苏仙区": (1004, "郴州市", 3, "municipal_district", "431003"),
    "白露塘镇": (1005, "苏仙区", 4, "town", "431003104"),
}
PATHS = {"中华人民共和国": (1,)}
for _name, (_seq, _parent, *_rest) in DIVISIONS.items():
    PATHS[_name] = (*PATHS[_parent], _seq)


def division_id(name: str) -> UUID:
    return ROOT if name == "中华人民共和国" else UUID(int=0x0D00_0000 + DIVISIONS[name][0])


def add_small_country(connection: sa.Connection) -> None:
    """Five real divisions around 郴州."""
    for name, (seq, parent, level, kind, code) in DIVISIONS.items():
        values = {
            "id": division_id(name), "seq": seq, "parent": division_id(parent), "level": level, "name": name,
            "kind": kind, "path": list(PATHS[name]), "code": code,
        }  # fmt: skip
        for statement in (
            "insert into boundaries.division (id, seq, level, path) values (:id, :seq, :level, :path)",
            "insert into boundaries.division_version (division_id, division_seq, parent_id, name, short_name, kind,"
            " valid, source) values (:id, :seq, :parent, :name, :name, :kind, '[2000-01-01,)', '测试')",
            "insert into boundaries.division_code (division_id, system, code, valid, source)"
            " values (:id, 'civil', :code, '[2000-01-01,)', '测试')",
        ):
            connection.execute(sa.text(statement), values)


@dataclass(frozen=True)
class Person:
    """An account with its secrets in clear: only tests have those."""

    id: UUID
    login: str
    secret: str
    password: str = PASSWORD

    def code(self, now: datetime) -> str:
        return pyotp.TOTP(self.secret).at(now)


def add_person(
    connection: sa.Connection,
    *roles: tuple[str, str],
    login: str | None = None,
    name: str | None = None,
    is_enrolled: bool = True,
    now: datetime | None = None,
    kind: str = "person",
) -> Person:
    """An account with (role, division name) grants that hold since long ago."""
    moment = now or datetime.now(UTC)
    login = login or f"person-{uuid4().hex[:10]}"
    secret = pyotp.random_base32()
    values = {
        "id": uuid4(), "login": login, "name": name or login, "hash": passwords.hash_password(PASSWORD), "now": moment,
        "secret": secret if is_enrolled else None, "step": 0 if is_enrolled else None, "kind": kind,
    }  # fmt: skip
    connection.execute(
        sa.text(
            "insert into app.user_account (id, login, display_name, password_hash, password_changed_at, enabled_at,"
            " created_at, totp_secret, totp_last_step, kind)"
            " values (:id, :login, :name, :hash, :now, :now, :now, :secret, :step, :kind)"
        ),
        values,
    )
    connection.execute(
        sa.text("insert into app.password_history (user_id, changed_at, password_hash) values (:id, :now, :hash)"),
        values,
    )
    for role, division in roles:
        give(connection, values["id"], role, division)
    return Person(values["id"], login, secret)


def give(connection: sa.Connection, person_id: UUID, role: str, division: str) -> UUID:
    return connection.execute(
        sa.text(
            "insert into app.role_grant (user_id, role, duty, division_id, valid)"
            " values (:person, :role, '', :division, '[2020-01-01,)') returning id"
        ),
        {"person": person_id, "role": role, "division": division_id(division)},
    ).scalar_one()


def add_place(connection: sa.Connection, division: str, name: str) -> dict[str, UUID]:
    """A place with one name and one proposed reading; the ids of the three."""
    ids = {"place": uuid4(), "name": uuid4(), "reading": uuid4()}
    values = {
        **ids, "division": division_id(division), "path": list(PATHS[division]), "text": name, "ref": uuid4().hex,
    }  # fmt: skip
    for statement in (
        "insert into gazetteer.place (id, category, class_code, division_id, division_path, source, source_ref)"
        " values (:place, 'other', '22200', :division, :path, 'test', :ref)",
        "insert into gazetteer.name (id, place_id, text, specific, generic, kind, status, source)"
        " values (:name, :place, :text, :text, '', 'standard', 'listed', 'test')",
        "insert into gazetteer.reading (id, name_id, spelling, sign, tones, pinyin, initials, status, source)"
        " values (:reading, :name, 'X', 'X', 'x1', 'x', 'x', 'proposed', 'test')",
    ):
        connection.execute(sa.text(statement), values)
    return ids
