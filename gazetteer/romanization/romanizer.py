"""Romanisation of Han place names: one entry point, and a bulk form with the same results."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .characters import is_han
from .classes import Family, family_of
from .overrides import DEFAULT, OverrideTable, Place
from .readings import Problem, Reader
from .shipped import rows
from .spelling import join, words_by_script
from .split import infer_family, split, spoken_form

HAN_LANGUAGE: Final = "汉语"
REMEMBERED: Final = 16384
NOT_GENERATED: Final = "not generated"

FAMILY_WORDS: Final = {
    Family.DIVISION: "行政区划",
    Family.COMMITTEE: "村（居）民委员会所在地",
    Family.NATURAL: "自然地理实体",
    Family.STREET: "街路巷",
    Family.BUILDING: "住宅区、楼宇",
    Family.PARK: "公园、自然保护地",
    Family.FACILITY: "设施",
    Family.SETTLEMENT: "居民点",
}

_MESSAGES: Final = {
    "unknown_class": "类别代码不属于 GB/T 18521 已知类别",
    "unknown_category": "不认识的类别",
    "empty": "名称为空",
    "not_han": "名称中没有汉字",
    "figures": "名称中有阿拉伯数字",
    "latin_letters": "名称中有汉字以外的字母",
    "bracketed": "末尾括注不属于名称，拼写时略去",
    "marks": "名称中有符号或空格，拼写时略去",
    "perhaps_minority_language": "可能是少数民族语地名，请核对地名语种",
}
_UNREADABLE: Final = frozenset({"Co", "Cn", "Cs"})
_MONGOLIAN_ENDINGS: Final = ("嘎查", "苏木")
_MINORITY_REGIONS: Final = ("西藏自治区", "新疆维吾尔自治区")
_MINORITY_NAMES: Final = {row["name"]: row["language"] for row in rows("minority_names.csv")}


@dataclass(frozen=True, slots=True)
class Romanization:
    """The proposed romanisation of one name, with the grounds for trusting it."""

    name: str
    """As given."""
    specific: str
    generic: str
    """``specific + generic`` is the spoken standard name, without marks."""
    spelling: str
    """With tone marks, written apart by the rule; empty when not generated."""
    sign: str
    """Upper case without tones, for signs."""
    tones: str
    """Tone-numbered syllables parted by spaces: bai2 lu4 tang2 (ü as v, 5 for neutral)."""
    syllables: tuple[str, ...]
    """With tone marks; 儿 that merges adds none."""
    pinyin: str
    """Joined, toneless, ü as v: the search key."""
    initials: str
    source: str
    """``override``, ``dictionary``, ``computed`` or ``not generated``."""
    confident: bool
    """True only if no reading was guessed."""
    polyphones: tuple[str, ...]
    """Characters whose reading was guessed."""
    problems: tuple[Problem, ...]
    """(code, message) pairs; codes are listed in docs/romanization.md."""


class Romanizer:
    """Romanises many names with one override table.

    The last ``REMEMBERED`` different results are kept (about 25 MB): a quarter of the names in
    the national list are repetitions of recent ones.
    """

    def __init__(self, overrides: OverrideTable = DEFAULT) -> None:
        self._reader = Reader(overrides)
        self._certain = self._reader.certain
        self._watched = overrides.whole_names | _MINORITY_NAMES.keys()
        self._watched_first = overrides.first_triggers
        self._remembering = lru_cache(maxsize=REMEMBERED)(self._romanize)

    def romanize_all(
        self, names: Iterable[str], *, class_code: str | None = None, category: str | None = None
    ) -> Iterator[Romanization]:
        """Romanise names of one class, in order, one at a time."""
        for name in names:
            yield self.romanize(name, class_code=class_code, category=category)

    def romanize(
        self,
        name: str,
        *,
        class_code: str | None = None,
        category: str | None = None,
        language: str = HAN_LANGUAGE,
        division: str = "",
    ) -> Romanization:
        """Return the romanisation of a name; never raises, problems are in the result.

        ``division`` is the path of division names the place lies in (江苏省南京市六合区); it only
        serves to choose among readings. A name in another language than Chinese gets search keys
        from its characters but no spelling.
        """
        return self._remembering(name, class_code, category, language, division)

    def _romanize(
        self,
        name: str,
        class_code: str | None,
        category: str | None,
        language: str,
        division: str,
    ) -> Romanization:
        family, problem = family_of(class_code, category)
        text = spoken_form(name) if family is Family.COMMITTEE else name
        certain = self._certain
        try:
            syllables = tuple([certain[character] for character in text])
        except KeyError:
            syllables = ()
        if (
            not syllables
            or problem
            or text in self._watched
            or text[0] in self._watched_first
            or family is Family.UNKNOWN
            or language != HAN_LANGUAGE
            or (division and division.startswith(_MINORITY_REGIONS))
            or text.endswith(_MONGOLIAN_ENDINGS)
        ):
            return self._carefully(name, family, problem, class_code or "", language, division)
        specific, generic, words = split(text, family)
        spelled = join(words, syllables)
        return Romanization(
            name,
            specific,
            generic,
            spelled.written,
            spelled.sign,
            spelled.tones,
            spelled.syllables,
            spelled.pinyin,
            spelled.initials,
            "computed",
            True,
            (),
            (),
        )

    def _carefully(
        self,
        name: str,
        family: Family,
        problem: str,
        class_code: str,
        language: str,
        division: str,
    ) -> Romanization:
        text, problems = _cleaned(name)
        if problem:
            problems.insert(0, (problem, _MESSAGES[problem]))
        known = family is not Family.UNKNOWN
        if not (is_han(text) or any(map(is_han, text))):
            problems.append(("not_han", _MESSAGES["not_han"]) if text else _empty())
            return _not_generated(name, text, "", problems)
        if not known:
            family = infer_family(text)
            problems.append(("class_inferred", f"未给类别，按{FAMILY_WORDS[family]}拼写"))
        if family is Family.COMMITTEE:
            text = spoken_form(text)
        specific, generic, words = split(text, family)
        place = Place(text, family, known, class_code, division, len(specific))
        reading = self._reader.read(place)
        problems.extend(reading.problems)
        if not reading.complete:
            return _not_generated(name, specific, generic, problems, reading.guessed)
        if not is_han(text):
            words = words_by_script(words)
        spelled = join(words, reading.syllables)
        language = _MINORITY_NAMES.get(name, language) if language == HAN_LANGUAGE else language
        generated = language == HAN_LANGUAGE
        suspected = text.endswith(_MONGOLIAN_ENDINGS) or division.startswith(_MINORITY_REGIONS)
        if not generated:
            problems.append(("minority_language", f"{language}地名不由汉字生成拼写，按音译转写法核定后录入"))
        elif suspected:
            code = "perhaps_minority_language"
            problems.append((code, _MESSAGES[code]))
        return Romanization(
            name,
            specific,
            generic,
            spelled.written if generated else "",
            spelled.sign if generated else "",
            spelled.tones,
            spelled.syllables,
            spelled.pinyin,
            spelled.initials,
            reading.source if generated else NOT_GENERATED,
            generated and not suspected and not reading.guessed,
            reading.guessed,
            tuple(problems),
        )


def _empty() -> Problem:
    return ("empty", _MESSAGES["empty"])


def _not_generated(
    name: str,
    specific: str,
    generic: str,
    problems: list[Problem],
    guessed: tuple[str, ...] = (),
) -> Romanization:
    return Romanization(
        name,
        specific,
        generic,
        "",
        "",
        "",
        (),
        "",
        "",
        NOT_GENERATED,
        False,
        guessed,
        tuple(problems),
    )


_BRACKETED_END = re.compile(r"(.+?)\s*[（(〔\[][^（(〔\[]*[）)〕\]]\s*")


def _cleaned(name: str) -> tuple[str, list[Problem]]:
    """Drop a bracketed note at the end and what is no character, letter or figure; say so.

    Private-use and unassigned code points stay, so that they are reported as unreadable.
    """
    problems: list[Problem] = []
    if is_han(name):
        return name, problems
    bracketed = _BRACKETED_END.fullmatch(name)
    if bracketed:
        name = bracketed[1]
        problems.append(("bracketed", _MESSAGES["bracketed"]))
    text = "".join(c for c in name if c.isalnum() or unicodedata.category(c) in _UNREADABLE)
    if text != name:
        problems.append(("marks", _MESSAGES["marks"]))
    if any(c.isdigit() for c in text):
        problems.append(("figures", _MESSAGES["figures"]))
    if any(c.isalpha() and not is_han(c) for c in text):
        problems.append(("latin_letters", _MESSAGES["latin_letters"]))
    return text, problems


@lru_cache(maxsize=8)
def _romanizer(overrides: OverrideTable) -> Romanizer:
    return Romanizer(overrides)


def romanize(
    name: str,
    *,
    class_code: str | None = None,
    category: str | None = None,
    language: str = HAN_LANGUAGE,
    overrides: OverrideTable = DEFAULT,
    division: str = "",
) -> Romanization:
    """Romanise one name; see ``Romanizer.romanize``."""
    return _romanizer(overrides).romanize(
        name, class_code=class_code, category=category, language=language, division=division
    )
