"""What reaches a paper, and in which pieces."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from geocore.documents.text import LONGEST_PIECE, paragraphs, plain, shortened


def test_what_no_paper_can_hold_is_left_out() -> None:
    assert plain("甲\x00乙\x1b\ud800\uffff\r\n丙\r丁\u202e戊\t己") == "甲乙\n丙\n丁戊\t己"


def test_lines_are_paragraphs_and_blank_ones_are_none() -> None:
    assert list(paragraphs("一\n\n  \n二 ")) == [("一", True), ("二", True)]


def test_a_long_line_is_cut_after_a_sentence() -> None:
    sentence = "东起东塔路，西至南塔路。"
    pieces = list(paragraphs(sentence * 200))
    assert "".join(text for text, _begins in pieces) == sentence * 200
    assert all(text.endswith("。") and len(text) <= LONGEST_PIECE for text, _begins in pieces)
    assert [begins for _text, begins in pieces] == [True] + [False] * (len(pieces) - 1)


@given(st.text())
def test_nothing_but_space_is_lost(text: str) -> None:
    def letters(one: str) -> str:
        return "".join(one.split()).replace("\x1f", "")

    assert letters("".join(piece for piece, _begins in paragraphs(text))) == letters(plain(text))


def test_shortened_says_that_there_is_more() -> None:
    assert shortened("甲乙\n丙", 4) == "甲乙 丙"
    assert shortened("一二三四五六七八", 6) == "一二三四……"
    assert shortened(string.ascii_letters, 52) == string.ascii_letters
