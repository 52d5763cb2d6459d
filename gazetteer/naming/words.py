"""Lists of words that names are looked through for, with the longer words in which they mean something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gazetteer.naming.findings import Severity, WordEvidence
from gazetteer.naming.proposal import Proposal
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


def _covered(text: str, word: ListedWord) -> bool:
    """Tell whether every occurrence of the word lies inside one of its exceptions."""
    rest = text
    for exception in word.exceptions:
        rest = rest.replace(exception, "〓" * len(exception))
    return word.word not in rest


def words_in(file_name: str, proposal: Proposal, *kinds: str) -> Iterator[ListedWord]:
    """Yield the listed words that a proposed name contains, leaving out parts of a longer word already found.

    One word may stand in several rows, for different categories of names.
    """
    name, specific = proposal.text, proposal.specific or proposal.text
    here = (proposal.kind.value, proposal.kind.category)
    found: list[str] = []
    for word in listed(file_name):
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
