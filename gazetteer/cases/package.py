"""The filing package as one file: the papers in the order asked, named by that order, with their manifest."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

from gazetteer.cases.paper_words import PAPERS


def package_name(number: str | None) -> str:
    """File name of the package, by the number of its case."""
    return f"备案材料{number or ''}.zip"


def package_bytes(
    manifest: Sequence[Mapping[str, Any]], papers: Mapping[str, bytes], announcements: Mapping[str, str], sent_on: date
) -> bytes:
    """A ZIP of the manifest's entries; the same package has the same bytes on every day.

    `papers` by SHA-256, `announcements` by number. What is data as well as paper (form, announcement) lies in it twice.
    Nothing is compressed: scans are compressed already.
    """
    buffer = io.BytesIO()
    stamp = (sent_on.year, sent_on.month, sent_on.day, 0, 0, 0)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:

        def put(name: str, content: bytes) -> None:
            package.writestr(zipfile.ZipInfo(name, stamp), content)

        for number, entry in enumerate(manifest, start=1):
            head = f"{number:02d}-{PAPERS[entry['kind']]}"
            if entry.get("pdf"):
                put(f"{head}.pdf", papers[entry["pdf"]])
            if entry["kind"] == "registration_form":
                put(f"{head}.json", _json(entry["content"]))
            elif entry["kind"] == "announcement":
                put(f"{head}.txt", announcements[entry["number"]].encode())
            else:
                put(f"{head}{PurePath(entry['file_name']).suffix.lower()}", papers[entry["sha256"]])
        put("manifest.json", _json(list(manifest)))
    return buffer.getvalue()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
