"""Both languages complete: every text has its English, the compiled catalogue is the present one, no text slips by."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tools import update_translations as tool

ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile("[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%")
TEMPLATES = sorted((ROOT / "geoapp/web/templates").rglob("*.html"))
CALL = re.compile(r"""\b_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
NAMES_OF_LANGUAGES = {"中文"}
"""A language is written in itself, so that whoever needs it can read it."""
EXAMPLES = re.compile("郴州市|苏仙区|白露塘|江苏省南京市|村|路|社区")
"""Place names and generic terms stay Han in English sentences: they are what the sentence is about."""


def test_catalogue_is_up_to_date_complete_and_compiled() -> None:
    fresh = tool.updated(tool.catalogue(), tool.texts())
    assert tool.untranslated(fresh) == []
    assert tool.CATALOGUE.read_bytes() == tool.as_po(fresh), "run python -m tools.update_translations"
    assert tool.COMPILED.read_bytes() == tool.as_mo(fresh), "run python -m tools.update_translations"


def test_macros_are_read_too() -> None:
    """Folders that begin with an underscore are left out by default."""
    assert "翻页" in tool.texts()


def test_a_new_text_is_noticed() -> None:
    fresh = tool.updated(tool.catalogue(), tool.texts() | {"一句新话"})
    assert tool.untranslated(fresh) == ["一句新话"]


def test_placeholders_are_those_of_the_text() -> None:
    differing = {
        str(message.id): str(message.string)
        for message in tool.catalogue()
        if sorted(PLACEHOLDER.findall(str(message.id))) != sorted(PLACEHOLDER.findall(str(message.string)))
    }
    assert differing == {}


def test_english_is_english() -> None:
    left = {str(message.string) for message in tool.catalogue() if HAN.search(EXAMPLES.sub("", str(message.string)))}
    assert left == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_templates_say_nothing_past_the_catalogue(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.S)
    for name in NAMES_OF_LANGUAGES:
        text = text.replace(f">{name}<", "><")
    assert HAN.findall(CALL.sub("", text)) == []


@pytest.mark.parametrize(
    "module", sorted((ROOT / "geoapp/web").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_views_say_nothing_past_the_catalogue(module: Path) -> None:
    """Strings with Han characters are arguments of gettext, docstrings, or file names and examples named here."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    translated = {
        id(argument)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_", "_l")
        for argument in call.args
    }
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    loose = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and id(node) not in translated | documentation
    }
    assert loose <= {"白露塘", "苏仙区 东村", "-审核图.html"}
