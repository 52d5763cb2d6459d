"""What a camera writes into a photograph does not come in; what does not hold together is refused."""

from __future__ import annotations

import pytest

from gazetteer.supervision.photos import without_metadata
from geocore.errors import InvalidInput
from tests.builders.supervision import PHOTO, SECRET, jpeg, png, segment


def test_a_jpeg_loses_what_was_told_and_nothing_else() -> None:
    assert SECRET in PHOTO.content
    assert without_metadata("image/jpeg", PHOTO.content) == jpeg()
    colours = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
    assert without_metadata("image/jpeg", jpeg(colours)) == jpeg(colours)
    assert without_metadata("image/jpeg", jpeg() + SECRET) == jpeg()  # nor behind the end


def test_a_png_loses_text_and_time() -> None:
    told = [(kind, SECRET) for kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME")]
    assert without_metadata("image/png", png(*told)) == png()
    assert without_metadata("image/png", png((b"gAMA", bytes(4)))) == png((b"gAMA", bytes(4)))
    assert without_metadata("image/png", png() + SECRET) == png()


@pytest.mark.parametrize(("kind", "whole"), [("image/jpeg", PHOTO.content), ("image/png", png((b"tEXt", SECRET)))])
def test_cut_anywhere_it_is_refused(kind: str, whole: bytes) -> None:
    for end in range(2, len(whole) - 1):
        with pytest.raises(InvalidInput):
            without_metadata(kind, whole[:end])
