"""JSON from outside, decoded without Python's leniency; what the decoder itself cannot refuse is left marked.

The standard decoder takes NaN, Infinity, 1e999 and duplicate keys. To name the exact place of such a fault without
a parser of our own, faults are decoded into marker values and the caller, walking the tree, refuses them by path:
`Unreadable` (a NaN or Infinity literal), `Members.duplicates`, a float that is not finite, text holding NUL.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from geocore.errors import InvalidInput
from geocore.problems import Problem

MAX_DEPTH = 32
"""Deeper than any geometry (5) or sensible attribute; the decoder's own limit guards the stack far above it."""

_BOM = b"\xef\xbb\xbf"
_LONGEST_INTEGER = 40


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where the text held a number that JSON does not know."""

    text: str


class Members(dict[str, Any]):
    """A JSON object that remembers which of its keys came more than once."""

    duplicates: tuple[str, ...] = ()


def _members(pairs: list[tuple[str, Any]]) -> Members:
    members = Members(pairs)
    if len(members) != len(pairs):
        members.duplicates = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
    return members


def _integer(text: str) -> int | Unreadable:
    return int(text) if len(text) <= _LONGEST_INTEGER else Unreadable(text[:20] + "…")


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_constant=Unreadable, parse_int=_integer)


def decode(data: bytes, *, limit_bytes: int) -> tuple[Any, list[Problem]]:
    """The tree, and notes (a tolerated byte order mark). Raises InvalidInput: too large, not UTF-8, not JSON, deep."""
    if len(data) > limit_bytes:
        raise refusal("$", "too_large", f"文件 {len(data):,} 字节，超过上限 {limit_bytes:,}", "分成几个文件导入")
    notes = []
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        notes.append(Problem("$", "byte_order_mark", "文件开头有字节顺序标记（BOM），已略过"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(
            f"byte {error.start}", "not_utf8", f"第 {line} 行有不是 UTF-8 的字节", "另存为 UTF-8 编码后再导入"
        ) from error
    try:
        return _DECODER.decode(text), notes
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        hint = "文件可能没有传完，或被手工改坏"
        raise refusal(place, "not_json", f"第 {error.lineno} 行第 {error.colno} 字处不是合法的 JSON", hint) from error
    except RecursionError as error:
        raise refusal("$", "too_deep", f"嵌套超过 {MAX_DEPTH} 层", "不是正常的数据文件") from error


def faults(value: Any, path: str, depth: int = 0) -> Iterator[Problem]:
    """Every marked fault below a value whose shape is free (attributes), each with its path."""
    if depth > MAX_DEPTH:
        yield Problem(path, "too_deep", f"嵌套超过 {MAX_DEPTH} 层")
    elif isinstance(value, Members):
        yield from duplicate_keys(value, path)
        for key, item in value.items():
            yield from text_faults(key, path)
            yield from faults(item, f"{path}.{key}", depth + 1)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, str):
        yield from text_faults(value, path)
    elif isinstance(value, Unreadable) or (isinstance(value, float) and value - value != 0):
        yield not_finite(value, path)


def duplicate_keys(members: Members, path: str) -> Iterator[Problem]:
    for key in members.duplicates:
        yield Problem(f"{path}.{key}", "duplicate_key", f"“{key}”出现了不止一次", hint="只留一个")


def text_faults(text: str, path: str) -> Iterator[Problem]:
    if "\x00" in text:
        yield Problem(path, "nul_character", "文字中有空字符（NUL）", hint="删去这个字符")
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        yield Problem(path, "broken_character", "文字中有半个代理字符", hint="重新输入这个字")


def not_finite(value: object, path: str) -> Problem:
    shown = value.text if isinstance(value, Unreadable) else "超出范围的数"
    return Problem(path, "not_finite", f"{shown} 不是有限的数", hint="JSON 只允许有限的数；没有值用 null")


def refusal(field: str, code: str, message: str, hint: str | None = None) -> InvalidInput:
    return InvalidInput(message, [Problem(field, code, message, hint=hint)])
