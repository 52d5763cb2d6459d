"""What a camera writes into a photograph does not come in; what does not hold together is refused."""

from __future__ import annotations

import struct

import pytest

from gazetteer.photographs import without_metadata
from geocore.errors import InvalidInput
from tests.builders.supervision import PHOTO, SECRET, frame, jpeg, png, segment


def test_a_jpeg_loses_what_was_told_and_nothing_else() -> None:
    assert SECRET in PHOTO.content
    assert without_metadata("image/jpeg", PHOTO.content) == jpeg()
    colours = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
    assert without_metadata("image/jpeg", jpeg(colours)) == jpeg(colours)
    assert without_metadata("image/jpeg", jpeg() + SECRET) == jpeg()  # nor behind the end


def test_the_second_picture_of_a_telephone_does_not_come_in() -> None:
    """It stands behind the end of the first, with a place of its own; several scans are one picture."""
    assert without_metadata("image/jpeg", jpeg() + PHOTO.content) == jpeg()
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\xd0\x34\xff\x00"
    several = jpeg()[:-2] + segment(0xC4, bytes(20)) + scan + b"\xff\xff\xd9"
    told = jpeg()[:-2] + segment(0xFE, SECRET) + segment(0xC4, bytes(20)) + scan + b"\xff\xff\xd9"
    assert without_metadata("image/jpeg", several) == several[:-3] + b"\xff\xd9"
    assert without_metadata("image/jpeg", told) == several[:-3] + b"\xff\xd9"


def exif(order: str, tag: int, value: int, *, kind: int = 3, first: int = 8) -> bytes:
    mark = b"MM\0*" if order == ">" else b"II*\0"
    place = struct.pack(f"{order}HHII", 0x8825, 4, 1, 99)
    entry = struct.pack(f"{order}HHIHH", tag, kind, 1, value, 0)
    return b"Exif\0\0" + mark + struct.pack(f"{order}IH", first, 2) + place + entry + SECRET


@pytest.mark.parametrize("order", [">", "<"])
def test_which_side_is_up_is_kept_and_nothing_beside_it(order: str) -> None:
    kept = without_metadata("image/jpeg", jpeg(segment(0xE1, exif(order, 0x0112, 6))))
    assert SECRET not in kept
    assert b"\x88\x25" not in kept
    assert len(kept) == len(jpeg()) + 36
    assert without_metadata("image/jpeg", kept) == kept


@pytest.mark.parametrize(
    "told",
    [
        exif(">", 0x0112, 1), exif(">", 0x0112, 9), exif(">", 0x0113, 6), exif(">", 0x0112, 6, kind=4),
        exif(">", 0x0112, 6, first=9999), exif("<", 0x0112, 6)[:30], b"Exif\0\0XX", b"http://ns.adobe.com/xap/1.0/",
    ],
)  # fmt: skip
def test_anything_else_in_its_place_is_left_out(told: bytes) -> None:
    assert without_metadata("image/jpeg", jpeg(segment(0xE1, told))) == jpeg()


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


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", png(width=30_000, height=30_000)),
        ("image/png", png((b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)))),
        *[("image/jpeg", jpeg(size=frame(30_000, 30_000, marker))) for marker in (0xC0, 0xC2, 0xCF)],
        ("image/jpeg", jpeg(size=frame(1, 1) + frame(65_535, 65_535))),
    ],
)
def test_a_few_bytes_that_tell_of_too_many_pixels_are_refused(kind: str, content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        without_metadata(kind, content)
    assert [problem.code for problem in refused.value.problems] == ["photo_too_large"]


def test_the_largest_photograph_is_taken() -> None:
    for kind, content in (
        ("image/png", png(width=16_320, height=12_240)),
        ("image/jpeg", jpeg(size=frame(12_500, 8_000, 0xC2))),
    ):
        assert without_metadata(kind, content) == content


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/jpeg", jpeg(size=b"")),
        ("image/jpeg", jpeg(size=frame(1, 0))),
        ("image/jpeg", jpeg(size=segment(0xC4, bytes(20)))),
        ("image/jpeg", jpeg(size=segment(0xC0, b"\x08"))),
        ("image/png", png(width=0)),
        ("image/png", png()[:8] + png()[33:]),
    ],
)
def test_without_dimensions_it_is_damaged(kind: str, content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        without_metadata(kind, content)
    assert [problem.code for problem in refused.value.problems] == ["photo_damaged"]
