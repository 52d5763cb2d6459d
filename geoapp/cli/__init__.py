"""The command line `geoapp`: each command parses, opens a unit of work, calls a service, prints."""

from __future__ import annotations

import click

from geoapp.cli.audit import audit
from geoapp.cli.context import DomainGroup
from geoapp.cli.database import database
from geoapp.cli.demo import demo
from geoapp.cli.divisions import divisions
from geoapp.cli.imports import imports
from geoapp.cli.names import names
from geoapp.cli.serve import serve
from geoapp.cli.users import users
from geoapp.version import VERSION


@click.group(cls=DomainGroup)
@click.version_option(VERSION, prog_name="geoapp")
def main() -> None:
    """地名·区划·界线管理系统 — place names, divisions and boundaries.

    Exit codes: 0 done, 1 findings, 2 bad input. Errors print as `code: message`.
    """


main.add_command(database)
main.add_command(serve)
main.add_command(demo)
main.add_command(divisions)
main.add_command(names)
main.add_command(imports)
main.add_command(users)
main.add_command(audit)
