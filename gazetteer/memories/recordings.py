"""Which sound files are taken: by the ending of the name, and the first bytes must agree. Nothing is decoded. Pure."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from gazetteer.cases.services.drafting import NewDocument
from geocore.errors import InvalidInput
from geocore.problems import Problem

LARGEST_RECORDING: Final = 30 * 1024 * 1024
"""An hour of speech as MP3 at 64 kbit/s; the constraint `ck_oral_recording_size` says the same."""


def recording(sent: NewDocument) -> tuple[str, bytes]:
    """Media type and bytes of an MP3, M4A or WAV. Raises InvalidInput."""
    size = len(sent.content)
    if size == 0:
        raise _refused("document_empty", "the file is empty")
    if size > LARGEST_RECORDING:
        raise _refused("recording_too_large", f"at most {LARGEST_RECORDING} bytes")
    media_type = _media_type(sent.content[:12])
    if media_type is None or media_type != _BY_ENDING.get(PurePath(sent.file_name).suffix.lower()):
        raise _refused("recording_type", "no kind of sound that is taken, or not what its name says")
    return media_type, sent.content


_BY_ENDING = {".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".wav": "audio/wav"}


def _media_type(first: bytes) -> str | None:
    if first[:4] == b"RIFF" and first[8:12] == b"WAVE":
        return "audio/wav"
    if first[4:8] == b"ftyp" and first[8:12] in (b"M4A ", b"mp42", b"isom", b"iso2", b"M4B ", b"mp41"):
        return "audio/mp4"
    # MPEG frames begin with eleven set bits; of the layer bits only 01 is layer III.
    is_frame = len(first) > 2 and first[0] == 0xFF and first[1] & 0xE6 == 0xE2
    return "audio/mpeg" if first[:3] == b"ID3" or is_frame else None


def _refused(code: str, message: str) -> InvalidInput:
    return InvalidInput("the recording cannot be taken", [Problem("recording", code, message)])
