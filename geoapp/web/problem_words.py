"""Problems of the services in the reader's language: the tables of words, one behind the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import LazyString

from geocore.problems import Problem

Words = Callable[[Problem], str]


def _own(problem: Problem) -> str:
    """Readers of files speak to the reader themselves."""
    return problem.message


def words_from(table: Mapping[str, LazyString], otherwise: Words = _own) -> Words:
    """Words by the code of a problem; `%(detail)s` in them is its hint. What the table lacks is told by `otherwise`."""

    def problem_words(problem: Problem) -> str:
        words = table.get(problem.code)
        return otherwise(problem) if words is None else str(words) % {"detail": problem.hint or ""}

    return problem_words
