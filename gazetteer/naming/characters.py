"""Characters a name is written with: art. 9 item 3, the national common language without rare characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gazetteer.naming import articles
from gazetteer.naming.findings import Finding, WordEvidence
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.proposal import NameKind
from gazetteer.naming.settings import parse_most
from gazetteer.naming.shipped import rows
from gazetteer.romanization.characters import is_han
from gazetteer.search.variants import simplified

TABLE: Final = "通用规范汉字表"
TABLE_SOURCE: Final = "《通用规范汉字表》（国务院2013年6月5日公布）"
CRITERIA_SOURCE: Final = "《关于进一步清理整治不规范地名的通知》（六部门，2018年）附件“怪异难懂”"
RAREST_LEVEL: Final = 3

_FIGURES: Final = re.compile(r"[0-9０-９]+")
_HAN_FIGURES: Final = re.compile("[〇零一二三四五六七八九十百千]+")
_DATES: Final = frozenset(
    ("二七", "三八", "三一八", "五一", "五四", "五七", "六一", "七一", "八一", "九一八", "十一", "一二九")
)
"""Figures that are words: days that are remembered."""
_HAN_DIGITS: Final = "〇一二三四五六七八九"


@lru_cache(maxsize=1)
def levels() -> dict[str, int]:
    """Return the level, 1 to 3, of each of the 8,105 standard characters."""
    return {c: int(row["level"]) for row in rows("character_levels.csv") for c in row["characters"]}


@lru_cache(maxsize=1024)
def standard_form(character: str) -> str:
    """Return the standard character for a traditional or variant one, "" if there is none."""
    form = simplified(character)
    return form if form != character and form in levels() else ""


def _each(text: str) -> list[str]:
    """The characters in order, each once."""
    return list(dict.fromkeys(text))


def _quoted(characters: list[str]) -> str:
    return "、".join(f"“{character}”" for character in characters)


def _evidence(characters: list[str], remark: str) -> list[WordEvidence]:
    return [WordEvidence(character, TABLE, TABLE_SOURCE, remark) for character in characters]


def traditional(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 3: traditional forms and variants are not the national common script; gives the standard form."""
    found = [c for c in _each(inquiry.proposal.text) if c not in levels() and standard_form(c)]
    if found:
        right = "".join(standard_form(c) if c in found else c for c in inquiry.proposal.text)
        yield from inquiry.finding(
            "characters.traditional",
            articles.CHARACTERS,
            f"{_quoted(found)}是繁体字或者异体字，地名应当使用规范汉字。",
            [WordEvidence(c, TABLE, TABLE_SOURCE, f"规范字“{standard_form(c)}”") for c in found],
            f"改用规范字：“{right}”。",
        )


def outside_table(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 3: a Han character outside the table of 8,105 cannot be used in identity papers and on maps."""
    unlisted = [c for c in _each(inquiry.proposal.text) if is_han(c) and c not in levels()]
    found = [c for c in unlisted if not standard_form(c) and c != "〇"]
    if found:
        yield from inquiry.finding(
            "characters.outside_table",
            articles.CHARACTERS,
            f"{_quoted(found)}不在《通用规范汉字表》8105字之内。",
            _evidence(found, "表外字"),
            "改用同音、同义的规范汉字；确为当地历史用字的，先按地名用字读音审定程序报审。",
        )


def rare(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 3, avoid rare characters: level 3 of the table, made partly from place names, needs a reason."""
    found = [c for c in _each(inquiry.proposal.text) if levels().get(c) == RAREST_LEVEL]
    if found:
        yield from inquiry.finding(
            "characters.rare",
            articles.CHARACTERS,
            f"{_quoted(found)}是三级字，属于较为生僻的字。",
            _evidence(found, "三级字"),
            "在申请书中说明用字理由（如沿用当地历史地名），或者改用一、二级字。",
        )


def latin(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 3: letters of any other script than Han."""
    found = [c for c in _each(inquiry.proposal.text) if c.isalpha() and not is_han(c)]
    if found:
        yield from inquiry.finding(
            "characters.letters",
            articles.CHARACTERS,
            f"名称中有外文或者拼音字母{_quoted(found)}。",
            [WordEvidence("".join(found), TABLE, CRITERIA_SOURCE, "字母")],
            "去掉字母，用规范汉字书写。",
        )


def han_number(figures: str) -> str:
    """Write a number as it is said: 24 is 二十四, three digits and more or a leading zero are said one by one."""
    digits = [int(figure) for figure in figures]
    if len(digits) != 2 or not digits[0]:
        return "".join(_HAN_DIGITS[digit] for digit in digits)
    tens = "" if digits[0] == 1 else _HAN_DIGITS[digits[0]]
    return f"{tens}十{_HAN_DIGITS[digits[1]] if digits[1] else ''}"


def figures(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 3: Arabic figures in a name; numbers are written in Han characters."""
    text = inquiry.proposal.text
    found = list(dict.fromkeys(_FIGURES.findall(text)))
    if found:
        written = _FIGURES.sub(lambda match: han_number(match[0]), text)
        yield from inquiry.finding(
            "characters.figures",
            articles.CHARACTERS,
            f"名称中有阿拉伯数字{_quoted(found)}。",
            [WordEvidence(figure, TABLE, CRITERIA_SOURCE, "数字与汉字混用") for figure in found],
            f"用汉字书写数字，如“{written}”，或者改用有含义的专名。",
        )


def bare_number(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 1: a mere number as the specific part of a building or park; dates have a meaning."""
    proposal = inquiry.proposal
    specific = proposal.specific
    if proposal.kind not in (NameKind.BUILDING, NameKind.PARK) or specific in _DATES:
        return
    if _HAN_FIGURES.fullmatch(specific) or _FIGURES.fullmatch(specific):
        yield from inquiry.finding(
            "characters.bare_number",
            articles.MEANING,
            f"专名“{specific}”只是数字，没有明确含义。",
            [WordEvidence(specific, "纯数字专名", CRITERIA_SOURCE)],
            "改用有含义的专名，或者在申请书中说明该数字的来历。",
        )


def marks(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 3: marks such as · and - and blanks; whatever cannot be read at all is one too."""
    found = [c for c in _each(inquiry.proposal.text) if not c.isalnum() and not is_han(c)]
    if found:
        shown = [c if c.isprintable() and not c.isspace() else f"U+{ord(c):04X}" for c in found]
        kept = "".join(c for c in inquiry.proposal.text if c not in found)
        yield from inquiry.finding(
            "characters.marks",
            articles.CHARACTERS,
            f"名称中有符号、空格或者无法识别的字符{_quoted(shown)}。",
            [
                WordEvidence(c, TABLE, CRITERIA_SOURCE, unicodedata.category(raw))
                for c, raw in zip(shown, found, strict=True)
            ],
            f"去掉符号，如“{kept}”。" if kept else "用规范汉字书写名称。",
        )


def length(inquiry: Inquiry) -> Iterator[Finding]:
    """Local rules on length, usually two to six characters and at most eight; a note, for the Order says nothing."""
    setting = inquiry.settings.of("characters.length")
    most = setting.parameters.get("most")
    limit = None if most is None else parse_most(most)
    count = len(inquiry.proposal.name.strip())
    if limit is not None and count > limit:
        yield from inquiry.finding(
            "characters.length",
            articles.MEANING,
            f"名称有{count}个字，一般为二至六个字，不超过{limit}个字。",
            [WordEvidence(inquiry.proposal.text, "地名用字数", setting.source, f"不超过{limit}个字")],
            "缩短专名，便于称说和设置标志。",
        )


RULES: Final[tuple[Rule, ...]] = (traditional, outside_table, rare, latin, figures, bare_number, marks, length)
