"""`geoapp areas`: built-up areas (建成区), within which streets, estates and buildings have different names."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID

import click

from gazetteer.built_up_areas import service, store
from gazetteer.built_up_areas.model import KEEP, EndArea
from gazetteer.cases.store.areas import the_division
from geoapp.cli.context import print_json, reading, unit_of_work
from geoapp.usecases.area_files import import_area_file

_SQUARE_KM = 1_000_000
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def areas() -> None:
    """Built-up areas (建成区): import, list, end."""


@areas.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--division", required=True, help="code or name of the division that keeps them: a city, a county")
@click.option("--source", required=True, help="the plan or decision that they come from")
@click.option("--valid-from", type=DAY, required=True, help="first day on which they are the scope of law")
@click.option("--name-column", default="", help="the column of the name, if it is not called 名称 or name")
@click.option("--crs", default="", help="coordinate system of a file that does not tell its own, as 4547")
@click.option("--dry-run", is_flag=True, help="read, check and compare, but store nothing")
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def import_(
    file: Path,
    division: str,
    source: str,
    valid_from: datetime,
    name_column: str,
    crs: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Read FILE (Shapefile .zip or .shp, GeoPackage, GeoJSON), one area for each name; all of them or none.

    Exit 2 when a polygon is invalid or overlaps another; each is told with the place of its fault.
    """
    with unit_of_work() as work:
        keeper = the_division(work.connection, division, sorted(work.actor.grants[KEEP]))
        entered = import_area_file(
            work, file, keeper.id, source, valid_from.date(), name_column=name_column, crs=crs, dry_run=dry_run
        )
    if as_json:
        print_json([{"id": one.id, "name": one.name, "area_m2": round(one.area_m2)} for one in entered])
        return
    for one in entered:
        click.echo(f"{one.id or '-'}  {one.area_m2 / _SQUARE_KM:9.2f} km²  {one.name}")
    click.echo("dry run: nothing was stored" if dry_run else f"{len(entered)} built-up areas entered")


@areas.command("list")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def list_(as_json: bool) -> None:
    """Show all areas, those in force first."""
    with reading() as connection:
        found = store.list_areas(connection)
    if as_json:
        print_json(found)
        return
    for one in found:
        days = f"{one.valid_from or 'never'} – {one.valid_to or ''}"
        click.echo(f"{one.id}  {days:25}  {one.area_m2 / _SQUARE_KM:9.2f} km²  {one.division}  {one.name}")


@areas.command()
@click.argument("area", type=click.UUID)
@click.option("--from", "first_day", type=DAY, required=True, help="first day on which it holds no more")
@click.option("--reason", required=True, help="why it ends: recorded in the audit")
def end(area: UUID, first_day: datetime, reason: str) -> None:
    """End AREA; the row stays, and another one may be entered from that day on."""
    with unit_of_work() as work:
        found = store.find_area(work.connection, area)
        service.end_area(work, EndArea(area, found.version, first_day.date(), reason))
    click.echo(f"{found.name} ends before {first_day.date()}")
