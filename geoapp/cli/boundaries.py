"""`geoapp boundaries`: lines between divisions."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from boundaries.checking import CoverageCheck, check_file
from boundaries.topology import Fault
from geoapp.cli.context import print_json
from geoapp.maps.coverage_check import check_map

SHOWN = 20


@click.group()
def boundaries() -> None:
    """Boundary lines (界线) and the areas between them: check."""


@boundaries.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--crs", default="", help="coordinate system of a file that does not tell its own: EPSG number or WKT")
@click.option("--layer", default="", help="which layer, if the file has several")
@click.option("--name-column", default="", help="column with the unit's name; default: the usual ones")
@click.option(
    "--map", "map_file", type=click.Path(dir_okay=False, path_type=Path), help="write a map of what was found"
)
@click.option("--json", "as_json", is_flag=True, help="print the result as JSON")
def check(file: Path, crs: str, layer: str, name_column: str, map_file: Path | None, as_json: bool) -> None:
    """Judge the polygons in FILE without importing them: gaps, overlaps, vertices that do not match, broken rings.

    FILE is a Shapefile (.shp or .zip), GeoPackage, GeoJSON, KML, FlatGeobuf or FileGDB. Every difference is found, down
    to the last bit of a coordinate; nothing is mended. A gap that opens to the outside of all polygons is no gap.
    Exit 1 when something was found.
    """
    result = check_file(file, crs=crs, layer=layer, name_column=name_column)
    if map_file is not None:
        map_file.write_text(check_map(result, file.name), encoding="utf-8")
    if as_json:
        print_json(result.as_dict())
    else:
        _show(result, map_file)
    sys.exit(1 if result.faults else 0)


def _show(result: CoverageCheck, map_file: Path | None) -> None:
    for sentence in result.sentences():
        click.echo(sentence)
    largest = sorted(result.faults, key=lambda fault: (fault.kind != "invalid", -fault.area_m2))
    for fault in largest[:SHOWN]:
        click.echo(f"  {fault.kind:<10}{_size(fault):<34}{' / '.join(result.names(fault))}")
    if len(largest) > SHOWN:
        click.echo(f"  … and {len(largest) - SHOWN:,} more (--json tells all of them)")
    if map_file is not None:
        click.echo(f"map: {map_file}")


def _size(fault: Fault) -> str:
    if fault.kind == "invalid":
        return fault.reason
    if fault.kind == "unmatched":
        return "no area"
    return f"{fault.area_m2:,.0f} m², {fault.width_m:,.1f} m wide"
