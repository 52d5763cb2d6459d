"""`geoapp backup` and `geoapp restore`: the whole register in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from geoapp.auth.consoles import CONSOLE_SYSTEM
from geoapp.backups.making import NOT_INSIDE, make_backup
from geoapp.backups.manifest import Manifest
from geoapp.backups.package import DUMP
from geoapp.backups.restoring import restore_backup
from geoapp.cli.consoles import unit_of_work_as
from geoapp.cli.context import print_json, settings
from geoapp.cli.progress import progress_bar


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print the list of contents as JSON")
def backup(file: Path, as_json: bool) -> None:
    """Write the whole database to FILE, as it is at this moment, whole or not at all. Work may go on meanwhile.

    FILE holds personal data and passwords' hashes: it is readable by you only, and stays so where you copy it.
    """
    with progress_bar() as progress:
        manifest = make_backup(settings(), file, progress)
    with unit_of_work_as(CONSOLE_SYSTEM) as work:
        work.audit("database.backup", "database", manifest.parts[DUMP].sha256, changes={"file": file.name})
    if as_json:
        print_json(manifest.model_dump(mode="json"))
        return
    click.echo(f"kept: {_told(manifest)} in {file} ({file.stat().st_size:,} bytes)")
    click.echo(NOT_INSIDE)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "replace_data", is_flag=True, help="put it in the place of a database that holds data")
@click.option("--keep-old", is_flag=True, help="keep the replaced database under another name")
def restore(file: Path, replace_data: bool, keep_old: bool) -> None:
    """Set the database back to what it was when FILE was made.

    A new database is made from FILE, compared with what FILE tells, its audit trail recomputed; only then it takes the
    place of the present one, in one moment. Until then the present one goes on working; what is written to it
    meanwhile is lost, so stop the server first.
    """
    with progress_bar() as progress:
        restored = restore_backup(settings(), file, progress, replace_data=replace_data, keep_old=keep_old)
    click.echo(f"restored: {_told(restored.manifest)}; made {restored.manifest.made_at:%Y-%m-%d %H:%M} UTC")
    if restored.revision != restored.manifest.schema_revision:
        click.echo(f"brought from schema {restored.manifest.schema_revision} to {restored.revision}")
    if restored.aside:
        click.echo(f"the replaced database is kept as {restored.aside}")
    if restored.heads.folder is not None:
        click.echo(
            f"{restored.heads.aside} exported audit heads are of records that the backup does not have;"
            f" they are in {restored.heads.folder}"
        )
    click.echo("roles, accounts and tokens are those of that moment: withdraw again what was withdrawn since")


def _told(manifest: Manifest) -> str:
    places, cases = manifest.tables.get("gazetteer.place", 0), manifest.tables.get("gazetteer.naming_case", 0)
    audit = manifest.audit
    return (
        f"schema {manifest.schema_revision}, {places:,} places, {cases:,} cases,"
        f" audit record {audit.seq} {audit.hash[:16]}…"
    )
