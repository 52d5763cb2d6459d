"""A report of a case as a paper: its sections as blocks that are written as PDF and Word."""

from __future__ import annotations

from datetime import date

from gazetteer.consultations.reports import Report, Section
from geocore import documents
from geocore.documents import Document, Table, document_of_sections


def paper_of_report(report: Report, organ: str, day: date | None) -> Document:
    """The report as it stands, signed by the organ on the day; none for one that is not settled."""
    return document_of_sections(report.title, organ, day, [_section(section) for section in report.sections])


def _section(section: Section) -> documents.Section:
    table = Table(section.head, section.rows) if section.rows else None
    text = "\n".join(text for text in section.paragraphs if text.strip())
    return documents.Section(section.heading, text or ("（无）" if table is None else ""), table)
