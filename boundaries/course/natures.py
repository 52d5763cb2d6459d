"""Names inside a course: written plainly, and telling by their last word what they name. Pure.

A course says 过京广铁路 and 沿舂陵水中心线; nothing but the name tells that the one is a railway and the other a river.
So a course holds names that tell it, and a name that does not gets its general word: G107 becomes G107公路.
"""

from __future__ import annotations

import re
from enum import StrEnum

from geocore.errors import InvalidInput
from geocore.problems import Problem

LONGEST_NAME = 40


class Nature(StrEnum):
    """What a named thing is; the value is its general word, which also stands where a name is missing."""

    RAILWAY = "铁路"
    ROAD = "公路"
    RIVER = "河流"


_LAST_WORDS = {
    Nature.RAILWAY: ("铁路", "铁道", "高铁", "专用线"),
    Nature.ROAD: ("路", "道", "街", "巷", "高速", "国道", "省道", "县道", "乡道"),
    Nature.RIVER: (
        "河", "江", "溪", "水", "川", "涌", "浜", "泾", "塘", "港", "渠", "沟", "涧", "曲", "藏布", "河流", "河道",
        "水道", "航道", "渠道", "干流", "支流",
    ),
}  # fmt: skip
_BY_LAST_WORD = sorted(
    ((word, nature) for nature, words in _LAST_WORDS.items() for word in words), key=lambda pair: -len(pair[0])
)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACE = re.compile(r"\s+")
_REFUSED = re.compile(r"[,;:!?。、，；：“”《》\x00-\x1f\x7f]")


def refused(field: str, code: str, message: str, hint: str) -> InvalidInput:
    """One problem as the error that carries it."""
    return InvalidInput(message, [Problem(field, code, message, hint=hint)])


def half_width(text: str) -> str:
    """Full-width digits, letters and punctuation as half-width ones; Chinese characters and 。、 stay."""
    return text.translate(_HALF_WIDTH)


def plain_name(text: str) -> str:
    """A name as a course holds it: half-width, without spaces. Raises InvalidInput for one that cannot stand there."""
    name = _SPACE.sub("", half_width(text))
    require_plain(name)
    return name


def require_plain(name: str) -> None:
    """Raise InvalidInput unless a name can stand in a course: without spaces and punctuation, 1 to 40 characters."""
    if not name:
        problem = Problem("name", "no_name", "名称为空", hint="填写名称或编号")
    elif len(name) > LONGEST_NAME:
        problem = Problem("name", "long_name", f"“{name[:10]}…”超过 {LONGEST_NAME} 个字", hint="只写名称，说明另写")
    elif _REFUSED.search(name) or _SPACE.search(name) or half_width(name) != name:
        problem = Problem("name", "bad_name", f"“{name}”含有空格、标点或全角字符", hint="去掉逗号、顿号、空格等")
    else:
        return
    raise InvalidInput(f"名称不能写进走向说明：{problem.message}", [problem])


def nature_of(name: str) -> Nature | None:
    """What a name names, by the longest last word that is known; None where it does not tell."""
    return next((nature for word, nature in _BY_LAST_WORD if name.endswith(word)), None)


def telling_name(nature: Nature, name: str | None) -> str:
    """The name with its general word where it does not tell its nature itself; the general word where there is none.

    Raises InvalidInput as `plain_name` does.
    """
    if not name:
        return nature.value
    plain = plain_name(name)
    return plain if nature_of(plain) is nature else plain_name(plain + nature.value)
