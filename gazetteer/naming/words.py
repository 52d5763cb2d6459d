"""Lists of words that names are looked through for, with the longer words in which they mean something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from gazetteer.naming.findings import Severity, WordEvidence
from gazetteer.naming.proposal import Proposal
from gazetteer.naming.provisions import Provision, nearest
from gazetteer.naming.shipped import rows

LISTS: Final = {
    "exaggerated_words.csv": "夸大用语表",
    "unseemly_words.csv": "不雅、封建、迷信用语表",
    "foreign_words.csv": "外国人名地名表",
    "persons.csv": "人名表",
    "companies.csv": "企业与商标表",
    "landmarks.csv": "国家机关与标志性地名表",
}
"""File to the name under which findings quote it."""


@dataclass(frozen=True, slots=True)
class ListedWord:
    """One row of a list."""

    word: str
    kind: str
    severity: Severity
    where: str
    """``name``: anywhere in the name; ``specific``: anywhere in the specific part; ``whole``: the whole of it."""
    categories: frozenset[str]
    """Categories and kinds in which the word counts; empty for all."""
    exceptions: tuple[str, ...]
    """Longer words that take the word in without meaning it, and whole names."""
    source: str
    listed_in: str
    remark: str

    def as_evidence(self) -> WordEvidence:
        return WordEvidence(self.word, self.listed_in, self.source, self.remark)


@lru_cache(maxsize=len(LISTS))
def listed(file_name: str) -> tuple[ListedWord, ...]:
    """Return the rows of one list, longer words first, so that they are quoted before their parts."""
    found = (
        ListedWord(
            word=row["word"],
            kind=row["kind"],
            severity=Severity(row["severity"]),
            where=row["where"],
            categories=frozenset(row["categories"].split()),
            exceptions=tuple(row["exceptions"].split()),
            source=row["source"],
            listed_in=LISTS[file_name],
            remark=row["remark"],
        )
        for row in rows(file_name)
    )
    return tuple(sorted(found, key=lambda word: -len(word.word)))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordProvision(Provision):
    """A word that an office adds to a list for its area, or spares there although a list holds it."""

    file_name: str
    """Key of ``LISTS``."""
    word: str
    listed: ListedWord | None
    """None spares the word."""


@dataclass(frozen=True, slots=True)
class WordLists:
    """The shipped lists as they stand for one proposal: with the words of its area, without those spared there."""

    added: Mapping[str, tuple[ListedWord, ...]] = field(default_factory=dict)
    spared: frozenset[tuple[str, str]] = frozenset()
    """File and word."""

    def of(self, file_name: str) -> tuple[ListedWord, ...]:
        """Return the rows of one list, longer words first."""
        shipped = listed(file_name)
        if file_name not in self.added and not self.spared:
            return shipped
        kept = (word for word in shipped if (file_name, word.word) not in self.spared)
        return tuple(sorted((*self.added.get(file_name, ()), *kept), key=lambda word: -len(word.word)))


def word_lists(provisions: Iterable[WordProvision], proposal: Proposal, day: date) -> WordLists:
    """Resolve the rows of the register for one proposal: one row of a word holds, and stands for the shipped one."""
    by_word: dict[tuple[str, str], list[WordProvision]] = {}
    for provision in provisions:
        by_word.setdefault((provision.file_name, provision.word), []).append(provision)
    holding = {key: best for key, rows_of_word in by_word.items() if (best := nearest(rows_of_word, proposal, day))}
    added: dict[str, tuple[ListedWord, ...]] = {}
    for (file_name, _), provision in holding.items():
        if provision.listed is not None:
            added[file_name] = (*added.get(file_name, ()), provision.listed)
    return WordLists(added, frozenset(holding))


def _covered(text: str, word: ListedWord) -> bool:
    """Tell whether every occurrence of the word lies inside one of its exceptions."""
    rest = text
    for exception in word.exceptions:
        rest = rest.replace(exception, "〓" * len(exception))
    return word.word not in rest


def words_in(file_name: str, proposal: Proposal, lists: WordLists, *kinds: str) -> Iterator[ListedWord]:
    """Yield the listed words that a proposed name contains, leaving out parts of a longer word already found.

    One word may stand in several rows, for different categories of names.
    """
    name, specific = proposal.text, proposal.specific or proposal.text
    here = (proposal.kind.value, proposal.kind.category)
    found: list[str] = []
    for word in lists.of(file_name):
        if word.word not in name or (kinds and word.kind not in kinds):
            continue
        if word.categories and word.categories.isdisjoint(here):
            continue
        within = name if word.where == "name" else specific
        if word.word not in within or (word.where == "whole" and word.word != specific):
            continue
        if _covered(name, word) or any(word.word in longer for longer in found):
            continue
        found.append(word.word)
        yield word
