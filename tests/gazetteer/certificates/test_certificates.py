"""A certificate: what it states, what the register says of it later, and what the database refuses."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.cases.model import CaseKind
from gazetteer.certificates.model import CODE_LETTERS, Certificate, Standing, code_of, grouped
from gazetteer.certificates.paper import certificate_paper
from gazetteer.certificates.public_queries import verified
from gazetteer.certificates.services import issue_certificate
from gazetteer.certificates.store import insert_certificate
from geocore.actor import ANONYMOUS
from geocore.db import unit_of_work
from geocore.documents import Figure, Table, pdf_bytes
from geocore.errors import Conflict, InvalidInput, NotFound
from tests.builders.cases import MONDAY, Office, about, announced, naming


@pytest.fixture(scope="module")
def renamed(bureau: Office, places: dict[str, UUID]) -> UUID:
    """白露塘村, which is called 新白露塘村 now."""
    announced(bureau, about(naming(bureau, "新白露塘村"), CaseKind.RENAMING, places["白露塘村"]))
    return places["白露塘村"]


def former(office: Office, place: UUID) -> UUID:
    found: UUID = office.scalar("select name_id from published.name where place_id = :p and kind = 'former'", p=place)
    return found


def issued(office: Office, place: UUID) -> Certificate:
    """By a visitor without an account."""
    with unit_of_work(office.database.app, ANONYMOUS) as work:
        return issue_certificate(work, place, former(office, place), MONDAY)


def standing(office: Office, code: str) -> Any:
    with office.database.reader.connect() as connection:
        found = verified(connection, code)
    return found.standing, found.name_now


def test_anybody_gets_what_the_register_says(bureau: Office, renamed: UUID) -> None:
    made = issued(bureau, renamed)
    assert (made.former_name, made.name) == ("白露塘村", "新白露塘村")
    assert (made.former_to, made.name_from) == (MONDAY, MONDAY)
    assert (made.division, made.approving_body) == ("湖南省郴州市苏仙区白露塘镇", "苏仙区人民政府")
    assert made.announcement_number == bureau.scalar("select number from published.announcement")
    assert set(made.code) <= set(CODE_LETTERS)
    with bureau.database.reader.connect() as connection:
        assert verified(connection, made.code).certificate == made
    assert standing(bureau, made.code) == (Standing.HOLDS, "新白露塘村")
    told = bureau.scalar("select changes::text from app.audit_event where object_id = :n", n=made.number)
    assert "白露塘村" in told
    assert made.code not in told


def test_two_certificates_are_two(bureau: Office, renamed: UUID) -> None:
    one, other = issued(bureau, renamed), issued(bureau, renamed)
    assert one.number != other.number
    assert one.code != other.code
    assert one.content_hash != other.content_hash


def test_nothing_to_certify(bureau: Office, places: dict[str, UUID], renamed: UUID) -> None:
    standard = bureau.scalar("select name_id from published.name where place_id = :p and kind = 'standard'", p=renamed)
    for place, name in ((renamed, standard), (places["五盖山"], former(bureau, renamed)), (renamed, UUID(int=1))):
        with pytest.raises(InvalidInput), unit_of_work(bureau.database.app, ANONYMOUS) as work:
            issue_certificate(work, place, name, MONDAY)
    with pytest.raises(NotFound), unit_of_work(bureau.database.app, ANONYMOUS) as work:
        issue_certificate(work, UUID(int=1), standard, MONDAY)


def test_unknown_codes(bureau: Office) -> None:
    with bureau.database.reader.connect() as connection, pytest.raises(NotFound):
        verified(connection, "2" * 16)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ABCD-EFGH-JKMN-PQRS", "ABCDEFGHJKMNPQRS"),
        (" abcd efgh–jkmnpqrs ", "ABCDEFGHJKMNPQRS"),
        ("ABCD-EFGH-JKMN-PQR", None),
        ("ABCD-EFGH-JKMN-PQR0", None),
        ("", None),
        ("ABCDEFGHJKMNPQRS\x00", None),
    ],
)
def test_codes_as_people_type_them(typed: str, code: str | None) -> None:
    assert code_of(typed) == code
    if code:
        assert code_of(grouped(code)) == code


def test_the_paper_is_always_the_same(bureau: Office, renamed: UUID) -> None:
    made = issued(bureau, renamed)
    paper = certificate_paper(made, "https://dm.example/verify/X")
    assert paper == certificate_paper(replace(made), "https://dm.example/verify/X")
    (table,) = (block for block in paper.blocks if isinstance(block, Table))
    assert table.rows[0] == ("原名", "白露塘村　Báilùtáng Cūn")
    assert table.rows[1] == ("原名使用时间", "至2026年3月1日")
    (square,) = (block for block in paper.blocks if isinstance(block, Figure))
    assert square.caption == f"核验码 {made.grouped_code}"
    assert made.content_hash in paper.notes[2]


def test_the_paper_is_one_page_for_the_longest_names(bureau: Office, renamed: UUID) -> None:
    long = replace(
        issued(bureau, renamed), former_name="甲" * 30, name="乙" * 30, former_spelling="Jiǎ" * 40, spelling="Yǐ" * 60,
        division="湖南省郴州市苏仙区白露塘镇" * 2, approving_body="苏仙区人民政府" * 4,
        document="苏政函〔2026〕12号" * 2,
    )  # fmt: skip
    content = pdf_bytes(certificate_paper(long, "https://dm.chenzhou.example/verify/ABCD-EFGH-JKMN-PQRS"))
    told = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert re.search(r"Pages:\s+1\b", told)


def test_a_later_renaming_is_told(bureau: Office, places: dict[str, UUID]) -> None:
    place = places["东村"]
    announced(bureau, about(naming(bureau, "东湖村"), CaseKind.RENAMING, place))
    made = issued(bureau, place)
    announced(bureau, about(naming(bureau, "东山村"), CaseKind.RENAMING, place))
    assert standing(bureau, made.code) == (Standing.RENAMED, "东山村")


def test_a_name_given_up_is_told(bureau: Office, places: dict[str, UUID]) -> None:
    place = places["五盖山"]
    announced(bureau, about(naming(bureau, "新五盖山", reading="xīn wǔ gài shān"), CaseKind.RENAMING, place))
    made = issued(bureau, place)
    announced(bureau, about(naming(bureau, ended_on=date(2026, 3, 2)), CaseKind.RETIREMENT, place))
    assert standing(bureau, made.code) == (Standing.ENDED, None)


def test_a_register_that_no_longer_knows_is_told(bureau: Office, renamed: UUID) -> None:
    """An import taken back: simulated, because no service removes an announced name."""
    made = issued(bureau, renamed)
    with bureau.database.owner.connect() as connection:
        connection.execute(sa.text("update published.name set kind = 'alias' where kind = 'former'"))
        assert verified(connection, made.code).standing is Standing.WITHDRAWN
        connection.execute(sa.text("delete from published.name where place_id = :p"), {"p": renamed})
        assert verified(connection, made.code).standing is Standing.WITHDRAWN


def test_a_tampered_row_is_seen(bureau: Office, renamed: UUID) -> None:
    """By whoever can switch the trigger off: the owner of the database."""
    made = issued(bureau, renamed)
    with bureau.database.owner.connect() as connection:
        connection.exec_driver_sql("alter table published.certificate disable trigger user")
        connection.execute(
            sa.text("update published.certificate set name = '别的村' where code = :code"), {"code": made.code}
        )
        assert verified(connection, made.code).standing is Standing.DAMAGED


@pytest.mark.parametrize(
    "change",
    [{"former_name": "没有的村"}, {"name": "没有的村"}, {"former_name_id": UUID(int=1)}, {"place_id": UUID(int=1)}],
)
def test_the_database_certifies_nothing_that_the_register_does_not_say(
    bureau: Office, renamed: UUID, change: dict[str, Any]
) -> None:
    made = replace(issued(bureau, renamed), code="2" * 16, number="x", **change)
    with pytest.raises(Conflict), unit_of_work(bureau.database.app, ANONYMOUS) as work:
        insert_certificate(work, made)
        work.audit("certificate.issue", "certificate", "x")


@pytest.mark.parametrize(
    "statement", ["update published.certificate set name = 'x'", "delete from published.certificate"]
)
def test_certificates_are_only_added(bureau: Office, renamed: UUID, statement: str) -> None:
    issued(bureau, renamed)
    for engine in (bureau.database.app, bureau.database.owner):
        with pytest.raises(sa.exc.DatabaseError), engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_no_person_is_in_it() -> None:
    """Neither who asked nor from where: a certificate says what the register says, and nothing else."""
    assert set(Certificate.__dataclass_fields__) == {
        "code", "number", "issued_on", "place_id", "former_name_id", "former_name", "former_spelling", "former_from",
        "former_to", "name_id", "name", "spelling", "name_from", "class_name", "division", "approving_body", "document",
        "approved_on", "announcement_number",
    }  # fmt: skip
