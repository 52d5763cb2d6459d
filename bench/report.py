"""Tables on the terminal: figure, ratio, target, and whether it is reached."""

from __future__ import annotations

import os
import platform
from typing import TextIO


class Report:
    """Writes as it goes, so that a run that is stopped has told what it knew."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self.line(
            f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        )

    def line(self, text: str = "") -> None:
        print(text, file=self._out, flush=True)

    def title(self, text: str) -> None:
        self.line()
        self.line(f"## {text} (load {os.getloadavg()[0]:.1f})")

    def target(self, number: int, what: str, figure: str, wanted: str, reached: bool | None) -> None:
        """One target of the specification; `reached` None means that it could not be judged here."""
        verdict = {True: "reached", False: "MISSED", None: "not judged"}[reached]
        self.line(f"{number:>3} | {what:<58} | {figure:<34} | {wanted:<24} | {verdict}")
