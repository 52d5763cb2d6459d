"""Photographs without what the camera wrote into them: place, time and owner may tell who the informant is. Pure.

Only the container is walked, segment by segment; no picture is decoded here. What does not hold together is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from geocore.errors import InvalidInput
from geocore.problems import Problem

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_TOLD = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_SCAN, _END = 0xDA, 0xD9
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""


def without_metadata(media_type: str, content: bytes) -> bytes:
    """The same picture without application segments, comments and text. Raises InvalidInput for a broken file."""
    try:
        parts = _png_parts(content) if media_type == "image/png" else _jpeg_parts(content)
        return b"".join(parts)
    except (struct.error, IndexError) as error:
        raise InvalidInput("a damaged photograph", [Problem("photo", "photo_damaged", "ends too early")]) from error


def _jpeg_parts(content: bytes) -> Iterator[bytes]:
    yield content[:2]
    at = 2
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
            raise IndexError("no picture")
        else:
            (length,) = struct.unpack_from(">H", content, at + 2)
            if length < 2 or at + 2 + length > len(content):
                raise IndexError("a segment runs out of the file")
            # APP0 is the format itself and APP14 tells the colours; APP1 to 15 and COM are what somebody wrote.
            told = (0xE1 <= marker <= 0xEF and marker != 0xEE) or marker == 0xFE
            if marker == _SCAN:
                end = content.rfind(b"\xff\xd9")
                if end < at:
                    raise IndexError("no end")
                yield content[at : end + 2]
                return
            if not told:
                yield content[at : at + 2 + length]
            at += 2 + length


def _png_parts(content: bytes) -> Iterator[bytes]:
    yield _PNG_HEAD
    at = len(_PNG_HEAD)
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if len(kind) < 4 or end > len(content):
            raise IndexError("a chunk runs out of the file")
        if kind not in _PNG_TOLD:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end
