"""Reading of the data files shipped with the package (see ``data/README.md``), each at its first use."""

from __future__ import annotations

import csv
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable


def _folder() -> Traversable:
    return files(__package__).joinpath("data")


@lru_cache(maxsize=32)
def rows(file_name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one shipped CSV file, columns by name."""
    text = _folder().joinpath(file_name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def digest() -> str:
    """Return twelve hexadecimal digits that change whenever a shipped table changes."""
    tables = sorted((file for file in _folder().iterdir() if file.name.endswith(".csv")), key=lambda file: file.name)
    seen = sha256()
    for file in tables:
        content = file.read_bytes()
        seen.update(f"{file.name} {len(content)}\n".encode())
        seen.update(content)
    return seen.hexdigest()[:12]
