"""Documents as downloads, and the courtesy limit of the public ones: to write a PDF takes a third of a second."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask, send_file

from geoapp.shared.access import current_actor
from geoapp.shared.courtesy import set_limit, take_turn
from geocore.documents import PDF, WORD, Document, pdf_bytes, shortened, word_bytes

AT_ONCE, SECONDS_FOR_ONE_MORE = 20, 3.0
ENDINGS = "any(pdf, docx)"
"""The converter of addresses that end in a kind of file."""
_LONGEST_NAME = 80


def init_app(app: Flask) -> None:
    set_limit(app, "paper", AT_ONCE, SECONDS_FOR_ONE_MORE)


def download(document: Document, ending: str) -> Any:
    """The document as PDF or Word, named by its title. Raises TooManyTries for visitors who want too many."""
    if current_actor().is_anonymous:
        take_turn("paper")
    content, kind = (pdf_bytes(document), PDF) if ending == "pdf" else (word_bytes(document), WORD)
    name = shortened(document.name, _LONGEST_NAME).replace("/", "_").replace("\\", "_")
    return send_file(
        io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=f"{name}.{ending}", max_age=0
    )
