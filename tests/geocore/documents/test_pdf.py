"""PDF: looked at through poppler, and its glyphs one by one."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from base64 import b64encode
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from weasyprint import HTML

from geocore.documents import Document, HeadForm, Letterhead, Paragraph, pdf_bytes
from geocore.documents.pdf import markup, printed
from tests.geocore.documents.samples import HOSTILE, RARE, SHOWN, everything, square

ROOT = Path(__file__).resolve().parents[3]
LEVELS = ROOT / "gazetteer" / "naming" / "data" / "character_levels.csv"


def text_of(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def about(content: bytes) -> str:
    return subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()


def glyphs_missing(text: str) -> int:
    """How often a glyph was asked for that no font has."""
    page = HTML(string=markup(Document("题", (Paragraph(text),)))).write_pdf(uncompressed_pdf=True)
    strings = re.findall(rb"<([0-9a-f]+)>", b"".join(re.findall(rb"\[[^\]]*\] TJ", page)))
    glyphs = [shown[at : at + 4] for shown in strings for at in range(0, len(shown), 4)]
    assert len(glyphs) >= len(text)
    return glyphs.count(b"0000") + glyphs.count(b"ffff")


def test_every_block_stands_on_a4() -> None:
    content = pdf_bytes(everything())
    words = text_of(content)
    for expected in (
        "公告",
        "〔2026〕1号",
        "第二段",
        "依据",
        "标准地名",
        "意见",
        "扫码",
        "苏仙区民政局",
        "2026年3月2日",
        RARE,
    ):
        assert expected in words
    assert re.search("— ?1 ?—.*— ?2 ?—", words, re.DOTALL)
    told = about(content)
    assert "A4" in told
    assert re.search(r"Pages:\s+2\b", told)
    assert "CreationDate" not in told


def test_the_same_document_is_the_same_bytes_in_another_process() -> None:
    here = pdf_bytes.__wrapped__(everything())
    code = (
        "import sys; from geocore.documents import pdf_bytes; from tests.geocore.documents.samples import everything;"
        " sys.stdout.buffer.write(pdf_bytes(everything()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == here


def test_hostile_text_is_text() -> None:
    content = pdf_bytes(everything(HOSTILE))
    words = " ".join(text_of(content).split())
    assert words.count("<script>") == 12
    assert SHOWN in words
    assert b"/JavaScript" not in content


def test_no_address_is_followed(tmp_path: Path) -> None:
    """Neither a host nor a file of this machine, should a text ever get out of its quotation."""
    picture = tmp_path / "secret.png"
    picture.write_bytes(square())
    inside = f'<img src="data:image/png;base64,{b64encode(square()).decode()}">'
    assert b"/Image" in printed(inside)
    for address in (picture.as_uri(), str(picture), "http://127.0.0.1:9/x.png"):
        assert b"/Image" not in printed(f'<img src="{address}"><link rel="stylesheet" href="{address}">')


def test_a_hundred_kilobytes_are_set() -> None:
    long = "东起东塔路，西至南塔路。" * 2800
    content = pdf_bytes(Document("长", (Paragraph(long),)))
    assert "".join(text_of(content).split()).count("西至南塔路") >= 2700


def test_rare_characters_are_drawn() -> None:
    """Each of the 8,105 of 通用规范汉字表, among them 㙍 䶮 𬇙 of level 3, and some beyond it."""
    with LEVELS.open(encoding="utf-8") as file:
        listed = "".join(row["characters"] for row in csv.DictReader(file))
    assert set(RARE) <= set(listed)
    assert len(listed) == 8105
    assert glyphs_missing(listed + "𠮷𰻞〔〕“”—·") == 0


def test_the_test_above_sees_a_missing_glyph() -> None:
    assert glyphs_missing("甲\ue000乙") == 1


def test_an_official_letter_has_its_margins() -> None:
    """GB/T 9704-2012 5.2.1: 37 mm above, 28 mm at the left; the first line of text begins there."""
    content = pdf_bytes(Document("题", (Paragraph("文", is_indented=False),)))
    assert place_of(content, "文")[0] == pytest.approx(28 / 25.4 * 72, abs=1.5)
    assert place_of(content, "题")[1] == pytest.approx(37 / 25.4 * 72, abs=12)


def test_a_letter_has_its_red_head() -> None:
    """GB/T 9704-2012 10.1: the mark in red 30 mm below the edge, the number right, no page number on the first."""
    mark = "湖南省郴州市苏仙区民政局"
    content = pdf_bytes(everything(letterhead=Letterhead(mark, HeadForm.LETTER)))
    words = text_of(content)
    assert words.split("\n", maxsplit=1)[0].strip() == mark
    assert words.count("〔2026〕1号") == 1
    assert not re.search("— ?1 ?—", words)
    assert re.search("— ?2 ?—", words)
    assert place_of(content, mark)[1] == pytest.approx(30 / 25.4 * 72, abs=12)
    # Below the mark and above the foot of the first page alone.
    assert [round(share, 1) for share in red_lines(content, page=1)] == [0.2, 0.9]
    assert red_lines(content, page=2) == []


def test_a_report_to_those_above_has_room_for_the_signer() -> None:
    """7.2.4 to 7.2.7: the mark 35 mm below the margin, the number left of who signs, one red line below."""
    mark = "苏仙区民政局文件"
    content = pdf_bytes(everything(letterhead=Letterhead(mark, HeadForm.REPORT)))
    assert re.search("〔2026〕1号.* +签发人：", text_of(content))
    assert place_of(content, mark)[1] == pytest.approx((37 + 35) / 25.4 * 72, abs=12)
    assert len(red_lines(content, page=1)) == 1
    assert red_lines(content, page=2) == []


def test_a_long_mark_is_as_large_as_fits() -> None:
    """The whole name of an organ stays on one line; what is no name breaks."""
    for count in (4, 9, 20):
        content = pdf_bytes(Document("题", (), letterhead=Letterhead("局" * count, HeadForm.LETTER)))
        assert text_of(content).split("\n", maxsplit=1)[0].strip() == "局" * count
    content = pdf_bytes(everything(letterhead=Letterhead(HOSTILE * 9, HeadForm.REPORT)))
    assert "<script>" in text_of(content)


def test_who_signs_never_stands_alone_on_a_page() -> None:
    """7.3.5: seal and day stand on a page with text. However long the letter is, its last line goes along."""
    counts = set()
    for lines in range(14, 22):
        blocks = tuple(Paragraph(f"第{line}行") for line in range(lines))
        content = pdf_bytes(Document("题", blocks, organ="苏仙区民政局", day=date(2026, 3, 2)))
        *_others, last = text_of(content).rstrip("\f\n").split("\f")
        assert f"第{lines - 1}行" in last, lines
        assert "苏仙区民政局" in last
        counts.add(text_of(content).count("\f"))
    assert counts == {1, 2}


def place_of(content: bytes, word: str) -> tuple[float, float]:
    """Left and upper edge of a word, in points."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True)
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]+)<', done.stdout.decode(errors="replace"))
    return next((float(x), float(y)) for x, y, text in found if text == word)


def red_lines(content: bytes, page: int) -> list[float]:
    """Where red lines across the page begin: shares of its height from above."""
    command = ["pdftoppm", "-r", "40", "-f", str(page), "-l", str(page), "-png", "-"]
    shown = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    picture = Image.open(io.BytesIO(shown)).convert("RGB")
    rows = [
        sum(red > 180 and green < 150 for red, green, _ in (picture.getpixel((x, y)) for x in range(picture.width)))
        for y in range(picture.height)
    ]
    red = [count > picture.width * 0.6 for count in rows]
    return [y / picture.height for y in range(1, len(red)) if red[y] and not red[y - 1]]
