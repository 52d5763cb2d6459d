"""Receipts: as they are read out on the telephone and typed again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.receipts import new_receipt, plain_receipt


@pytest.mark.parametrize(
    "typed",
    [
        "YJ20260301-7F3K9Q",
        " yj20260301-7f3k9q ",
        "ＹＪ２０２６０３０１－７Ｆ３Ｋ９Ｑ",
        "YJ20260301–7F3K9Q",
        "YJ 20260301 - 7F3K9Q",
    ],
)
def test_a_receipt_however_it_is_typed(typed: str) -> None:
    assert plain_receipt(typed) == "YJ20260301-7F3K9Q"


@given(st.sampled_from(["JB", "JC", "SQ", "YJ", "YY"]), st.dates())
def test_a_new_receipt_is_plain(prefix: str, day: date) -> None:
    receipt = new_receipt(prefix, day)
    assert plain_receipt(receipt) == receipt


@given(st.text())
def test_any_text_ends_as_a_short_one_that_can_be_stored(text: str) -> None:
    plain = plain_receipt(text)
    assert len(plain) <= 40
    assert plain.isprintable()
