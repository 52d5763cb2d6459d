"""Names of persons (art. 9 item 4; Order 71 art. 3): leaders never, others generally not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gazetteer.naming import articles
from gazetteer.naming.findings import Finding
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.words import ListedWord, words_in


def leader(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 4: never the name of a state leader. Neither custom nor memory excuses a new name."""

    def say(word: ListedWord) -> tuple[str, str]:
        message = f"“{word.word}”是国家领导人的名字，不得用作地名。"
        return message, "换用其他专名；与该人物确无特定联系的，附来历说明，由审批机关认定。"

    for word in words_in("persons.csv", inquiry.proposal, inquiry.settings.words, "国家领导人"):
        message, way_out = say(word)
        evidence = (word.as_evidence(),)
        yield from inquiry.finding(
            "persons.leader", articles.PERSONS_MEANT, message, evidence, way_out, mildest=word.severity
        )


def person(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 4 with Order 71 art. 3: real names, aliases, pen names; free where no such person is meant."""

    def say(word: ListedWord) -> tuple[str, str]:
        return f"“{word.word}”是人名（{word.kind}），一般不以人名作地名。", _WAY_OUT

    words = words_in("persons.csv", inquiry.proposal, inquiry.settings.words, "历史人物", "近现代人物", "笔名别名")
    return inquiry.word_findings("persons.person", articles.PERSONS_MEANT, words, say, memory_excuses=True)


def character(inquiry: Inquiry) -> Iterator[Finding]:
    """Order 71 art. 3: names of characters in works of literature and art count as names of persons."""

    def say(word: ListedWord) -> tuple[str, str]:
        return f"“{word.word}”是文艺作品中的人物名，一般不用作地名。", _WAY_OUT

    words = words_in("persons.csv", inquiry.proposal, inquiry.settings.words, "作品人物")
    return inquiry.word_findings("persons.character", articles.PERSONS_MEANT, words, say, memory_excuses=True)


_WAY_OUT: Final = "换用其他专名；该词与特定人物没有联系的，附来历说明。"

RULES: Final[tuple[Rule, ...]] = (leader, person, character)
