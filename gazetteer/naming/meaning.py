"""What a name says: clear, healthy, decent (art. 9 item 1) and not larger than the place (art. 9 item 2)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gazetteer.naming import articles
from gazetteer.naming.findings import Finding
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.proposal import NameKind
from gazetteer.naming.sounds import Syllables, computed, readings_of
from gazetteer.naming.words import ListedWord, words_in

_BUILT: Final = (NameKind.BUILDING, NameKind.STREET, NameKind.PARK, NameKind.OTHER)


def exaggerated(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 2, “大”: words far above the extent, rank, scale or function of the place."""

    def say(word: ListedWord) -> tuple[str, str]:
        message = f"“{word.word}”（{word.kind}）可能超出地理实体的实际地域、地位、规模或者功能。"
        return message, "换用与实际相符、出自当地历史文化或者自然特征的词语；确与实际相符的，附依据。"

    words = words_in("exaggerated_words.csv", inquiry.proposal, inquiry.settings.words)
    return inquiry.word_findings("meaning.exaggerated", articles.REALITY, words, say)


def unseemly(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 1, “怪” and feudal colour: vulgar, superstitious, feudal, discriminating or insulting words."""

    def say(word: ListedWord) -> tuple[str, str]:
        message = f"“{word.word}”带有{word.kind}色彩，可能违背公序良俗。"
        return message, "换用含义健康的词语；该字另有含义的，附来历说明。"

    words = words_in("unseemly_words.csv", inquiry.proposal, inquiry.settings.words)
    return inquiry.word_findings("meaning.unseemly", articles.MEANING, words, say)


@lru_cache(maxsize=16)
def _landmark_sounds(landmarks: tuple[ListedWord, ...]) -> tuple[tuple[ListedWord, Syllables], ...]:
    return tuple(
        (landmark, reading) for landmark in landmarks for reading in computed(landmark.word, NameKind.OTHER.value).usual
    )


def landmark(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 2, “大”: names of central organs and political landmarks, and whatever sounds the same."""
    proposal = inquiry.proposal
    if proposal.kind not in _BUILT:
        return
    readings = readings_of(
        proposal.text, proposal.readings, proposal.kind.category, proposal.class_code, proposal.division
    )
    for mark, sound in _landmark_sounds(inquiry.settings.words.of("landmarks.csv")):
        written = mark.word in proposal.text
        if written or any(_contains(reading, sound) for reading in readings.usual):
            said = "含有" if written else "读音同于"
            yield from inquiry.finding(
                "meaning.landmark",
                articles.REALITY,
                f"名称{said}“{mark.word}”（{mark.kind}），容易误认。",
                (mark.as_evidence(),),
                "换用不与国家机关、标志性地名同名或者同音的词语。",
                mildest=mark.severity,
                custom_excuses=True,
            )


def _contains(reading: Syllables, sound: Syllables) -> bool:
    width = len(sound)
    return any(reading[start : start + width] == sound for start in range(len(reading) - width + 1))


RULES: Final[tuple[Rule, ...]] = (exaggerated, unseemly, landmark)
