"""`geoapp campaigns`: the machine pass of a clean-up campaign in the foreground, and its report."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from uuid import UUID

import click

from gazetteer.campaigns.queries import campaign_list, report_of
from gazetteer.campaigns.services.scanning import PART, scan_names, scan_part
from gazetteer.campaigns.store.campaigns import scan_of
from geoapp.cli.context import print_json, reading, unit_of_work
from geoapp.cli.progress import progress_bar
from geocore.official_time import CHINA_TIME


@click.group()
def campaigns() -> None:
    """Clean-up campaigns (清理整治): list, machine pass, report."""


@campaigns.command("list")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def list_(as_json: bool) -> None:
    """The newest campaigns."""
    with reading() as connection:
        found = campaign_list(connection)
    if as_json:
        print_json([{"id": one.id, "name": one.name, "division": one.division, "state": one.state} for one in found])
        return
    for one in found:
        click.echo(f"{one.id}  {one.state:<10}  {one.division}  {one.name}")


@campaigns.command()
@click.argument("campaign", type=click.UUID)
@click.option("--parts", type=click.IntRange(min=1), help="store so many parts and stop; the next run goes on there")
@click.option("--part", type=click.IntRange(1, 5000), default=PART, show_default=True, help="names in one part")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def scan(campaign: UUID, part: int, parts: int | None, as_json: bool) -> None:
    """Look at the names of CAMPAIGN by the naming rules: the same work as the job of its page, here in the foreground.

    Reads the register and changes no name. All of it or nothing; with --parts each part is stored by itself.
    """
    with reading() as connection:
        seen = scan_of(connection, campaign)
    with progress_bar(seen.total) as progress:
        if parts is None and not seen.is_done:
            with unit_of_work() as work:
                seen = scan_names(work, campaign, _today(), lambda _stage, done, _total: progress("read", done), part)
        for _number in range(parts or 0):
            if seen.is_done:
                break
            with unit_of_work() as work:
                seen = scan_part(work, campaign, _today(), part)
            progress("read", seen.checked)
    if as_json:
        print_json(asdict(seen))
    else:
        click.echo(
            f"{seen.state}: {seen.checked} of {seen.total} names, {seen.found} found, {seen.excluded} left alone"
        )


@campaigns.command()
@click.argument("campaign", type=click.UUID)
def report(campaign: UUID) -> None:
    """Print the closing report of CAMPAIGN as JSON, as it stands now."""
    with reading() as connection:
        found = report_of(connection, campaign)
    print_json(asdict(found) | {"open": found.open})


def _today() -> date:
    return datetime.now(UTC).astimezone(CHINA_TIME).date()
