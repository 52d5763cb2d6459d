"""Official papers: a document as data, written as PDF and as Word from the same blocks."""

from __future__ import annotations

from geocore.documents.files import PDF, WORD, pdf_bytes, word_bytes
from geocore.documents.model import (
    Cell,
    Document,
    Figure,
    Form,
    HeadForm,
    Heading,
    Layout,
    Letterhead,
    PageBreak,
    Paragraph,
    Row,
    Section,
    Table,
    document_of_sections,
)
from geocore.documents.text import chinese_date, plain, shortened

__all__ = [
    "PDF",
    "WORD",
    "Cell",
    "Document",
    "Figure",
    "Form",
    "HeadForm",
    "Heading",
    "Layout",
    "Letterhead",
    "PageBreak",
    "Paragraph",
    "Row",
    "Section",
    "Table",
    "chinese_date",
    "document_of_sections",
    "pdf_bytes",
    "plain",
    "shortened",
    "word_bytes",
]
