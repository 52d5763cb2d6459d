"""Photographs as they are taken in: JPEG or PNG, without what the camera wrote into them.

Place, time and owner may tell who an informant is, or where somebody lives. Only the container is walked, segment by
segment; no picture is decoded here. What does not hold together is refused, and so is what would fill the memory of
whoever looks at it. Which side is up is kept: people look at these pictures beside each other.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import replace

from gazetteer.cases.services.drafting import NewDocument, judged
from geocore.errors import InvalidInput
from geocore.problems import Problem

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_TOLD = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_APP0, _APP1, _APP14, _APP15, _COMMENT, _SCAN, _END = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE, 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a segment that tells the dimensions, SOF0 to SOF15."""
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
"""Inside a scan only stuffed bytes and restarts follow 0xFF; anything else is the next marker."""
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112
_MOST_PIXELS = 250_000_000
"""A few kilobytes can tell of any number; each takes three or four bytes when the picture is shown."""


def photograph(sent: NewDocument) -> tuple[str, bytes]:
    """Media type and bytes of a JPEG or PNG, without what the camera wrote into it. Raises InvalidInput."""
    media_type, problems = judged(sent)
    if not problems and not media_type.startswith("image/"):
        problems = [Problem("photo", "photo_type", "no photograph")]
    if problems:
        raise InvalidInput("the photograph cannot be taken", [replace(problem, field="photo") for problem in problems])
    return media_type, without_metadata(media_type, sent.content)


def without_metadata(media_type: str, content: bytes) -> bytes:
    """The same picture without application segments, comments, text, and anything behind its end, such as the second
    picture that telephones append. Raises InvalidInput for a broken file and one of too many pixels.
    """
    try:
        parts = _png_parts(content) if media_type == "image/png" else _jpeg_parts(content)
        return b"".join(parts)
    except (struct.error, IndexError) as error:
        raise InvalidInput("a damaged photograph", [Problem("photo", "photo_damaged", "ends too early")]) from error


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at, has_frame, has_picture = 2, False, False
    while True:
        if content[at] != 0xFF:
            raise IndexError("no marker")
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            yield content[at : at + 2]
            at += 2
        elif marker == _END:
            if not has_picture:
                raise IndexError("no picture")
            yield content[at : at + 2]
            return
        else:
            (length,) = struct.unpack_from(">H", content, at + 2)
            end = at + 2 + length
            if length < 2 or end > len(content):
                raise IndexError("a segment runs out of the file")
            if marker in _FRAMES:
                height, width = struct.unpack_from(">HH", content[at:end], 5)
                _check_size(width, height)
                has_frame = True
            if marker == _SCAN:
                if not has_frame:
                    raise IndexError("a scan without dimensions")
                following = _AFTER_SCAN.search(content, end)
                if following is None:
                    raise IndexError("no end")
                end, has_picture = following.start(), True
            # APP0 is the format itself and APP14 tells the colours; APP1 to 15 and COM are what somebody wrote.
            if marker == _APP1:
                yield _upright(content[at + 4 : end])
            elif not (_APP0 < marker <= _APP15 and marker != _APP14) and marker != _COMMENT:
                yield content[at:end]
            at = end


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise IndexError("no dimensions")
    if width * height > _MOST_PIXELS:
        told = f"{width} × {height} pixels, at most {_MOST_PIXELS}"
        raise InvalidInput("a photograph of too many pixels", [Problem("photo", "photo_too_large", told)])


def _upright(told: bytes) -> bytes:
    """Of what a camera told, only which side is up, as a segment of its own; nothing where that is not told."""
    turned = _orientation(told)
    if turned is None:
        return b""
    entry = struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = _EXIF + b"MM\0*" + struct.pack(">I", 8) + entry
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _orientation(told: bytes) -> int | None:
    """2 to 8; None for upright, for other data, and for data that does not hold together."""
    order = {b"MM": ">", b"II": "<"}.get(told[6:8])
    if not told.startswith(_EXIF) or order is None:
        return None
    tiff = told[6:]
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count):
            tag, kind, values, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION and (kind, values) == (3, 1) and 2 <= value <= 8:
                return int(value)
    except struct.error:
        return None
    return None


def _png_parts(content: bytes) -> Iterator[bytes]:
    yield _PNG_HEAD
    at = len(_PNG_HEAD)
    if content[at + 4 : at + 8] != b"IHDR":
        raise IndexError("no dimensions")
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if len(kind) < 4 or end > len(content):
            raise IndexError("a chunk runs out of the file")
        if kind == b"IHDR":
            _check_size(*struct.unpack_from(">II", content[at : end - 4], 8))
        if kind not in _PNG_TOLD:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
