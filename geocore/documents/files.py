"""Documents as files. The writers' libraries are loaded with the first file.

WeasyPrint takes seconds to load and asks for Pango of the system; what writes no file neither waits for it nor fails
without it.
"""

from __future__ import annotations

from functools import lru_cache

from geocore.documents.model import Document

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@lru_cache(maxsize=64)
def pdf_bytes(document: Document) -> bytes:
    """The same document is the same bytes, on one machine with its fonts; nothing outside the document is fetched."""
    from geocore.documents.pdf import markup, printed

    return printed(markup(document))


def word_bytes(document: Document) -> bytes:
    """The same document is the same bytes."""
    from geocore.documents.word import written

    return written(document)
