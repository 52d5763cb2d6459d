"""From words and syllables to the spelling: articles 9 to 13 of the 1984 rule.

The sign form is the same spelling in capitals without tone marks (article 9 and 10). Neither
article drops the apostrophe or the dots of ü, so a sign has XI’AN and LÜSHUN.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .characters import APOSTROPHE, NOTHING, Syllable, is_han, without_tones
from .numerals import Figure

SOFT_HYPHEN: Final = "\u00ad"


class Spelling(NamedTuple):
    """Everything joined from the syllables of a name."""

    written: str
    sign: str
    tones: str
    syllables: tuple[str, ...]
    pinyin: str
    initials: str


def join(words: tuple[str, ...], syllables: tuple[Syllable, ...]) -> Spelling:
    """Spell words whose characters are aligned with the syllables; both must not be empty."""
    columns = zip(*syllables, strict=True)
    texts, heads, tails, sign_heads, sign_tails, keys, initials, numbered = columns
    written = signs = ""
    start = 0
    for word in words:
        end = start + len(word)
        if type(word) is Figure:
            figure = word.arabic
            if word.ordinal:
                written += f" {heads[start]}-{figure}"
                signs += f" {sign_heads[start]}-{figure}"
            else:
                written += " " + figure
                signs += " " + figure
        elif end == start + 1:
            written += " " + heads[start]
            signs += " " + sign_heads[start]
        else:
            written += " " + heads[start] + "".join(tails[start + 1 : end])
            signs += " " + sign_heads[start] + "".join(sign_tails[start + 1 : end])
        start = end
    if NOTHING in syllables:
        numbered, texts = tuple(filter(None, numbered)), tuple(filter(None, texts))
    return Spelling(
        written[1:],
        signs[1:],
        " ".join(numbered),
        texts,
        "".join(keys),
        "".join(initials),
    )


def words_by_script(words: tuple[str, ...]) -> tuple[str, ...]:
    """Part Han characters from figures and Latin letters inside words (前进4厂, A区)."""
    parted: list[str] = []
    for word in words:
        start = 0
        for position in range(1, len(word)):
            if is_han(word[position]) != is_han(word[position - 1]):
                parted.append(word[start:position])
                start = position
        parted.append(word if start == 0 else word[start:])
    return tuple(parted)


def toneless(spelling: str) -> str:
    """Return the spelling without tone marks, which article 9 allows: Xi’an Shi, Lüshun."""
    return without_tones(spelling)


def ascii_form(spelling: str) -> str:
    """Return the spelling in ASCII: no tones, straight apostrophe, ü as yu after l and n.

    The yu form is that of personal names in GB/T 28039-2011 (LYU, NYU), the only standardised
    substitute; ``v`` is an input habit and never shown.
    """
    plain = without_tones(spelling).replace(APOSTROPHE, "'")
    return plain.replace("Ü", "YU").replace("ü", "yu").replace("ê", "e")


def hyphenable(spelling: str, syllables: tuple[str, ...]) -> str:
    """Return the spelling with a soft hyphen at each place where a line may break (article 13).

    The syllables are those of the romanisation. An apostrophe already parts two syllables; at a
    line end the hyphen stands in its place, so no soft hyphen is put beside it.
    """
    out: list[str] = []
    position = 0
    for text in syllables:
        at = spelling.lower().find(text.lower(), position)
        if at < 0:
            continue
        between = spelling[position:at]
        if position and not between:
            out.append(SOFT_HYPHEN)
        out.append(between + spelling[at : at + len(text)])
        position = at + len(text)
    out.append(spelling[position:])
    return "".join(out)
