"""One document with every kind of block, and the hostile text that goes into all of them."""

from __future__ import annotations

import io
from datetime import date

import segno

from geocore.documents import (
    Cell,
    Document,
    Figure,
    Form,
    Heading,
    Layout,
    Letterhead,
    PageBreak,
    Paragraph,
    Row,
    Table,
)

HOSTILE = "<script>alert(1)</script> & \"'>\x00\x1b\ud800 ]]> {{ 7*7 }} \u202etxt"
SHOWN = "<script>alert(1)</script> & \"'> ]]> {{ 7*7 }} txt"
RARE = "㙍䶮𬇙"


def square() -> bytes:
    buffer = io.BytesIO()
    segno.make("http://127.0.0.1:8000/verify/ABCD").save(buffer, kind="png", scale=4)
    return buffer.getvalue()


def everything(text: str = RARE, layout: Layout = Layout.LETTER, letterhead: Letterhead | None = None) -> Document:
    return Document(
        title=f"关于{text}的公告",
        number=f"苏仙区地名公告〔2026〕1号 {text}",
        organ=f"苏仙区民政局 {text}",
        day=date(2026, 3, 2),
        notes=(f"附注 {text}",),
        layout=layout,
        letterhead=letterhead,
        blocks=(
            Paragraph(f"经批准：{text}\n第二段"),
            Heading(f"依据 {text}"),
            Table(("项目", f"内容 {text}"), (("标准地名", text),), (1, 3)),
            Form((1, 2), (Row((Cell("意见", is_label=True), Cell(text)), 30), Row((Cell(text, span=2),)))),
            Figure(square(), 30, f"二维码 {text}", f"扫码 {text}"),
            PageBreak(),
            Paragraph(text, is_indented=False),
        ),
    )
