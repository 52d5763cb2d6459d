"""密级 of rows from outside: a file with one row above the system's level is refused whole (CF4)."""

from __future__ import annotations

from geocore.errors import InvalidInput
from geocore.problems import Problem
from geocore.textfiles import clean_cell

LEVELS = ("公开", "内部", "秘密", "机密", "绝密")
_STATE_SECRET = LEVELS.index("秘密")
_NO_LEVEL = frozenset({"", "无", "非密", "非涉密", "不涉密", "无密级", "非秘密"})


def level_of(text: str) -> int | None:
    """Position in LEVELS; 0 for words that say there is none; None for a word not known.

    `秘密★10年` and `秘密级` are read as 秘密.
    """
    word = clean_cell(text).replace(" ", "")
    if word in _NO_LEVEL:
        return 0
    for level in range(len(LEVELS) - 1, -1, -1):
        if word.startswith(LEVELS[level]):
            return level
    return None


class SecrecyGuard:
    """Looks at every row before the first one is handed on."""

    def __init__(self, highest: str) -> None:
        # State secrets may not sit in a networked system at all (保守国家秘密法), whatever the setting says.
        self._highest = min(LEVELS.index(highest), _STATE_SECRET - 1)

    def check_title(self, text: str) -> None:
        """Raises InvalidInput when a title line carries a mark (`机密★20年`)."""
        level = level_of(text)
        if level is not None and level >= _STATE_SECRET:
            raise _refused(f"表头上方标有“{text}”", None)

    def check_row(self, text: str, row: int) -> None:
        """Raises InvalidInput for a row above the system's level, and for a word whose level is not known."""
        level = level_of(text)
        if level is None:
            raise _refused(f"第 {row} 行的密级“{text[:20]}”不认识，按涉密处理", row)
        if level > self._highest:
            raise _refused(f"第 {row} 行密级为“{text[:20]}”", row)


def _refused(reason: str, row: int | None) -> InvalidInput:
    hint = "涉密数据不得进入本系统；普查表预印“秘密”的，先由保密审查确认并改为“公开”或“内部”"
    problem = Problem("密级", "secret_row", reason, row=row, column="密级", hint=hint)
    return InvalidInput(f"整个文件未导入：{reason}，高于本系统允许的密级", [problem])
