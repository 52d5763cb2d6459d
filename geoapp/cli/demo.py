"""`geoapp demo`: real data of 湖南省 and accounts to try the system with."""

from __future__ import annotations

import click

from geoapp.auth.demo import demo_accounts
from geoapp.cli.context import public_reading, unit_of_work
from geoapp.cli.progress import progress_bar
from geoapp.usecases import demo as usecase


@click.group()
def demo() -> None:
    """Demonstration data."""


@demo.command()
def load() -> None:
    """Load the demonstration, unless the register already holds names. Prints new accounts once."""
    with public_reading() as connection:
        filled = usecase.has_names(connection)
    if not filled:
        for step in (usecase.load_divisions, usecase.load_polygons, usecase.load_names):
            with progress_bar() as progress, unit_of_work() as work:
                step(work, progress)
        click.echo("示例数据 demo data: 湖南省 (names of the statistical list, positions invented and marked 示例位置)")
    with unit_of_work() as work:
        accounts = demo_accounts(work)
        work.audit("demo.accounts", "user_account", "demo", changes={"added": len(accounts)})
    for account in accounts:
        click.echo(
            f"  {account.login:16} {account.password}  second factor {account.second_factor_secret}"
            f"  {account.role} @ {account.division}"
        )
    if accounts:
        click.echo("These logins are shown once. A one-time code: ./run geoapp users code LOGIN")
