"""Which sound files are taken, by name and first bytes."""

from __future__ import annotations

import pytest

from gazetteer.cases.services.drafting import NewDocument
from gazetteer.memories.recordings import LARGEST_RECORDING, recording
from geocore.errors import InvalidInput
from tests.builders.memories import M4A, MP3, WAV

FRAME = b"\xff\xfb\x90\x64" + bytes(20)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.mp3", MP3, "audio/mpeg"), ("A.MP3", FRAME, "audio/mpeg"), ("a.wav", WAV, "audio/wav"),
        ("a.m4a", M4A, "audio/mp4"),
    ],
)  # fmt: skip
def test_three_kinds_are_taken(name: str, content: bytes, kind: str) -> None:
    assert recording(NewDocument("recording", name, content)) == (kind, content)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.mp3", b"", "document_empty"),
        ("a.mp3", MP3 + bytes(LARGEST_RECORDING), "recording_too_large"),
        ("a.mp3", WAV, "recording_type"),
        ("a.html", MP3, "recording_type"),
        ("a.mp3", b"<script>alert(1)</script>", "recording_type"),
        ("a.mp3", b"\xff\xd8\xff\xe0", "recording_type"),  # a photograph
        ("a.mp3", b"\xff\xf1\x50\x80", "recording_type"),  # AAC without a container
        ("a.m4a", b"\0\0\0\x20ftypqt  ", "recording_type"),  # a film
        ("a.wav", b"RIFF\0\0\0\0AVI ", "recording_type"),
    ],
)
def test_anything_else_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        recording(NewDocument("recording", name, content))
    assert [problem.code for problem in refused.value.problems] == [code]
