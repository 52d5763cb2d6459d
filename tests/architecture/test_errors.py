"""Every error of the domains has its answer."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import boundaries
import gazetteer
import geoapp
import geocore
from geoapp.shared.errors import how_to_mend, status_for, what_happened
from geocore.errors import DomainError


def all_errors() -> list[type[DomainError]]:
    for package in (geocore, gazetteer, boundaries, geoapp):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name not in ("geoapp.wsgi", "geoapp.__main__"):  # these two start the program
                importlib.import_module(found.name)

    def family(kind: type[DomainError]) -> set[type[DomainError]]:
        return {kind}.union(*(family(child) for child in kind.__subclasses__()))

    ours = ("geocore", "gazetteer", "boundaries", "geoapp")
    found_errors = [kind for kind in family(DomainError) if kind.__module__.partition(".")[0] in ours]
    return sorted(found_errors, key=lambda kind: kind.__name__)


ERRORS = all_errors()


@pytest.mark.parametrize("kind", [kind for kind in ERRORS if kind is not DomainError], ids=lambda kind: kind.__name__)
def test_no_error_falls_back_to_a_plain_400(kind: type[DomainError]) -> None:
    assert status_for(kind) != status_for(DomainError) == 400


def test_codes_are_unique_and_plain() -> None:
    codes = [kind.code for kind in ERRORS]
    assert sorted(set(codes)) == sorted(codes)
    assert all(code.replace("_", "").isalpha() and code.islower() for code in codes)


@pytest.mark.parametrize("status", sorted({status_for(kind) for kind in ERRORS} | {404, 405, 413}))
def test_every_status_has_its_words(status: int, words_of_pages: None) -> None:
    assert what_happened(status, "") != what_happened(599, "")
    assert how_to_mend(status, "") != how_to_mend(599, "")
