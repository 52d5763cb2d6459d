"""Domain errors carry a code, details and, for input, every problem."""

from __future__ import annotations

import pytest

from geocore.errors import ActionNotAllowed, Conflict, DomainError, InvalidInput, StaleVersion
from geocore.problems import Problem


def test_details_travel_with_the_error() -> None:
    error = StaleVersion("changed in between", version=3)
    assert (error.code, error.message, error.details) == ("stale_version", "changed in between", {"version": 3})


def test_invalid_input_keeps_every_problem_from_any_iterable() -> None:
    problems = [Problem("name", "empty", "is empty"), Problem("code", "digits", "digits only", row=4, column="B")]
    assert InvalidInput("no", iter(problems)).problems == tuple(problems)


def test_a_stale_version_and_a_refused_action_are_conflicts() -> None:
    for error in (StaleVersion, ActionNotAllowed):
        with pytest.raises(Conflict):
            raise error("no")


def test_codes_are_unique() -> None:
    def family(kind: type[DomainError]) -> list[type[DomainError]]:
        return [kind, *(d for child in kind.__subclasses__() for d in family(child))]

    mine = [kind for kind in family(DomainError) if kind.__module__ == "geocore.errors"]
    assert len({kind.code for kind in mine}) == len(mine) == 8


def test_a_problem_says_what_where_and_how_to_mend() -> None:
    problem = Problem("code", "bad_code", "has letters", row=12, column="代码", hint="12 digits")
    assert str(problem) == "bad_code: row 12, column 代码, code: has letters (12 digits)"
    assert problem.as_dict() == {
        "field": "code",
        "code": "bad_code",
        "message": "has letters",
        "row": 12,
        "column": "代码",
        "hint": "12 digits",
    }
    assert Problem("name", "empty", "is empty").as_dict() == {"field": "name", "code": "empty", "message": "is empty"}
