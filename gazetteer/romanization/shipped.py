"""Reading of the data files shipped with the package (see ``data/README.md``)."""

from __future__ import annotations

import csv
from importlib.resources import files


def rows(file_name: str) -> list[dict[str, str]]:
    """Return the rows of one shipped CSV file, columns by name."""
    text = files(__package__).joinpath("data", file_name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
