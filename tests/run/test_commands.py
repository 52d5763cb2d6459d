"""The command ./run: its words, its help, and the pages that name them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.run.shell import PARTS, ROOT, run

SCRIPTS = [
    *PARTS,
    ROOT / "run",
    ROOT / "tools" / "lock-requirements",
    ROOT / "tools" / "prove-fresh-machine",
    *sorted((ROOT / "tools" / "prove").iterdir()),
]
COMMANDS = {"help", "serve", "test", "geoapp", "bench", "stop", "bundle"}
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "operations.md"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_script_is_understood_by_a_plain_posix_shell(script: Path) -> None:
    shell = shutil.which("dash") or "sh"
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def commands_in_run() -> set[str]:
    """Words of the `case $command in` of ./run."""
    cases = (ROOT / "run").read_text(encoding="utf-8").split("case $command in")[1]
    labels = re.findall(r"^    ([a-z| -]+)\)", cases, re.MULTILINE)
    return {word for label in labels for word in label.split(" | ") if not word.startswith("-")}


def test_the_commands_are_the_ones_promised() -> None:
    assert commands_in_run() == COMMANDS


def test_help_names_every_command_and_variable() -> None:
    page = run("help").stdout
    # `serve` is what ./run does without a word.
    for command in COMMANDS - {"serve"}:
        assert f"./run {command}" in page
    for variable in ("PORT=", "GEOAPP_DATA=", "DATABASE_URL="):
        assert variable in page


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_pages_name_only_commands_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"\./run(?: --bundle \S+| --no-demo)* ([a-z][a-z-]*)", text)
    assert set(named) <= COMMANDS
    assert "./run" in text


def test_an_unknown_command_is_refused_with_the_help(tmp_path: Path) -> None:
    done = run("frobnicate", GEOAPP_DATA=str(tmp_path))
    assert done.returncode == 1
    assert "there is no command frobnicate" in done.stderr
    assert "./run help" in done.stderr


def test_stop_with_nothing_running_is_no_error(tmp_path: Path) -> None:
    done = run("stop", GEOAPP_DATA=str(tmp_path))
    assert done.returncode == 0
    assert "Nothing was running" in done.stderr


@pytest.mark.parametrize("port", ["web", "", "123456", "-1", "080"])
def test_a_port_that_is_none_is_refused_before_anything_is_installed(port: str, tmp_path: Path) -> None:
    done = run(GEOAPP_DATA=str(tmp_path / "data"), PORT=port or " ")
    assert done.returncode == 1
    assert "is not a port number" in done.stderr
    assert not (tmp_path / "data").exists()


def test_ci_runs_the_second_command_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    acts = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert acts == ["exec ./run test </dev/null"]
