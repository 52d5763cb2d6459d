"""Rules on deciding the reading (读音审定) of a Han place name. Pure; each rule says what it rests on.

A reading is given as one syllable of 汉语拼音 with its tone for each character (bái lù táng zhèn), or as the spelling
itself (Báilùtáng Zhèn). How the syllables are written together, the sign form and the search keys then follow from
the rule of 1984, (84)中地字第17号; a person decides the reading, never the spelling apart from it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from pypinyin.constants import PINYIN_DICT

from gazetteer.romanization import DEFAULT, Override, Romanization, Romanizer, joined_pinyin, toneless
from gazetteer.romanization.shipped import rows
from geocore.problems import Problem

HAN_LANGUAGE = "汉语"
RHOTIC = "儿"
LONGEST_SYLLABLE = 7
"""zhuāng, and an -r."""
_SEPARATORS = re.compile(r"[\s'’‘`ʼ′＇·,，.\-‐‑–—]+")
_NUMBERED = re.compile(r"([a-zü]+)([0-5])")
_TONE_MARKS = ("", "\u0304", "\u0301", "\u030c", "\u0300", "")
"""By tone number; 5 and 0 are the neutral tone."""


@dataclass(frozen=True, slots=True)
class ReadingProposal:
    """What a person wants to decide. `name` is the spoken name, without marks (白露塘村, not 白露塘村委会)."""

    name: str
    language: str
    written: str
    evidence: str
    is_unlisted_confirmed: bool = False
    """The person knows that the dictionaries do not have it: local readings are the very reason for decisions."""


def has_evidence(proposal: ReadingProposal) -> Iterator[Problem]:
    """A decision names its ground: a document, a gazetteer (志书), a survey of how people there say it."""
    if not proposal.evidence.strip():
        yield Problem("evidence", "evidence_missing", "a decision needs its evidence")


def is_han_name(proposal: ReadingProposal) -> Iterator[Problem]:
    """Names of minority languages are transcribed by rules of their own, not spelled from characters (条例 art. 15)."""
    if proposal.language != HAN_LANGUAGE:
        yield Problem("spelling", "minority_language", "not a Han name", hint=proposal.language)


def has_one_syllable_each(proposal: ReadingProposal) -> Iterator[Problem]:
    """汉语拼音方案: every character is one syllable; 儿 may merge into the one before it (1984 rule, art. 12)."""
    if proposal.language == HAN_LANGUAGE and not syllables_of(proposal.name, proposal.written):
        count = len(proposal.name)
        yield Problem("spelling", "not_one_each", f"{proposal.name} has {count} characters", hint=str(count))


def has_tones(proposal: ReadingProposal) -> Iterator[Problem]:
    """The register holds tones; only signs may leave them out (1984 rule, art. 9). Light syllables stay unmarked."""
    syllables = syllables_of(proposal.name, proposal.written)
    if syllables and all(toneless(text) == text for text in syllables if text):
        yield Problem("spelling", "no_tones", "no syllable has a tone mark")


def is_in_dictionaries(proposal: ReadingProposal) -> Iterator[Problem]:
    """Mandarin readings as in the dictionaries, local readings as approved (1984 rule, art. 8): those are confirmed."""
    if proposal.is_unlisted_confirmed:
        return
    unlisted = unlisted_readings(proposal.name, syllables_of(proposal.name, proposal.written))
    if unlisted:
        detail = "、".join(f"{character} {text}" for character, text in unlisted)
        yield Problem("spelling", "unlisted_reading", f"not in the dictionaries: {detail}", hint=detail)


RULES: tuple[Callable[[ReadingProposal], Iterator[Problem]], ...] = (
    has_evidence,
    is_han_name,
    has_one_syllable_each,
    has_tones,
    is_in_dictionaries,
)


def problems_of(proposal: ReadingProposal) -> list[Problem]:
    """Everything that stands against the decision, at once."""
    return [problem for rule in RULES for problem in rule(proposal)]


def syllables_of(name: str, written: str) -> tuple[str, ...]:
    """One syllable with tone mark for each character, empty text for a merged 儿; () when it does not fit the name.

    Takes bái lù táng zhèn, Báilùtáng Zhèn and bai2 lu4 tang2 zhen4. Where letters can be parted in several ways
    (xian: 西安 or 先), the readings that the dictionaries give the characters decide.
    """
    runs = tuple(run for run in _SEPARATORS.split(_plain(written)) if run)
    if len(runs) > 1 and all(map(_is_syllable, runs)) and len(runs) + name.count(RHOTIC) < len(name):
        return ()  # written syllable by syllable, and too few: cháo yáng is not chá o yáng
    found = _fit(name, runs, (0, 0, 0), set())
    return () if found is None else tuple(found)


def _plain(written: str) -> str:
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", written).lower().replace("u:", "ü"))
    text = _NUMBERED.sub(lambda match: _marked(match[1], int(match[2])) + " ", text)
    return text.replace("v", "ü").replace("ɡ", "g").replace("ɑ", "a")


def _marked(letters: str, tone: int) -> str:
    """lu, 4 → lù. The mark stands on a or e, on the o of ou, else on the last vowel (汉语拼音方案, 四)."""
    letters = letters.replace("v", "ü")
    at = next((letters.index(vowel) for vowel in ("a", "e", "ou") if vowel in letters), -1)
    if at < 0:
        at = max(letters.rfind(vowel) for vowel in "iouü")
    if at < 0 or not _TONE_MARKS[tone]:
        return letters
    return unicodedata.normalize("NFC", letters[: at + 1] + _TONE_MARKS[tone] + letters[at + 1 :])


_State = tuple[int, int, int]
"""Characters read, runs of letters used up, letters used of the present run."""


def _fit(name: str, runs: tuple[str, ...], state: _State, dead: set[_State]) -> list[str] | None:
    """The rest of the name read by the rest of the letters; a syllable never reaches over a space or apostrophe.

    `dead` remembers states that lead nowhere: without it xianxianxian… would take two ways at each step.
    """
    character, run, start = state
    if run < len(runs) and start == len(runs[run]):
        return _fit(name, runs, (character, run + 1, 0), dead)
    if character == len(name) or run == len(runs):
        return [] if (character, run) == (len(name), len(runs)) else None
    if state in dead:
        return None
    ends = range(min(len(runs[run]), start + LONGEST_SYLLABLE), start, -1)
    known = known_readings(name[character])
    # A stable sort: what the dictionaries have first, longer before shorter among equals.
    for text in sorted((runs[run][start:end] for end in ends), key=lambda text: text not in known):
        step = _characters_read(name, character, text)
        if step:
            rest = _fit(name, runs, (character + step, run, start + len(text)), dead)
            if rest is not None:
                return [text, *[""] * (step - 1), *rest]
    dead.add(state)
    return None


def _characters_read(name: str, at: int, text: str) -> int:
    """How many characters this syllable reads: 1, 2 with a merged 儿, 0 when it is no syllable."""
    if name.startswith(RHOTIC, at + 1) and text.endswith("r") and _is_syllable(text[:-1]):
        return 2
    return 1 if _is_syllable(text) else 0


def _is_syllable(text: str) -> bool:
    marks = sum(character in _TONE_MARKS[1:5] for character in unicodedata.normalize("NFD", text))
    return marks <= 1 and joined_pinyin([text]) in _all_syllables()


@cache
def _all_syllables() -> frozenset[str]:
    """Toneless syllables of the readings of the 8,105 standard characters; interjections like ng are none of names."""
    given = (text for readings in _standard_readings().values() for text in readings.split(" "))
    return frozenset(key for text in given if set(key := joined_pinyin([text])) & set("aeiouv"))


def unlisted_readings(name: str, syllables: tuple[str, ...]) -> list[tuple[str, str]]:
    """(character, syllable) where no dictionary gives the character this reading; a light tone is always possible."""
    return [
        (character, text)
        for character, text in zip(name, syllables, strict=False)
        if text and not _is_known(character, text)
    ]


def _is_known(character: str, text: str) -> bool:
    known = known_readings(character)
    forms = known | {toneless(reading) for reading in known}
    return text in forms or (text.endswith("r") and text[:-1] in forms)


@cache
def _standard_readings() -> dict[str, str]:
    return {row["character"]: row["readings"] for row in rows("character_readings.csv")}


def known_readings(character: str) -> frozenset[str]:
    """Readings of a character: 《通用规范汉字字典》, and pypinyin's data for the rest."""
    listed = _standard_readings().get(character, "").split(" ")
    others = PINYIN_DICT.get(ord(character), "").split(",")
    return frozenset(text for text in (*listed, *others) if text)


def spelled(
    name: str, syllables: tuple[str, ...], *, class_code: str | None = None, category: str | None = None
) -> Romanization:
    """Every written form of the decided reading. `name` as in the register; words are parted by its class."""
    reading = " ".join(text for text in syllables if text)
    decision = Override(_spoken(name, class_code, category), reading, "whole", "decision")
    return Romanizer(DEFAULT.merged_with([decision])).romanize(name, class_code=class_code, category=category)


def _spoken(name: str, class_code: str | None, category: str | None) -> str:
    proposal = Romanizer().romanize(name, class_code=class_code, category=category)
    return proposal.specific + proposal.generic
