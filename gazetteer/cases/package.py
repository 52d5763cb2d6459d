"""The filing package as one file: the papers in the order asked, named by that order, with their manifest."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any

_WORDS = {
    "registration_form": "备案登记表",
    "filing_report": "备案报告",
    "approval": "批复",
    "application": "申请书",
    "evaluation": "综合评估报告",
    "experts": "专家论证报告",
    "opinions": "征求意见报告",
    "announcement": "公告",
}


def package_bytes(
    manifest: Sequence[Mapping[str, Any]], papers: Mapping[str, bytes], announcements: Mapping[str, str], sent_on: date
) -> bytes:
    """A ZIP of the manifest's entries; the same package has the same bytes on every day.

    `papers` by SHA-256, `announcements` by number. The registration form lies in it as JSON. Nothing is compressed:
    scans are compressed already.
    """
    buffer = io.BytesIO()
    stamp = (sent_on.year, sent_on.month, sent_on.day, 0, 0, 0)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:

        def put(name: str, content: bytes) -> None:
            package.writestr(zipfile.ZipInfo(name, stamp), content)

        for number, entry in enumerate(manifest, start=1):
            head = f"{number:02d}-{_WORDS[entry['kind']]}"
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
