"""Photographs that people sent, as an answer, and what is wrong with one in words."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from flask import send_file
from flask_babel import lazy_gettext as _l

PROBLEMS = {
    "photo_type": _l("请上传 JPG 或 PNG 照片"),
    "photo_damaged": _l("照片文件不完整，请重新拍摄或选择"),
    "photo_too_large": _l("照片超过二亿五千万像素，请缩小后再传"),
    "document_type": _l("请上传 JPG 或 PNG 照片"),
    "document_empty": _l("文件是空的，请重新选择"),
}


def photograph_answer(photo_id: UUID, media_type: str, content: bytes) -> Any:
    """Always as a download: what somebody sent is never opened as a page of ours. A page of ours may show it."""
    name = f"photo-{photo_id}.{'png' if media_type == 'image/png' else 'jpg'}"
    return send_file(io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name, max_age=0)
