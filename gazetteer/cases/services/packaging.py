"""The papers of a filing package that are written from the file: form, report, announcements (备案公告管理办法)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from gazetteer.cases.model import DocumentKind
from gazetteer.cases.paper_queries import paper_facts
from gazetteer.cases.paperwork import CasePaper, announcement_paper, paper_of
from gazetteer.cases.public_announcements import announced_together, announcement
from gazetteer.cases.texts import WrittenPaper
from geocore.actor import Actor
from geocore.documents import pdf_bytes


def written_papers(connection: sa.Connection, case_id: UUID, actor: Actor, today: date) -> tuple[WrittenPaper, ...]:
    """As PDF: the registration form, the report where nobody has put one into the file, each announcement once."""
    facts = paper_facts(connection, case_id, actor, today)
    kinds = [CasePaper.REGISTRATION_FORM]
    if not any(paper.kind is DocumentKind.FILING_REPORT for paper in facts.file.documents):
        kinds.append(CasePaper.FILING_REPORT)
    papers = [WrittenPaper(str(kind), pdf_bytes(paper_of(kind, facts))) for kind in kinds]
    first_of: dict[str, UUID] = {}
    for made in facts.file.announcements:
        first_of.setdefault(made.number, made.id)
    for number, made_id in first_of.items():
        paper = announcement_paper(announcement(connection, made_id), together=announced_together(connection, number))
        papers.append(WrittenPaper("announcement", pdf_bytes(paper), number))
    return tuple(papers)
