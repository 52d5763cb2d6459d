"""The certificate as a paper, with the square that leads to its verification."""

from __future__ import annotations

import io
from datetime import date

import segno

from gazetteer.certificates.model import Certificate
from geocore.documents import Document, Figure, Layout, Paragraph, Table, chinese_date

_SQUARE_MM = 26


def certificate_paper(certificate: Certificate, address: str) -> Document:
    """地名更名证明, on one page. `address` is that of the verification page; the same certificate is the same paper."""
    one = certificate
    rows = (
        ("原名", _named(one.former_name, one.former_spelling)),
        ("原名使用时间", _period(one.former_from, one.former_last_day)),
        ("现行标准地名", _named(one.name, one.spelling)),
        ("现名启用时间", _day(one.name_from)),
        ("所属行政区域", one.division),
        ("地名类别", one.class_name),
        ("批准机关", one.approving_body or "未登记"),
        ("批复文号", one.document or "未登记"),
        ("批准时间", _day(one.approved_on)),
        ("公告编号", one.announcement_number or "未登记"),
        ("出具日期", chinese_date(one.issued_on)),
    )
    return Document(
        title="地名更名证明",
        number=one.number,
        layout=Layout.FORM,
        blocks=(
            Paragraph(
                f"据地名登记，{one.division}“{one.former_name}”现名“{one.name}”，二者为同一地名实体。登记内容如下："
            ),
            Table(("项目", "登记内容"), rows, (2, 5)),
            Figure(_square(address), _SQUARE_MM, f"核验网址 {address}", f"核验码 {one.grouped_code}"),
        ),
        notes=(
            "本证明是出具之日地名登记的摘录，不加盖印章。登记内容此后可能变化，是否仍然如此，以核验网址的答复为准。",
            f"核验网址：{address}",
            f"内容的SHA-256：{one.content_hash}",
        ),
    )


def _named(name: str, spelling: str) -> str:
    return f"{name}　{spelling}" if spelling else name


def _day(day: date | None) -> str:
    return chinese_date(day) if day else "未登记"


def _period(first: date | None, last: date | None) -> str:
    if first is None and last is None:
        return "未登记"
    until = f"至{chinese_date(last)}" if last else "止日未登记"
    return f"{chinese_date(first)}{until}" if first else until


def _square(address: str) -> bytes:
    buffer = io.BytesIO()
    segno.make(address, error="m").save(buffer, kind="png", scale=8, border=2)
    return buffer.getvalue()
