"""What a query may mean: a name, pinyin, or division words beside a name, in the order in which it is tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gazetteer.romanization import umlaut_variants
from gazetteer.search.divisions import Division, divisions_named, narrow, split_front
from gazetteer.search.query import SearchQuery, Word
from gazetteer.search.statements import Cursor


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A text to look for, its pinyin letters if it may be pinyin, and divisions of which one must hold the place."""

    text: str
    letters: str | None
    divisions: tuple[int, ...]


def interpretations(cursor: Cursor, query: SearchQuery, divisions: tuple[int, ...]) -> Iterator[Interpretation]:
    """Lazily, most literal first. `divisions` comes from the filter; words of the text do not override it."""
    seen: set[Interpretation] = set()
    for found in _candidates(cursor, query, divisions):
        if found not in seen:
            seen.add(found)
            yield found


def _candidates(cursor: Cursor, query: SearchQuery, divisions: tuple[int, ...]) -> Iterator[Interpretation]:
    if len(query.words) > 1 and not divisions:
        yield from _with_division_words(cursor, query)
    together = "".join(word.text for word in query.words)
    letters = _letters(query.words)
    for text in query.texts(together):
        yield Interpretation(text, letters, divisions)
    for variant in umlaut_variants(letters) if letters else ():
        yield Interpretation(together, variant, divisions)
    if letters is None and not divisions:
        for text in query.texts(together):
            for seqs, rest in split_front(cursor, text):
                yield Interpretation(rest, None, seqs)


def _with_division_words(cursor: Cursor, query: SearchQuery) -> Iterator[Interpretation]:
    """苏仙区 白露塘, 白露塘 苏仙区, 湖南 郴州: words that are divisions say where, the others say what."""
    spellings = {word: tuple(query.texts(word.text)) for word in query.words}
    known = divisions_named(cursor, [text for texts in spellings.values() for text in texts])
    places: list[tuple[Word, list[Division]]] = []
    others: list[Word] = []
    for word in query.words:
        candidates = [division for text in spellings[word] for division in known.get(text, ())]
        if candidates:
            places.append((word, candidates))
        else:
            others.append(word)
    if not others:
        others = [places.pop()[0]]
    seqs = narrow([candidates for _, candidates in places])
    if not seqs:
        return
    for text in query.texts("".join(word.text for word in others)):
        yield Interpretation(text, _letters(others), seqs)


def _letters(words: Sequence[Word]) -> str | None:
    return words[0].letters if len(words) == 1 else None
