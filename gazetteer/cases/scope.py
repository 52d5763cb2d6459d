"""Within which area a name may be given once (条例第九条第七、八项), and when two names are the same text. Pure.

Streets, estates and buildings are parted by built-up areas (建成区), dated polygons that the database looks up when a
name is claimed (migration 0022). What is told here holds where none of them lies: the built-up area of a municipal
district (市辖区) is taken to be its whole prefecture-level city, and that of any other county-level division the
division itself, too wide rather than too narrow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from gazetteer.cases.model import PathDivision
from gazetteer.search.variants import simplified

_MARKS = re.compile(r"[\s·•・‧.。\-—–_]+")
_PROVINCE, _CITY, _COUNTY = 1, 2, 3
_TOWNSHIP_CLASS = "21400"
_BUILT_UP = frozenset({"street", "building"})


def name_key(name: str) -> str:
    """The text by which two names are one: simplified characters, without marks, full-width forms or spaces."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", name))
    # Again: what stood on both sides of a mark may combine now.
    return simplified(unicodedata.normalize("NFKC", plain))


def scope_key(category: str, class_code: str, path: Sequence[PathDivision]) -> str:
    """Category and the division within which the name may stand once, as `street:1002`.

    Natural features and divisions of county level and above: the nation; townships: the province; committees and
    whatever the law says nothing of: the county-level division; streets, estates and buildings: the division that
    stands in for a built-up area.
    """
    if category == "natural" or (category == "division" and class_code != _TOWNSHIP_CLASS):
        level = 0
    elif category == "division":
        level = _PROVINCE
    elif category in _BUILT_UP and any(step.kind == "municipal_district" for step in path):
        level = _CITY
    else:
        level = _COUNTY
    within = [step for step in path if step.level <= level]
    return f"{category}:{within[-1].seq}"
