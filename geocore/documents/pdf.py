"""A document as PDF. The fonts are those of the machine: the official ones where installed, else Noto CJK."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape

from weasyprint import HTML
from weasyprint.urls import URLFetcher

from geocore.documents.model import (
    RED,
    Block,
    Document,
    Figure,
    Form,
    HeadForm,
    Heading,
    Layout,
    PageBreak,
    Paragraph,
    Table,
)
from geocore.documents.text import SIGNER, chinese_date, paragraphs, plain

# 仿宋, 小标宋, 黑体 and 楷体 are named as GB/T 9704-2012 asks; they may not be given away, so Noto stands behind them.
_SERIF = '"FangSong_GB2312", "FangSong", "Noto Serif CJK SC"'
_TITLE = '"FZXiaoBiaoSong-B05S", "Noto Serif CJK SC"'
_SANS = '"SimHei", "Noto Sans CJK SC"'
_KAI = '"KaiTi_GB2312", "KaiTi", "Noto Serif CJK SC"'

_STYLE = f"""
@page {{ size: A4; font: 14pt {_SERIF} }}
@page :right {{ @bottom-right {{ content: "— " counter(page) " —"; padding-right: 1em }} }}
@page :left {{ @bottom-left {{ content: "— " counter(page) " —"; padding-left: 1em }} }}
body {{ margin: 0; font-family: {_SERIF}; overflow-wrap: anywhere }}
h1 {{ font: 22pt/35pt {_TITLE}; text-align: center; margin: 0 0 14pt }}
.number {{ text-align: center; margin: 0 0 14pt }}
.mark {{ font-family: {_TITLE}; font-weight: 700; line-height: 1.2; color: #{RED}; text-align: center }}
h2 {{ font: 1em/1.75 {_SANS}; margin: 0; text-indent: 2em; break-after: avoid }}
h3 {{ font: 1em/1.75 {_KAI}; margin: 0; text-indent: 2em; break-after: avoid }}
p {{ margin: 0; text-align: justify }}
p.indented {{ text-indent: 2em }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; margin: 6pt 0 }}
table {{ font-size: 12pt; line-height: 1.5 }}
td, th {{ border: 0.6pt solid black; padding: 3pt 5pt; text-align: left; vertical-align: middle; font-weight: normal }}
th {{ font-family: {_SANS} }}
table.form th {{ text-align: center }}
tr {{ break-inside: avoid }}
figure {{ margin: 6pt 0; text-align: center; break-inside: avoid; line-height: 1.4 }}
figcaption {{ font-size: 10.5pt }}
.signature {{ margin: 28pt 0 0; text-align: right; break-inside: avoid; break-before: avoid }}
.signature p {{ text-align: right }}
.signature .day {{ padding-right: 4em }}
.signature .organ {{ padding-right: 2em }}
.notes {{ break-inside: avoid; margin-top: 16pt }}
.notes {{ border-top: 0.6pt solid black; padding-top: 4pt; font-size: 10.5pt; line-height: 1.5 }}
.break {{ break-before: page }}
"""
_LAYOUTS = {
    Layout.LETTER: "@page { margin: 37mm 26mm 35mm 28mm } body { font-size: 16pt; line-height: 28pt }",
    Layout.FORM: "@page { margin: 15mm 20mm } body { font-size: 12pt; line-height: 20pt } h1 { font-size: 20pt }"
    " table { font-size: 10.5pt; line-height: 1.35 } td, th { padding: 2pt 5pt } table.form td { height: 8mm }",
}
_HEADS = {
    HeadForm.REPORT: f"""
.head {{ padding-top: 35mm; border-bottom: 1.5pt solid #{RED}; margin-bottom: 56pt }}
.head .mark {{ margin-bottom: 56pt }}
.head .number {{ display: flex; justify-content: space-between; margin: 0 1em 4mm }}
""",
    HeadForm.LETTER: f"""
@page :first {{ @bottom-right {{ content: none }} }}
.head {{ margin: -7mm 0 42pt }}
.head .mark {{ margin: 0 -7mm; padding-bottom: 4mm }}
.head .mark, .foot {{ border-bottom: 0.75pt solid #{RED} }}
.head .mark::after {{ content: ""; display: block; border-bottom: 2.25pt solid #{RED}; margin: 4mm 0 -3mm }}
.head .number {{ text-align: right; margin: 8pt 0 0 }}
.foot {{ position: absolute; top: 240mm; left: -7mm; width: 170mm }}
.foot {{ border-top: 0.75pt solid #{RED}; border-bottom-width: 2.25pt; height: 1.5pt }}
""",
}


def printed(page: str) -> bytes:
    """HTML as PDF; of its addresses only data: is opened, which lies in the page itself."""
    content = HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=("data",))).write_pdf(pdf_tags=True)
    return bytes(content)


def markup(document: Document) -> str:
    """The document as HTML for the printer. Every text is escaped here and nowhere else."""
    parts = [*_head(document), f"<h1>{_lines(document.title)}</h1>"]
    if document.number and not document.letterhead:
        parts.append(f'<p class="number">{_text(document.number)}</p>')
    parts += [_block(block) for block in document.blocks]
    if document.organ or document.day:
        organ = f'<p class="organ">{_text(document.organ)}</p>' if document.organ else ""
        day = f'<p class="day">{chinese_date(document.day)}</p>' if document.day else ""
        parts.append(f'<div class="signature">{organ}{day}</div>')
    if document.notes:
        parts.append('<div class="notes">' + "".join(f"<p>{_text(note)}</p>" for note in document.notes) + "</div>")
    return (
        f'<!DOCTYPE html><html lang="zh-Hans-CN"><head><meta charset="utf-8"><title>{_text(document.name)}</title>'
        f"<style>{_style(document)}</style></head><body>{''.join(parts)}</body></html>"
    )


def _style(document: Document) -> str:
    head = _HEADS[document.letterhead.form] if document.letterhead else ""
    return f"{_STYLE}{_LAYOUTS[document.layout]}{head}"


def _head(document: Document) -> Iterator[str]:
    """The red mark with its lines. The line at the foot stands where it is put, on the first page."""
    if document.letterhead is None:
        return
    number = f"<span>{_text(document.number)}</span>"
    if document.letterhead.form is HeadForm.REPORT:
        number += f"<span>{SIGNER}</span>"
    size = document.letterhead.points
    yield f'<div class="head"><p class="mark" style="font-size: {size}pt">{_text(document.letterhead.mark)}</p>'
    yield f'<p class="number">{number}</p></div>'
    if document.letterhead.form is HeadForm.LETTER:
        yield '<div class="foot"></div>'


def _text(text: str) -> str:
    return escape(" ".join(plain(text).split("\n")))


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line, _begins in paragraphs(text))


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level + 1}>{_text(text)}</h{level + 1}>"
        case Paragraph(text, is_indented):
            return "".join(
                f'<p class="indented">{escape(line)}</p>' if is_indented and begins else f"<p>{escape(line)}</p>"
                for line, begins in paragraphs(text)
            )
        case Table():
            return _table(block)
        case Form():
            return _form(block)
        case Figure(png, width_mm, alt, caption):
            source = b64encode(png).decode()
            below = f"<figcaption>{_text(caption)}</figcaption>" if caption else ""
            image = f'<img src="data:image/png;base64,{source}" style="width: {width_mm}mm" alt="{_text(alt)}">'
            return f"<figure>{image}{below}</figure>"
        case PageBreak():
            return '<div class="break"></div>'


def _columns(widths: tuple[int, ...]) -> str:
    return "".join(f'<col style="width: {100 * width / sum(widths):.2f}%">' for width in widths)


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_text(text)}</th>' for text in table.head)
    rows = "".join("<tr>" + "".join(f"<td>{_lines(text)}</td>" for text in row) + "</tr>" for row in table.rows)
    columns = _columns(table.widths or (1,) * len(table.head))
    return f"<table>{columns}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _form(form: Form) -> str:
    rows = ""
    for row in form.rows:
        height = f' style="height: {row.height_mm}mm"' if row.height_mm else ""
        cells = ""
        for cell in row.cells:
            tag = "th" if cell.is_label else "td"
            cells += f'<{tag} colspan="{cell.span}">{_lines(cell.text)}</{tag}>'
        rows += f"<tr{height}>{cells}</tr>"
    return f'<table class="form">{_columns(form.widths)}<tbody>{rows}</tbody></table>'
