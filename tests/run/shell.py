"""Runs one function of tools/run/*.sh the way ./run does: all parts sourced, the variables of a start set."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = sorted((ROOT / "tools" / "run").glob("*.sh"))

PRELUDE = """
set -eu
CALLED_FROM=$(pwd)
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
for part in "$REPOSITORY"/tools/run/*.sh; do . "$part"; done
"""


def environment(**variables: str) -> dict[str, str]:
    """What `PRELUDE` and the functions after it need; `variables` may replace ROOT, DATA, PORT and their like."""
    root = variables.get("ROOT", str(ROOT))
    given = {
        "ROOT": root,
        "DATA": f"{root}/var",
        "LOGS": f"{root}/var/log",
        "PORT": "8000",
        "BUNDLE": "",
        "BUNDLE_LINK": "",
        "PYTHON_WANTED": "",
        "PG": "",
        "PATIENCE": "1",
        **variables,
    }
    return {**os.environ, "REPOSITORY": str(ROOT), **given}


def call(function: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Result of `function arguments…` in `sh`."""
    return subprocess.run(
        ["sh", "-c", PRELUDE + function + ' "$@"', "sh", *arguments],
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=30,
    )


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Result of ./run itself."""
    return subprocess.run(
        [str(ROOT / "run"), *arguments], env={**os.environ, **variables}, capture_output=True, text=True, timeout=30
    )
