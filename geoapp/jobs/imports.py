"""Files of names and divisions, sent through a page and read by a worker: the same use cases as on the command line."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from geoapp.jobs.model import HeldJob, Tick
from geoapp.usecases.division_files import POLYGON_PACKAGE, import_division_file, import_polygon_file, package_name
from geoapp.usecases.name_files import import_name_file
from geocore.batch_store import NATION
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.problems import Problem

NAMES: Final = "names.import"
DIVISIONS: Final = "divisions.import"
LARGEST_FILE: Final = 32 * 1024 * 1024
"""Bytes; the same in `ck_job_file_content`."""
SUFFIXES: Final = {NAMES: (".csv", ".txt", ".tsv", ".xlsx", ".tgz", ".gz"), DIVISIONS: (".tgz", ".gz")}
MOST_PROBLEMS: Final = 200


def import_names_job(work: UnitOfWork, held: HeldJob, tick: Tick, highest_secrecy: str) -> dict[str, Any]:
    """Rows outside the division of the job are refused. Raises InvalidInput when the file cannot be read."""
    options = held.arguments
    with _as_file(held) as path:
        done = import_name_file(
            work,
            path,
            format_=options.get("format", "auto"),
            accept_encoding=options.get("accept_encoding", False),
            demo_positions=options.get("demo_positions", False),
            highest_secrecy=highest_secrecy,
            progress=_progress(tick),
            dry_run=options.get("dry_run", False),
            division_path=held.division_path,
            keeper=str(options.get("keeper", "")),
        )
    return {
        "batch": done.outcome.batch_id,
        "counts": asdict(done.outcome.counts),
        "uncertain_readings": done.outcome.uncertain_readings,
        "problems": _told([*done.notes, *done.outcome.problems]),
        "dry_run": options.get("dry_run", False),
    }


def import_divisions_job(work: UnitOfWork, held: HeldJob, tick: Tick) -> dict[str, Any]:
    """The national package of divisions, or the one of county polygons. Raises InvalidInput."""
    if held.division_path != NATION:
        raise InvalidInput("the list of divisions is a national one")
    dry_run = held.arguments.get("dry_run", False)
    with _as_file(held) as path:
        if package_name(path) == POLYGON_PACKAGE:
            areas = import_polygon_file(work, path, progress=_progress(tick), dry_run=dry_run)
            batch, counts, problems = areas.batch_id, areas.counts, areas.problems
        else:
            listed = import_division_file(
                work,
                path,
                deepest_level=held.arguments.get("deepest_level", 5),
                progress=_progress(tick),
                dry_run=dry_run,
            )
            batch, counts, problems = listed.batch_id, listed.counts, listed.problems
    return {"batch": batch, "counts": asdict(counts), "problems": _told(problems), "dry_run": dry_run}


def _progress(tick: Tick) -> Callable[[str, int], None]:
    return lambda stage, done: tick(stage, done, None)


def _told(problems: Sequence[Problem]) -> list[dict[str, object]]:
    in_order = sorted(problems, key=lambda problem: problem.row or 0)
    return [problem.as_dict() for problem in in_order[:MOST_PROBLEMS]]


@contextmanager
def _as_file(held: HeldJob) -> Iterator[Path]:
    """The file of a job in a folder of its own; its name was cut to a plain one when it came in."""
    if held.file is None:
        raise InvalidInput("there is no file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(held.file.name).name)
        path.write_bytes(held.file.content)
        yield path
