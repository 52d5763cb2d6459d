"""Documents as downloads, and the courtesy limit of the public ones: to write a PDF takes a third of a second."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask, current_app, send_file

from geoapp.auth.binding import visitor
from geoapp.auth.courtesy import Bucket
from geoapp.shared.access import TooManyTries, current_actor
from geocore.documents import PDF, WORD, Document, pdf_bytes, shortened, word_bytes

AT_ONCE, SECONDS_FOR_ONE_MORE = 20, 3.0
ENDINGS = "any(pdf, docx)"
"""The converter of addresses that end in a kind of file."""
_LONGEST_NAME = 80


def init_app(app: Flask) -> None:
    app.extensions["paper_courtesy"] = Bucket(AT_ONCE, SECONDS_FOR_ONE_MORE, lambda: app.extensions["clock"]())


def download(document: Document, ending: str) -> Any:
    """The document as PDF or Word, named by its title. Raises TooManyTries for visitors who want too many."""
    if current_actor().is_anonymous:
        bucket: Bucket = current_app.extensions["paper_courtesy"]
        wait = bucket.wait_for(visitor().address)
        if wait:
            raise TooManyTries("too many papers for this address in a short time", wait)
    content, kind = (pdf_bytes(document), PDF) if ending == "pdf" else (word_bytes(document), WORD)
    name = shortened(document.name, _LONGEST_NAME).replace("/", "_").replace("\\", "_")
    return send_file(
        io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=f"{name}.{ending}", max_age=0
    )
