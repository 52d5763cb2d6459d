"""Foreign names of persons and places (art. 9 item 5, “洋”), and names that only sound like a transcription."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gazetteer.naming import articles
from gazetteer.naming.findings import Finding, Severity, WordEvidence
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.proposal import NameKind
from gazetteer.naming.words import ListedWord, words_in
from gazetteer.romanization.shipped import rows

_TRANSCRIBING: Final = frozenset(
    "阿埃艾奥巴贝比伯布茨达丹迪蒂丁顿多俄厄恩尔法菲费弗盖戈格古赫基加杰卡凯坎科克库拉莱兰劳勒雷里丽利列林琳鲁伦罗洛马玛"
    "迈曼蒙米莫姆娜纳内尼努诺欧帕佩皮普奇切琴茹萨塞莎圣史斯丝苏索塔泰坦特图托瓦威维温文沃乌西希谢辛雅亚耶伊因英约扎泽"
)
"""Characters that transcriptions are made of."""
_TELLING: Final = frozenset("埃奥茨蒂厄尔弗赫克莱勒琳玛姆娜妮佩茜萨塞莎斯丝瓦娅诺蕾黛薇")
"""Among them, or beside them, those that words of Chinese seldom hold."""
_SHORTEST: Final = 3
_MANY_LANGUAGES: Final = ("新疆", "西藏", "内蒙古", "青海", "甘肃", "云南", "贵州", "四川", "宁夏")
"""Provinces in which names from minority languages look the same; there a person decides."""


@lru_cache(maxsize=1)
def _minority_names() -> tuple[str, ...]:
    """Divisions whose names are transcriptions from languages of the nation: 阿克苏 is no foreign word."""
    return tuple(row["name"] for row in rows("minority_names.csv"))


def listed_foreign(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 5: foreign names. Memory and friendship are exceptions, and so are words that are plain Chinese."""

    def say(word: ListedWord) -> tuple[str, str]:
        way_out = "换用当地历史文化或者自然特征的词语；由来已久、纪念或者友好性质的，附说明。"
        return f"“{word.word}”是{word.kind}，不以外国人名、地名作地名。", way_out

    words = words_in("foreign_words.csv", inquiry.proposal, inquiry.settings.words)
    return inquiry.word_findings("foreign.listed", articles.FOREIGN, words, say, memory_excuses=True)


def transcription(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 5: a specific part of transcribing characters throughout. Ever only a note: form proves nothing."""
    proposal = inquiry.proposal
    text = proposal.specific or proposal.text
    if proposal.kind not in (NameKind.BUILDING, NameKind.STREET, NameKind.PARK):
        return
    if proposal.division.startswith(_MANY_LANGUAGES) or any(
        words_in("foreign_words.csv", proposal, inquiry.settings.words)
    ):
        return
    if any(name.startswith(text) for name in _minority_names()):
        return
    letters = set(text)
    if len(text) >= _SHORTEST and letters <= _TRANSCRIBING | _TELLING and letters & _TELLING:
        yield from inquiry.finding(
            "foreign.transcription",
            articles.FOREIGN,
            f"“{text}”形似外语译音。",
            [WordEvidence(text, "译音用字", "译名习用字，本项目整理", "仅凭用字推测")],
            "说明名称含义；确为外语译写的，换用其他专名。",
            mildest=Severity.NOTE,
        )


RULES: Final[tuple[Rule, ...]] = (listed_foreign, transcription)
