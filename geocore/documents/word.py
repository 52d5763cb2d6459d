"""A document as Word. The official fonts are named, not shipped: Word puts its own where one is missing."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from geocore.documents.model import (
    RED,
    TEXT_WIDTH_MM,
    Block,
    Document,
    Figure,
    Form,
    HeadForm,
    Heading,
    Layout,
    Letterhead,
    PageBreak,
    Paragraph,
    Table,
)
from geocore.documents.text import SIGNER, chinese_date, paragraphs, plain

_BODY, _TITLE, _SANS, _KAI = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"
_LATIN = "Times New Roman"
_MARGINS_MM = {Layout.LETTER: (37, 26, 35, 28), Layout.FORM: (15, 20, 15, 20)}
"""Top, right, bottom, left; the letter's are those of GB/T 9704-2012 5.2.1."""
_POINTS = {Layout.LETTER: (22, 16, 28), Layout.FORM: (20, 12, 20)}
"""Title, text, line."""
_SMALL, _TABLE = 10.5, 12
_ROW_MM = 8
"""The least height of a line of a form."""
_ORGAN_INDENT, _DAY_INDENT = 2, 4
"""Characters from the right edge (GB/T 9704-2012 7.3.5)."""
_LETTER_OUTDENT_MM = 7
"""The lines of a letter are 170 mm long, the text 156 (GB/T 9704-2012 10.1)."""
_AFTER_BORDERS = ("w:shd", "w:tabs", "w:kinsoku", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
"""Elements of a paragraph's properties that the schema has after its borders."""
_DOS_EPOCH = (1980, 1, 1, 0, 0, 0)


_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


def written(document: Document) -> bytes:
    """The document as the bytes of a .docx file."""
    return _Writer(document).content()


class _Writer:
    """Puts one document into one file."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._file: Any = docx.Document()
        self._title_pt, self._text_pt, self._line_pt = _POINTS[document.layout]
        self._set_page()
        self._set_properties()

    def content(self) -> bytes:
        if self._document.letterhead is not None:
            self._head(self._document.letterhead)
        for line in plain(self._document.title).split("\n"):
            self._paragraph(line, _TITLE, self._title_pt, align="center", line=self._title_pt * 1.6)
        if self._document.number and self._document.letterhead is None:
            self._paragraph(self._document.number, align="center")
        self._file.paragraphs[-1].paragraph_format.space_after = Pt(self._text_pt)
        for block in self._document.blocks:
            self._block(block)
        self._sign()
        for note in self._document.notes:
            self._paragraph(note, points=_SMALL, line=16)
        buffer = io.BytesIO()
        self._file.save(buffer)
        return _without_dates(buffer.getvalue())

    def _set_page(self) -> None:
        section = self._file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        top, right, bottom, left = (Mm(value) for value in _MARGINS_MM[self._document.layout])
        section.top_margin, section.right_margin = top, right
        section.bottom_margin, section.left_margin = bottom, left
        self._file.settings.odd_and_even_pages_header_footer = True
        for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
            self._page_number(footer.paragraphs[0], align)

    def _head(self, head: Letterhead) -> None:
        """The red mark and its lines; those of a letter are header and footer of the first page."""
        if head.form is HeadForm.LETTER:
            section = self._file.sections[0]
            section.different_first_page_header_footer = True
            section.header_distance, section.footer_distance = Mm(30), Mm(20)
            self._mark(section.first_page_header.paragraphs[0], head)
            self._rule(section.first_page_header.paragraphs[0], "thickThinSmallGap", 24, _LETTER_OUTDENT_MM)
            self._rule(section.first_page_footer.paragraphs[0], "thinThickSmallGap", 24, _LETTER_OUTDENT_MM)
            self._paragraph(self._document.number, align="right")
        else:
            self._mark(self._file.add_paragraph(), head)
            above = self._file.paragraphs[-1].paragraph_format
            above.space_before, above.space_after = Mm(35), Pt(2 * self._line_pt)
            self._paragraph(f"{plain(self._document.number)}\t{SIGNER}")
            line = self._file.paragraphs[-1]
            line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
            self._rule(line, "single", 12)
        self._file.paragraphs[-1].paragraph_format.space_after = Pt(2 * self._line_pt)

    def _mark(self, paragraph: Any, head: Letterhead) -> None:
        self._align(paragraph, "center")
        run = self._run(paragraph, head.mark, _TITLE, head.points)
        run.font.color.rgb = RGBColor.from_string(RED)

    def _rule(self, paragraph: Any, style: str, eighths: int, outdent_mm: int = 0) -> None:
        """A red line below a paragraph, 4 mm from its text."""
        borders, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        for key, value in (("val", style), ("sz", str(eighths)), ("space", "11"), ("color", RED)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
        paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(-outdent_mm)

    def _page_number(self, paragraph: Any, align: str) -> None:
        self._align(paragraph, align)
        self._run(paragraph, "— ", "宋体", 14)
        run = self._run(paragraph, "", "宋体", 14)
        for kind in ("begin", None, "end"):
            element = OxmlElement("w:instrText" if kind is None else "w:fldChar")
            if kind is None:
                element.text = "PAGE"
            else:
                element.set(qn("w:fldCharType"), kind)
            run._r.append(element)
        self._run(paragraph, " —", "宋体", 14)

    def _set_properties(self) -> None:
        """Nothing of the template's author and of this moment."""
        properties = self._file.core_properties
        properties.title = _cut(self._document.name)
        properties.author = _cut(self._document.organ)
        properties.comments = properties.last_modified_by = ""
        day = self._document.day or date(*_DOS_EPOCH[:3])
        properties.created = properties.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
        properties.revision = 1
        properties.language = "zh-CN"
        for language in self._file.styles.element.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")

    def _block(self, block: Block) -> None:
        match block:
            case Heading(text, level):
                self._paragraph(text, _SANS if level == 1 else _KAI, is_indented=True, keeps_next=True)
            case Paragraph(text, is_indented):
                for line, begins in paragraphs(text):
                    self._paragraph(line, is_indented=is_indented and begins, align="both")
            case Table():
                self._table(block)
            case Form():
                self._form(block)
            case Figure(png, width_mm, _alt, caption):
                self._figure(png, width_mm, caption)
            case PageBreak():
                self._file.add_page_break()

    def _paragraph(
        self,
        text: str,
        font: str = _BODY,
        points: float | None = None,
        *,
        align: str = "left",
        is_indented: bool = False,
        keeps_next: bool = False,
        line: float | None = None,
    ) -> None:
        paragraph = self._file.add_paragraph()
        self._align(paragraph, align, line=line or self._line_pt)
        paragraph.paragraph_format.keep_with_next = keeps_next
        if is_indented:
            paragraph.paragraph_format.first_line_indent = Pt(2 * (points or self._text_pt))
        self._run(paragraph, text, font, points or self._text_pt)

    def _align(self, paragraph: Any, align: str, line: float | None = None) -> None:
        paragraph.alignment = _ALIGN[align]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
        if line is not None:
            paragraph.paragraph_format.line_spacing = Pt(line)

    def _run(self, paragraph: Any, text: str, font: str, points: float) -> Any:
        run = paragraph.add_run(" ".join(plain(text).split("\n")))
        run.font.name, run.font.size = _LATIN, Pt(points)
        # `font.name` alone leaves Chinese text in the template's font.
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
        # “ ” — … are in both kinds of fonts: here they are Chinese punctuation.
        fonts.set(qn("w:hint"), "eastAsia")
        return run

    def _table(self, table: Table) -> None:
        widths = table.widths or (1,) * len(table.head)
        grid = self._grid(len(table.rows) + 1, widths)
        for row, texts in enumerate((table.head, *table.rows)):
            for column, text in enumerate(texts):
                self._fill(grid.cell(row, column), text, _SANS if row == 0 else _BODY)

    def _form(self, form: Form) -> None:
        grid = self._grid(len(form.rows), form.widths)
        for number, row in enumerate(form.rows):
            grid.rows[number].height = Mm(row.height_mm or _ROW_MM)
            column = 0
            for cell in row.cells:
                first, last = grid.cell(number, column), grid.cell(number, column + cell.span - 1)
                self._fill(first.merge(last), cell.text, _SANS if cell.is_label else _BODY, centred=cell.is_label)
                column += cell.span

    def _grid(self, rows: int, widths: tuple[int, ...]) -> Any:
        grid = self._file.add_table(rows, len(widths))
        grid.style, grid.autofit = "Table Grid", False
        _top, right, _bottom, left = _MARGINS_MM[self._document.layout]
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Mm((210 - right - left) * width / sum(widths))
            for cell in column.cells:
                cell.width = column.width
        return grid

    def _fill(self, cell: Any, text: str, font: str, *, centred: bool = False) -> None:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for number, (line, _begins) in enumerate(paragraphs(text)):
            paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            self._align(paragraph, "center" if centred else "left", line=18)
            self._run(paragraph, line, font, _TABLE)

    def _figure(self, png: bytes, width_mm: int, caption: str) -> None:
        paragraph = self._file.add_paragraph()
        self._align(paragraph, "center")
        paragraph.paragraph_format.space_before = Pt(_SMALL)
        paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width_mm))
        if caption:
            self._paragraph(caption, points=_SMALL, align="center", line=16)

    def _sign(self) -> None:
        """Who signs, and when, at the right; never alone on a page (GB/T 9704-2012 7.3.5)."""
        if self._document.blocks and isinstance(self._document.blocks[-1], Paragraph):
            self._file.paragraphs[-1].paragraph_format.keep_with_next = bool(self._document.organ or self._document.day)
        for text, characters in ((self._document.organ, _ORGAN_INDENT), (self._day(), _DAY_INDENT)):
            if text:
                self._paragraph(text, align="right", keeps_next=text == self._document.organ)
                layout = self._file.paragraphs[-1].paragraph_format
                layout.right_indent = Pt(characters * self._text_pt)
                layout.space_before = Pt(self._line_pt if characters == _ORGAN_INDENT else 0)

    def _day(self) -> str:
        return chinese_date(self._document.day) if self._document.day else ""


def _cut(text: str) -> str:
    """Core properties hold at most 255 characters."""
    return " ".join(plain(text).split())[:255]


def _without_dates(content: bytes) -> bytes:
    """The package anew, its parts without the moment of their writing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _DOS_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
