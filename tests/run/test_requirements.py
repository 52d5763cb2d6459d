"""The pinned requirements: exact, with sums, and what is tested is what is served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.run.shell import ROOT

FILES = ["requirements", "requirements-dev"]


def wanted(name: str) -> list[Requirement]:
    """Lines of an .in file, without comments and includes."""
    lines = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]


def pinned(path: Path) -> dict[str, tuple[str, int]]:
    """Name -> version and number of sums."""
    found: dict[str, tuple[str, int]] = {}
    for block in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip()):
        requirement = Requirement(block.split("\\")[0].split(" \\")[0].strip())
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        found[canonicalize_name(requirement.name)] = (specifier.version, block.count("--hash=sha256:"))
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_wish_is_exact_and_pinned_as_wished(name: str) -> None:
    pins = pinned(ROOT / f"{name}.txt")
    for requirement in wanted(name):
        assert str(requirement.specifier) == f"=={pins[canonicalize_name(requirement.name)][0]}"


@pytest.mark.parametrize("name", FILES)
def test_every_pin_has_sums(name: str) -> None:
    assert [name for name, (_, sums) in pinned(ROOT / f"{name}.txt").items() if not sums] == []


def test_the_tests_run_on_what_is_served() -> None:
    served, tested = (pinned(ROOT / f"{name}.txt") for name in FILES)
    assert {name: tested.get(name) for name in served} == served
