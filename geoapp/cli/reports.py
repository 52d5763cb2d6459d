"""How the command line tells the result of an import."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import click

from geocore.batch_store import ImportCounts
from geocore.problems import Problem

SHOWN = 20


def echo_counts(what: str, batch_id: UUID | None, counts: ImportCounts, dry_run: bool) -> None:
    click.echo(
        f"{what}: {counts.read:,} read, {counts.added:,} added, {counts.changed:,} changed, "
        f"{counts.unchanged:,} unchanged, {counts.refused:,} refused"
    )
    if dry_run:
        click.echo("dry run: nothing was stored")
    elif batch_id is None:
        click.echo("nothing to change: the register already says the same")
    else:
        click.echo(f"batch {batch_id}")


def echo_problems(problems: Sequence[Problem]) -> None:
    for problem in problems[:SHOWN]:
        click.echo(f"  {problem}", err=True)
    if len(problems) > SHOWN:
        click.echo(f"  … and {len(problems) - SHOWN} more", err=True)
