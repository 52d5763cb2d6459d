"""Kinds of match that belong together: name, pinyin, initials, same sound, one character wrong.

A group says in SQL and in Python which of its kinds a row is; the SQL finds rows, the Python judges the other rows of
the same place. The kinds of a group are nested: an exact match is also a prefix, a prefix also an inner match.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gazetteer.search import champions
from gazetteer.search.model import Match
from gazetteer.search.statements import Row
from gazetteer.search.tokens import text_tokens

LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Tier:
    """One kind of match. `where` selects it together with the tiers before it; `where_inside` the same, in words that
    no index of names knows, where the tokens of a facet narrow the search better.

    Every match has all `grams`: if one of them has no list, matches are few. `exact_gram` is the key under which the
    start of a search returns the best exact matches. `tokens` narrow the search by index. `rare` and `rare_inside` are
    the words by which published.rare_names knows the condition, without and with tokens of a facet.
    """

    match: Match
    where: str
    where_inside: str | None = None
    grams: tuple[str, ...] = ()
    exact_gram: str | None = None
    tokens: tuple[int, ...] = ()
    rare: str | None = None
    rare_inside: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """`tier_sql` numbers the tiers for a row that fulfils the last tier's condition; `tier_of` does so in Python.

    `wanted` is the text or reading itself, `other_than` a text that names must not hold.
    """

    tiers: tuple[Tier, ...]
    tier_sql: str
    tier_of: Callable[[Row], int | None]
    wanted: str
    other_than: str | None = None
    parameters: dict[str, object] = field(default_factory=dict)


def name_group(text: str) -> Group:
    """The name is, begins with, or contains the text."""

    def tier_of(row: Row) -> int | None:
        if row.name == text:
            return 0
        if row.name.startswith(text):
            return 1
        return 2 if text in row.name else None

    longest = champions.INNER_LONGEST
    windows = {"n" + text[i : i + longest] for i in range(max(1, len(text) - longest + 1))}
    start = "^" + text[: champions.START_LONGEST]
    inner, at_start = tuple(text_tokens(text)), tuple(text_tokens(text, at_start=True))
    return Group(
        tiers=(
            Tier(Match.EXACT, "n.name = %(text)s", exact_gram="=n", tokens=at_start, rare_inside="exact_inside"),
            Tier(
                Match.PREFIX,
                "n.name >= %(text)s and n.name < %(text_end)s",
                "strpos(n.name, %(text)s) = 1",
                grams=(start, *windows),
                tokens=at_start,
                rare="start",
                rare_inside="start_inside",
            ),
            Tier(
                Match.INNER,
                "strpos(n.name, %(text)s) > 0",
                grams=tuple(windows),
                tokens=inner,
                rare="inner",
                rare_inside="inner",
            ),
        ),
        tier_sql="case when n.name = %(text)s then 0 when starts_with(n.name, %(text)s) then 1 else 2 end",
        tier_of=tier_of,
        wanted=text,
        parameters={"text": text, "text_end": text + LAST_CHARACTER},
    )


def pinyin_group(letters: str) -> Group:
    """The reading is, or begins with, the letters."""

    def tier_of(row: Row) -> int | None:
        if row.pinyin == letters:
            return 0
        return 1 if row.pinyin.startswith(letters) else None

    return Group(
        tiers=(
            Tier(Match.PINYIN, "n.pinyin = %(letters)s", exact_gram="=p"),
            Tier(
                Match.PINYIN_PREFIX,
                "n.pinyin >= %(letters)s and n.pinyin < %(letters_end)s",
                grams=("p" + letters[: champions.PINYIN_LONGEST],),
                rare="pinyin",
            ),
        ),
        tier_sql="case when n.pinyin = %(letters)s then 0 else 1 end",
        tier_of=tier_of,
        wanted=letters,
        parameters={"letters": letters, "letters_end": letters + LAST_CHARACTER},
    )


def initials_group(letters: str) -> Group:
    """The initials of the reading are, or begin with, the letters, and the reading itself does not."""

    def tier_of(row: Row) -> int | None:
        if row.pinyin.startswith(letters):
            return None
        if row.initials == letters:
            return 0
        return 1 if row.initials.startswith(letters) else None

    other = "not starts_with(n.pinyin, %(letters)s)"
    return Group(
        tiers=(
            Tier(Match.INITIALS, f"n.initials = %(letters)s and {other}", exact_gram="=i"),
            Tier(
                Match.INITIALS_PREFIX,
                f"n.initials >= %(letters)s and n.initials < %(letters_end)s and {other}",
                grams=("i" + letters[: champions.INITIALS_LONGEST],),
                rare="initials",
            ),
        ),
        tier_sql="case when n.initials = %(letters)s then 0 else 1 end",
        tier_of=tier_of,
        wanted=letters,
        parameters={"letters": letters, "letters_end": letters + LAST_CHARACTER},
    )


def sound_group(text: str, reading: str) -> Group:
    """The name sounds like the text, or begins so, and does not contain it: people leave out 村 and 社区."""

    def tier_of(row: Row) -> int | None:
        if text in row.name or not row.pinyin.startswith(reading):
            return None
        return 0 if row.pinyin == reading else 1

    other = "strpos(n.name, %(text)s) = 0"
    return Group(
        tiers=(
            Tier(Match.SOUND, f"n.pinyin = %(reading)s and {other}"),
            Tier(
                Match.SOUND,
                f"n.pinyin >= %(reading)s and n.pinyin < %(reading_end)s and {other}",
                grams=("p" + reading[: champions.PINYIN_LONGEST],),
                rare="sound",
            ),
        ),
        tier_sql="case when n.pinyin = %(reading)s then 0 else 1 end",
        tier_of=tier_of,
        wanted=reading,
        other_than=text,
        parameters={"reading": reading, "reading_end": reading + LAST_CHARACTER, "text": text},
    )
