"""The command line `geoapp`: each command parses, opens a unit of work, calls a service, prints."""

from __future__ import annotations

from importlib import import_module

import click

from geoapp.version import VERSION

COMMANDS = {
    "applications": "geoapp.cli.applications:applications",
    "areas": "geoapp.cli.areas:areas",
    "audit": "geoapp.cli.audit:audit",
    "backup": "geoapp.cli.backups:backup",
    "boundaries": "geoapp.cli.boundaries:boundaries",
    "campaigns": "geoapp.cli.campaigns:campaigns",
    "db": "geoapp.cli.database:database",
    "demo": "geoapp.cli.demo:demo",
    "divisions": "geoapp.cli.divisions:divisions",
    "imports": "geoapp.cli.imports:imports",
    "jobs": "geoapp.cli.jobs:jobs",
    "names": "geoapp.cli.names:names",
    "restore": "geoapp.cli.backups:restore",
    "serve": "geoapp.cli.serve:serve",
    "users": "geoapp.cli.users:users",
}
"""Where each command lives. Loaded when asked for: the whole program takes seconds to import, one command does not."""


class LazyGroup(click.Group):
    """Finds commands in COMMANDS and turns domain errors into `code: message` and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        explained = import_module("geoapp.cli.context").explained_errors
        with explained():
            return super().invoke(ctx)


@click.group(cls=LazyGroup)
@click.version_option(VERSION, prog_name="geoapp")
def main() -> None:
    """地名·区划·界线管理系统 — place names, divisions and boundaries.

    Exit codes: 0 done, 1 findings, 2 bad input. Errors print as `code: message`.
    """
