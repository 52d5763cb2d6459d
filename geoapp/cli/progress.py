"""A progress bar on long work: on a terminal it moves, in a log file it says each stage once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

Report = Callable[[str, int], None]

STAGES = {
    "read": "读取 read",
    "match": "比对 match",
    "positions": "示例位置 positions",
    "store": "入库 store",
    "publish": "发布 publish",
    "index": "建索引 index",
    "areas": "范围 areas",
    "export": "导出 export",
    "dump": "转储（MB）dump",
    "count": "清点 count",
    "verify": "核对文件（MB）verify",
    "load": "装载 load",
    "compare": "核对数据 compare",
    "switch": "换用 switch",
}


@contextmanager
def progress_bar(expected: int | None = None) -> Iterator[Report]:
    """Yields `report(stage, done)`; `expected` rows make the first stage a bar with an end."""
    console = Console(stderr=True)
    if not sys.stderr.isatty():
        told: set[str] = set()

        def tell(stage: str, done: int) -> None:
            if stage not in told:
                told.add(stage)
                console.print(f"{STAGES.get(stage, stage)} …")

        yield tell
        return
    stage_and_bar = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    with Progress(*stage_and_bar, MofNCompleteColumn(), TimeElapsedColumn(), console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int) -> None:
            if stage not in tasks:
                for earlier in tasks.values():
                    bar.stop_task(earlier)
                total = expected if stage == "read" else None
                tasks[stage] = bar.add_task(STAGES.get(stage, stage), total=total)
            bar.update(tasks[stage], completed=done)

        yield report
