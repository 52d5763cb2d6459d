"""What a paper is made of. Values only: equal documents are written as equal bytes, and can be kept in a cache."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LARGEST_MARK_PT, LEAST_MARK_PT = 48, 22
TEXT_WIDTH_MM = 156
"""Between the margins of a paper (GB/T 9704-2012 5.2.1)."""
RED = "E60000"
"""Of the mark and its lines."""


class Layout(StrEnum):
    LETTER = "letter"
    """公文 as in GB/T 9704-2012: margins 37, 26, 35, 28 mm, title 2号, text 3号, page numbers outside."""
    FORM = "form"
    """A table to fill a page with (审批表, 登记表): margins 15 and 20 mm, text 小四."""


class HeadForm(StrEnum):
    REPORT = "report"
    """文件格式 of a paper to an organ above (GB/T 9704-2012 7.2): the mark 35 mm below the margin, the number left,
    room for the signer (签发人) right, a red line below."""
    LETTER = "letter"
    """信函格式 (10.1): the mark 30 mm below the edge, a red double line below it and above the foot of the first page,
    the number right; the first page has no page number."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """版头: the mark of the organ (发文机关标志) in red, as large as fits on one line."""

    mark: str
    form: HeadForm

    @property
    def points(self) -> float:
        """Size of the mark: 7.2.4 asks for large, and for one line of the 156 mm between the margins."""
        return max(LEAST_MARK_PT, min(LARGEST_MARK_PT, round(TEXT_WIDTH_MM / 25.4 * 72 / max(1, len(self.mark)), 1)))


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is 一、 (黑体), level 2 is （一） (楷体)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; each line of `text` is a paragraph. Not indented: a salutation, an enclosure."""

    text: str
    is_indented: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. `widths` are shares of the page's width; empty: all alike."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a form, `span` columns wide; `is_label` names what stands beside it."""

    text: str
    is_label: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one line of a form; with a height where somebody signs or stamps."""

    cells: tuple[Cell, ...]
    height_mm: int = 0


@dataclass(frozen=True, slots=True)
class Form:
    """A form of as many columns as there are `widths`; the spans of every row add up to that."""

    widths: tuple[int, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if sum(cell.span for cell in row.cells) != len(self.widths):
                raise ValueError(f"a row of {len(self.widths)} columns is not filled: {row}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A PNG in the middle of the page; `alt` says in words what it shows."""

    png: bytes
    width_mm: int
    alt: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


Block = Heading | Paragraph | Table | Form | Figure | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A paper. `number` stands below the title, or in the `letterhead`; `organ` and `day` sign it; `notes` are small.

    A title of two lines says where it breaks: between the organ and what it is about, as a rule.
    """

    title: str
    blocks: tuple[Block, ...]
    number: str = ""
    organ: str = ""
    day: date | None = None
    notes: tuple[str, ...] = ()
    layout: Layout = Layout.LETTER
    letterhead: Letterhead | None = None

    @property
    def name(self) -> str:
        """The title in one line: for files and properties."""
        return self.title.replace("\n", "")


@dataclass(frozen=True, slots=True)
class Section:
    """One statutory section of a report: its heading, its text, and a table where there is something to count."""

    heading: str
    text: str = ""
    table: Table | None = None


_NUMERALS = "一二三四五六七八九十"


def document_of_sections(title: str, organ: str, day: date | None, sections: Iterable[Section]) -> Document:
    """A report (征求意见报告, 专家论证报告) from its sections, whose headings are numbered 一、二、 as they come."""
    blocks: list[Block] = []
    for number, section in enumerate(sections):
        ordinal = _NUMERALS[number] if number < len(_NUMERALS) else str(number + 1)
        blocks.append(Heading(f"{ordinal}、{section.heading}"))
        if section.text.strip():
            blocks.append(Paragraph(section.text))
        if section.table is not None:
            blocks.append(section.table)
    return Document(title=title, blocks=tuple(blocks), organ=organ, day=day)
