"""Official papers: a document as data, written as PDF and as Word from the same blocks.

The two writers draw in their libraries only when a document is written: neither the command line nor a page that
writes nothing waits for them.
"""

from __future__ import annotations

from geocore.documents.model import (
    Cell,
    Document,
    Figure,
    Form,
    Heading,
    Layout,
    PageBreak,
    Paragraph,
    Row,
    Section,
    Table,
    document_of_sections,
)
from geocore.documents.pdf import pdf_bytes
from geocore.documents.text import plain, shortened
from geocore.documents.word import word_bytes

__all__ = [
    "Cell",
    "Document",
    "Figure",
    "Form",
    "Heading",
    "Layout",
    "PageBreak",
    "Paragraph",
    "Row",
    "Section",
    "Table",
    "document_of_sections",
    "pdf_bytes",
    "plain",
    "shortened",
    "word_bytes",
]
