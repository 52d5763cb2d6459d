"""`geoapp applications`: what is done with applications over the internet from time to time."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from gazetteer.applications.services.expiring import expire as expire_drafts
from geoapp.cli.context import print_json, unit_of_work
from geocore.official_time import CHINA_TIME


@click.group()
def applications() -> None:
    """Applications over the internet (网上申请)."""


@applications.command()
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def expire(as_json: bool) -> None:
    """Delete drafts past their last day, with their papers; once a day is enough.

    What was handed in is never touched.
    """
    with unit_of_work() as work:
        count = expire_drafts(work, datetime.now(UTC).astimezone(CHINA_TIME).date())
    if as_json:
        print_json({"deleted": count})
    else:
        click.echo(f"{count} drafts deleted")
