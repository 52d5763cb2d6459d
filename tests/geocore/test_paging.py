"""Cursors: what comes back is what went in, and nothing else is let in."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from geocore.errors import InvalidInput
from geocore.paging import Page, decode_cursor, encode_cursor


@given(st.integers(-(2**53), 2**53), st.text())
def test_a_cursor_comes_back_unchanged(number: int, text: str) -> None:
    assert decode_cursor(encode_cursor(number, text), (int, str)) == (number, text)


@given(st.text(max_size=60))
def test_any_other_text_is_refused_clearly(text: str) -> None:
    assume(not is_cursor(text))
    with pytest.raises(InvalidInput, match="start again"):
        decode_cursor(text, (int, str))


def is_cursor(text: str) -> bool:
    try:
        number, word = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError):
        return False
    return type(number) is int and type(word) is str


@pytest.mark.parametrize(
    "cursor",
    [
        encode_cursor(1),  # another list's length
        encode_cursor("1", "a"),  # another type
        encode_cursor(True, "a"),  # a boolean is not a number here
        encode_cursor(1, None),
        base64.urlsafe_b64encode(b"{}").decode(),
        base64.urlsafe_b64encode(b"[" * 200_000).decode(),
        "\x00",
        "苏仙",
    ],
)
def test_foreign_and_hostile_cursors(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(cursor, (int, str))


def test_a_page_without_more_has_no_next() -> None:
    assert Page((1, 2)).next is None
