"""Who may import whom (CONTRIBUTING.md): the contracts of setup.cfg, and what no contract can say."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PURE = ("rules.py", "workflow.py", "topology.py", "compare.py", "model.py", "matrix.py", "audit_chain.py")

WITHOUT_WEB = """
import importlib, pkgutil, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"flask", "werkzeug", "jinja2", "wtforms", "flask_wtf", "apiflask", "geoapp"}:
            raise ImportError(f"{name} is not for this package")

sys.meta_path.insert(0, Refuse())
count = 0
for package in ("geocore", "gazetteer", "boundaries"):
    module = importlib.import_module(package)
    for found in pkgutil.walk_packages(module.__path__, package + "."):
        importlib.import_module(found.name)
        count += 1
print(count)
"""


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_domains_import_where_no_web_framework_is() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_WEB], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def pure_files() -> list[Path]:
    return [
        file
        for package in ("geocore", "gazetteer", "boundaries", "geoapp")
        for file in sorted((ROOT / package).rglob("*.py"))
        if file.name in PURE or file.name.endswith("_rules.py")
    ]


@pytest.mark.parametrize("file", pure_files(), ids=lambda file: str(file.relative_to(ROOT)))
def test_rules_know_no_database(file: Path) -> None:
    parts = {part for name in imported(file) for part in name.split(".")}
    assert not parts & {"sqlalchemy", "psycopg", "store", "queries", "tables"}
