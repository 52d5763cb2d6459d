"""Word: opened again with the library, and its parts looked into."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import docx
import pytest
from docx.shared import Mm, RGBColor

from geocore.documents import Document, HeadForm, Layout, Letterhead, Paragraph, word_bytes
from tests.geocore.documents.samples import HOSTILE, RARE, SHOWN, everything


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def texts(file: Any) -> str:
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in file.paragraphs] + cells)


def test_every_block_is_there() -> None:
    file = opened(word_bytes(everything()))
    found = texts(file)
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
        assert expected in found
    assert len(file.inline_shapes) == 1


def test_layout_of_an_official_letter() -> None:
    """GB/T 9704-2012: A4, margins, title 2号 小标宋, text 3号 仿宋 also for Chinese text, page numbers outside."""
    content = word_bytes(everything())
    section = opened(content).sections[0]
    sides = (section.page_width, section.page_height, section.top_margin, section.right_margin)
    assert [round(side / Mm(1)) for side in (*sides, section.bottom_margin, section.left_margin)] == [
        210, 297, 37, 26, 35, 28,
    ]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = package.read("word/document.xml").decode()
        footers = [package.read(name).decode() for name in package.namelist() if "footer" in name]
    for font, half_points in (("方正小标宋简体", 44), ("仿宋_GB2312", 32)):
        assert re.search(f'w:eastAsia="{font}" w:hint="eastAsia"/><w:sz w:val="{half_points}"/>', body)
    assert len([footer for footer in footers if "PAGE" in footer]) == 2


def test_who_signs_never_stands_alone_on_a_page() -> None:
    """GB/T 9704-2012 7.3.5: the last line of the text stays with organ and day."""
    file = opened(word_bytes(Document("题", (Paragraph("甲\n乙"),), organ="苏仙区民政局", day=date(2026, 3, 2))))
    kept = {paragraph.text: paragraph.paragraph_format.keep_with_next for paragraph in file.paragraphs}
    assert {text: bool(kept[text]) for text in ("甲", "乙", "苏仙区民政局")} == {
        "甲": False, "乙": True, "苏仙区民政局": True,
    }  # fmt: skip


def test_a_form_has_its_own_margins() -> None:
    section = opened(word_bytes(everything(layout=Layout.FORM))).sections[0]
    assert round(section.left_margin / Mm(1)) == 20


def test_the_same_document_is_the_same_bytes() -> None:
    content = word_bytes(everything())
    assert content == word_bytes(everything())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}
        assert "python-docx" not in package.read("docProps/core.xml").decode()


@pytest.mark.parametrize("text", [HOSTILE, "\x00", "长" * 34_000])
def test_any_text_can_be_opened_again(text: str) -> None:
    found = texts(opened(word_bytes(everything(text))))
    if text == HOSTILE:
        assert found.count(SHOWN) >= 9


def test_an_unsigned_paper_has_no_signature() -> None:
    file = opened(word_bytes(Document("题", (Paragraph("文"),))))
    assert [paragraph.text for paragraph in file.paragraphs] == ["题", "文"]


def test_the_red_head_of_a_letter_is_that_of_its_first_page() -> None:
    """GB/T 9704-2012 10.1: mark and double lines as header and footer of the first page, the number below it."""
    file = opened(word_bytes(everything(letterhead=Letterhead("苏仙区民政局", HeadForm.LETTER))))
    section = file.sections[0]
    assert section.different_first_page_header_footer
    (mark,) = section.first_page_header.paragraphs
    assert mark.text == "苏仙区民政局"
    assert mark.runs[0].font.color.rgb == RGBColor(0xE6, 0, 0)
    assert 'w:val="thickThinSmallGap"' in mark._p.xml
    assert 'w:val="thinThickSmallGap"' in section.first_page_footer.paragraphs[0]._p.xml
    assert "PAGE" not in section.first_page_footer.paragraphs[0]._p.xml
    assert file.paragraphs[0].text.startswith("苏仙区地名公告〔2026〕1号")
    assert texts(file).count("〔2026〕1号") == 1


def test_the_red_head_of_a_report_stands_above_its_number() -> None:
    file = opened(word_bytes(everything(letterhead=Letterhead("苏仙区民政局文件", HeadForm.REPORT))))
    mark, number = file.paragraphs[:2]
    assert (mark.text, mark.runs[0].font.size.pt) == ("苏仙区民政局文件", 48)
    assert re.search("〔2026〕1号.*\t签发人：", number.text)
    # The order that the schema asks for: Word refuses a file with another.
    told = [element.tag.rpartition("}")[2] for element in number._p.pPr]
    assert told == sorted(told, key=["pStyle", "keepNext", "pBdr", "tabs", "spacing", "ind", "jc"].index)
