"""Names that differ from the text by one character: another one in its place, one missing, or one too many.

Each possibility is a beginning and an end of the name with a hole between them; tokens find the candidates and LIKE
decides. Of a longer text one half is intact in any case: the names with either half are candidates for all of them.
Names may go on for a few characters, because people leave out 村 or 社区.
"""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.search import statements
from gazetteer.search.groups import Group, Tier
from gazetteer.search.model import Match
from gazetteer.search.selection import Selection
from gazetteer.search.statements import Cursor, Hit, Row
from gazetteer.search.tokens import text_tokens

SHORTEST, LONGEST = 2, 14
"""Characters. Below, everything is one character away; above, one wrong character leaves long runs to search for."""
_HALVED = 8
"""From so many characters on, a half of the text is rare enough to look for it alone."""
_MOST_LONGER = 3
_MOST_PER_PATTERN = 300


@dataclass(frozen=True, slots=True)
class Pattern:
    """A name of `length` characters, or a few more, that has `front`, a hole of `hole` characters, then `back`."""

    front: str
    back: str
    hole: int

    @property
    def length(self) -> int:
        return len(self.front) + self.hole + len(self.back)

    @property
    def like(self) -> str:
        """The pattern for LIKE, open at its end."""
        return f"{_literal(self.front)}{'_' * self.hole}{_literal(self.back)}%"

    @property
    def tokens(self) -> list[int]:
        tokens = text_tokens(self.front, at_start=True) if self.front else []
        if self.back:
            tokens += text_tokens(self.back)
        return tokens

    def fits(self, name: str) -> bool:
        """What LIKE and the length limit decide in SQL."""
        return (
            self.length <= len(name) <= self.length + _MOST_LONGER
            and name.startswith(self.front)
            and name.startswith(self.back, len(self.front) + self.hole)
        )


def patterns(text: str) -> list[Pattern]:
    """All ways to be one character away from the text; none if the text is too short or too long."""
    length = len(text)
    if not SHORTEST <= length <= LONGEST:
        return []
    found = [Pattern(text[:i], text[i:], 1) for i in range(1, length)]
    if length > SHORTEST:
        found += [Pattern(text[:i], text[i + 1 :], 1) for i in range(length)]
    if length > SHORTEST + 1:
        found += [Pattern(text[:i], text[i + 1 :], 0) for i in range(length)]
    return list(dict.fromkeys(found))


def fuzzy_group(text: str, reading: str | None) -> Group:
    """The group of near misses that neither contain the text nor sound like it."""
    wanted = patterns(text)

    def tier_of(row: Row) -> int | None:
        if text in row.name or (reading is not None and row.pinyin.startswith(reading)):
            return None
        return 0 if any(pattern.fits(row.name) for pattern in wanted) else None

    return Group(
        tiers=(
            Tier(
                Match.FUZZY,
                "strpos(n.name, %(text)s) = 0"
                " and (%(reading)s::text is null or not starts_with(n.pinyin, %(reading)s))",
            ),
        ),
        tier_sql="0",
        tier_of=tier_of,
        wanted=text,
        parameters={"text": text, "reading": reading, "length": len(text)},
    )


def near_misses(cursor: Cursor, text: str, group: Group, selection: Selection, after: Hit, count: int) -> list[Hit]:
    """At most `count` rows of the group past `after`: whole names first, then by how much longer or shorter they are.

    The rows of each possibility are cut at a number, so that 新?村 cannot read the whole country.
    """
    found = patterns(text)
    if not found:
        return []
    parts, values = _by_half(text, found, selection) if len(text) >= _HALVED else _by_pattern(found, selection)
    candidates = " union all ".join(f"(select n.id from published.name n where {part})" for part in parts)
    statement = statements.best_of([f"n.id in ({candidates})", group.tiers[0].where], "0", BAND)
    bounds = {"after_tier": after.tier, "after_band": after.band, "after_rank": after.rank, "count": count}
    parameters = {**group.parameters, **selection.parameters, **values, **bounds}
    return statements.fetch_hits(cursor, statement, parameters)


def _by_pattern(found: list[Pattern], selection: Selection) -> tuple[list[str], dict[str, object]]:
    """The conditions of each possibility, and their values."""
    parts, values = [], dict[str, object]()
    for number, pattern in enumerate(found):
        values |= {
            f"like{number}": pattern.like,
            f"tokens{number}": [*pattern.tokens, *selection.tokens],
            f"shortest{number}": pattern.length,
        }
        where = [
            f"n.tokens @> %(tokens{number})s::integer[]",
            f"n.name like %(like{number})s",
            f"char_length(n.name) between %(shortest{number})s and %(shortest{number})s + {_MOST_LONGER}",
            *selection.conditions,
        ]
        parts.append(f"{' and '.join(where)} limit {_MOST_PER_PATTERN}")
    return parts, values


def _by_half(text: str, found: list[Pattern], selection: Selection) -> tuple[list[str], dict[str, object]]:
    """The same for all possibilities at once, among the names that begin with one half or hold the other."""
    middle = len(text) // 2
    values: dict[str, object] = {
        "half0": [*text_tokens(text[:middle], at_start=True), *selection.tokens],
        "half1": [*text_tokens(text[middle:]), *selection.tokens],
        "likes": [pattern.like for pattern in found],
        "lengths": [pattern.length for pattern in found],
    }
    fits = (
        "exists (select from unnest(%(likes)s::text[], %(lengths)s::integer[]) pattern(like_it, length)"
        " where n.name like pattern.like_it"
        f" and char_length(n.name) between pattern.length and pattern.length + {_MOST_LONGER})"
    )
    conditions = [fits, *selection.conditions]
    return [" and ".join([f"n.tokens @> %(half{half})s::integer[]", *conditions]) for half in (0, 1)], values


BAND = "abs(char_length(n.name) - %(length)s)"
"""How much longer or shorter than the text the name is."""


def band_of(text: str, row: Row) -> int:
    return abs(len(row.name) - len(text))


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
