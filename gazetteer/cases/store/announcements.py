"""Announcements and filings, and the public copy of an announcement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from gazetteer.cases.model import AnnouncedItem, CaseKind, Correction, Filing
from gazetteer.cases.package import package_bytes
from gazetteer.cases.store import areas, cases
from gazetteer.cases.tables import announcement, case_filing, case_filing_paper, published_announcement
from gazetteer.cases.texts import SixFacts, WrittenPaper, announcement_number
from geocore.db import UnitOfWork
from geocore.errors import NotFound, StaleVersion


@dataclass(frozen=True, slots=True)
class AnnouncementNumber:
    """A number of an office's announcements of a year; all names of one decision share it."""

    office_seq: int
    year: int
    serial: int
    text: str


def draw_number(work: UnitOfWork, division_path: Sequence[int], year: int) -> AnnouncementNumber:
    """The office's next; taken back if the unit of work fails."""
    office = areas.office_of(areas.division_steps(work.connection, division_path))
    serial = cases.next_serial(work, office.seq, "announcement", year)
    return AnnouncementNumber(office.seq, year, serial, announcement_number(office.name, year, serial))


def insert_announcement(
    work: UnitOfWork,
    case_id: UUID,
    item_id: UUID,
    *,
    kind: CaseKind,
    place_id: UUID,
    name_id: UUID,
    former_name: str | None,
    number: AnnouncementNumber,
    ordinal: int,
    facts: SixFacts,
    announced_on: date,
    issuer: str,
    body: str,
    body_hash: str,
    corrects: UUID | None = None,
    corrections: tuple[Correction, ...] = (),
    correction_reason: str | None = None,
) -> UUID:
    """The announcement of a name, the `ordinal`th under its number, and its public copy.

    A corrigendum says what it `corrects`, each fact, and why.

    Raises Conflict when there is a corrigendum already.
    """
    announcement_id = uuid4()
    shared: dict[str, Any] = {
        "id": announcement_id,
        "number": number.text,
        "ordinal": ordinal,
        "standard_name": facts.standard_name,
        "romanisation": facts.romanisation,
        "division": facts.division,
        "position": facts.position,
        "approving_body": facts.approving_body,
        "approved_on": facts.approved_on,
        "announced_on": announced_on,
        "issuer": issuer,
        "body": body,
        "body_hash": body_hash,
        "corrects": corrects,
        "corrections": [asdict(one) for one in corrections] or None,
        "correction_reason": correction_reason,
    }
    work.connection.execute(
        sa.insert(announcement).values(
            **shared,
            case_id=case_id,
            item_id=item_id,
            office_seq=number.office_seq,
            year=number.year,
            serial=number.serial,
        )
    )
    work.connection.execute(
        sa.insert(published_announcement).values(
            **shared, kind=str(kind), place_id=place_id, name_id=name_id, former_name=former_name
        )
    )
    return announcement_id


def announcements_of(connection: sa.Connection, case_id: UUID) -> tuple[AnnouncedItem, ...]:
    rows = connection.execute(
        sa.text(
            "select a.id, a.item_id, a.number, a.standard_name, a.announced_on, a.corrects,"
            " exists (select from gazetteer.announcement c where c.corrects = a.id) as is_corrected"
            " from gazetteer.announcement a where a.case_id = :case order by a.year, a.serial, a.ordinal"
        ),
        {"case": case_id},
    )
    return tuple(AnnouncedItem(*row) for row in rows)


def announced_hashes(connection: sa.Connection, case_id: UUID) -> list[tuple[str, str]]:
    """(number, hash of the body) of each announcement of the case."""
    rows = connection.execute(
        sa.text(
            "select number, body_hash from gazetteer.announcement where case_id = :case order by year, serial, ordinal"
        ),
        {"case": case_id},
    )
    return [(row.number, row.body_hash) for row in rows]


def insert_filing(
    work: UnitOfWork, case_id: UUID, sent_to: str, sent_on: date, manifest: list[dict[str, Any]], package_hash: str
) -> UUID:
    """Raises Conflict while another filing of the case is neither returned nor left unanswered."""
    filing_id = uuid4()
    work.connection.execute(
        sa.insert(case_filing).values(
            id=filing_id,
            case_id=case_id,
            sent_to=sent_to,
            sent_on=sent_on,
            manifest=manifest,
            package_hash=package_hash,
            version=0,
        )
    )
    return filing_id


def insert_written_papers(work: UnitOfWork, filing_id: UUID, papers: Iterable[WrittenPaper]) -> None:
    """The bytes that were sent, once for papers that are alike."""
    rows = {paper.sha256: paper.content for paper in papers}
    work.connection.execute(
        sa.insert(case_filing_paper),
        [{"filing_id": filing_id, "sha256": sha256, "content": content} for sha256, content in rows.items()],
    )


def answer_filing(work: UnitOfWork, filing_id: UUID, **values: object) -> None:
    """Enter the receipt or the return, once. Raises StaleVersion."""
    changed = work.connection.execute(
        sa.update(case_filing)
        .where(case_filing.c.id == filing_id, case_filing.c.received_on.is_(None), case_filing.c.returned_on.is_(None))
        .values(version=case_filing.c.version + 1, **values)
    ).rowcount
    if changed != 1:
        raise StaleVersion("this filing is answered already", id=str(filing_id))


def filings_of(connection: sa.Connection, case_id: UUID) -> tuple[Filing, ...]:
    """In the order of sending, the last one last."""
    rows = connection.execute(
        sa.text(
            "select id, sent_to, sent_on, manifest, package_hash, receipt, received_on, returned_on, return_reason"
            " from gazetteer.case_filing where case_id = :case order by sent_on, returned_on nulls last, id"
        ),
        {"case": case_id},
    )
    return tuple(Filing(*row) for row in rows)


def package_of(connection: sa.Connection, case_id: UUID, filing_id: UUID) -> bytes:
    """The package of one filing, put together from the file as its manifest names it. Raises NotFound."""
    found = next((filing for filing in filings_of(connection, case_id) if filing.id == filing_id), None)
    if found is None:
        raise NotFound("no such filing", id=str(filing_id))
    # A paper that was withdrawn later is still the paper that was sent.
    papers = connection.execute(
        sa.text(
            "select sha256, content from gazetteer.case_document where case_id = :case and sha256 = any (:wanted)"
            " union all select sha256, content from gazetteer.case_filing_paper where filing_id = :filing"
        ),
        {
            "case": case_id,
            "filing": filing_id,
            "wanted": [entry["sha256"] for entry in found.manifest if "sha256" in entry],
        },
    )
    bodies = connection.execute(
        sa.text("select number, body from gazetteer.announcement where case_id = :case"), {"case": case_id}
    )
    return package_bytes(
        found.manifest,
        {row.sha256: bytes(row.content) for row in papers},
        {row.number: row.body for row in bodies},
        found.sent_on,
    )
