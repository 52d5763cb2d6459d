"""Documents as values, and reports from their sections."""

from __future__ import annotations

from datetime import date

import pytest

from geocore.documents import Cell, Form, Heading, Paragraph, Row, Section, Table, document_of_sections


def test_a_report_numbers_its_sections() -> None:
    table = Table(("单位", "意见"), (("区住建局", "同意"),))
    report = document_of_sections(
        "征求意见报告",
        "苏仙区民政局",
        date(2026, 3, 2),
        [Section("过程和范围", "经过"), Section("主要意见", table=table)],
    )
    assert report.blocks == (Heading("一、过程和范围"), Paragraph("经过"), Heading("二、主要意见"), table)
    assert (report.organ, report.day) == ("苏仙区民政局", date(2026, 3, 2))


def test_more_than_ten_sections() -> None:
    report = document_of_sections("报告", "", None, [Section(str(number)) for number in range(11)])
    assert report.blocks[-1] == Heading("11、10")


def test_equal_documents_are_one_key() -> None:
    made = [document_of_sections("报告", "局", None, [Section("一", "二")]) for _time in range(2)]
    assert len(set(made)) == 1


def test_a_row_that_does_not_fill_its_form_is_a_fault() -> None:
    with pytest.raises(ValueError, match="not filled"):
        Form((1, 1), (Row((Cell("甲"),)),))
