"""Which characters no text may hold."""

from __future__ import annotations

import pytest

from geocore.texts import has_control, without_controls


@pytest.mark.parametrize("mark", "\x00\x07\x0b\x1b\x7f\x85\u202a\u202e\u2066\u2069\ud800\udfff\ufffe\uffff")
def test_what_is_no_text(mark: str) -> None:
    assert has_control(f"苏{mark}仙")
    assert without_controls(f"苏{mark}仙") == "苏仙"


@pytest.mark.parametrize("text", ["", "一\r\n二\t三", "Tóngxīn Lù", "𠮷 （甲）—“乙”\u3000", "\u200b\u200e"])
def test_what_is_text(text: str) -> None:
    assert not has_control(text)
    assert without_controls(text) == text
