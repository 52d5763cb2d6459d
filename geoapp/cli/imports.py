"""`geoapp imports`: the batches, newest first."""

from __future__ import annotations

import click

from geoapp.cli.context import print_json, reading
from geocore.batch_store import recent_batches


@click.group()
def imports() -> None:
    """Import batches."""


@imports.command("list")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True)
def list_(limit: int, as_json: bool) -> None:
    """Show the newest batches with their state."""
    with reading() as connection:
        batches = recent_batches(connection, limit)
    if as_json:
        print_json(batches)
        return
    for batch in batches:
        click.echo(
            f"{batch.finished_at:%Y-%m-%d %H:%M} {batch.id} {batch.kind:9} {batch.state:7} "
            f"+{batch.counts.added:,} ~{batch.counts.changed:,} {batch.file_name} ({batch.actor_name})"
        )
