"""Shows that the made rows have the frequencies of the real ones."""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import islice

from bench.database import rows_wanted
from bench.national import read_package
from bench.questions import HOTTEST
from bench.report import Report
from bench.variation import vary


def run(out: Report, chosen: argparse.Namespace) -> None:
    _, names = read_package(chosen.package)
    count = rows_wanted(chosen.rows) or len(names)
    out.title(f"share of rows that hold a text: real, and of every tenth of {count:,} made rows")
    real, made = Counter[str](), Counter[str]()
    for name in names:
        real.update(text for text in HOTTEST if text in name.name)
    sampled = 0
    for row in islice(vary(names, count), 0, None, 10):
        sampled += 1
        made.update(text for text in HOTTEST if text in row.name)
    for text in HOTTEST:
        out.line(f"{text}\t{real[text] / len(names):.2%}\t{made[text] / sampled:.2%}")
