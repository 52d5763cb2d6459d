"""`geoapp audit`: prove that the audit trail is whole, and export its daily head."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click

from geoapp.auth import audit_queries
from geoapp.auth.audit_chain import verify as verify_chain
from geoapp.auth.audit_heads import export_head, heads_folder, read_heads
from geoapp.auth.consoles import CONSOLE_AUDIT
from geoapp.cli.consoles import reading_as
from geoapp.cli.context import print_json, settings

MAX_FAULTS_SHOWN = 20


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def verify(as_json: bool) -> None:
    """Recompute the whole chain and compare it with every exported head; exit 1 when it is broken."""
    heads = read_heads(heads_folder(settings().data))
    with reading_as(CONSOLE_AUDIT) as connection:
        verdict = verify_chain(audit_queries.whole_chain(connection), heads)
    if as_json:
        print_json({"whole": verdict.is_whole, **asdict(verdict)})
    else:
        for fault in verdict.faults[:MAX_FAULTS_SHOWN]:
            click.echo(f"{fault.kind}: record {fault.seq}: {fault.message}")
        if len(verdict.faults) > MAX_FAULTS_SHOWN:
            click.echo(f"… and {len(verdict.faults) - MAX_FAULTS_SHOWN} more")
        state = "whole" if verdict.is_whole else "BROKEN"
        click.echo(f"audit trail {state}: {verdict.records} records, {verdict.heads} exported heads compared")
    sys.exit(0 if verdict.is_whole else 1)


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def head(as_json: bool) -> None:
    """Write today's head below the data folder, or show the one written earlier today. Keep a copy elsewhere."""
    folder = heads_folder(settings().data)
    with reading_as(CONSOLE_AUDIT) as connection:
        seq, chain_hash = audit_queries.newest(connection)
    found, file = export_head(folder, seq, chain_hash, datetime.now(UTC))
    if as_json:
        print_json({**asdict(found), "file": file})
    else:
        click.echo(f"{found.day} record {found.seq} {found.hash}\n{file}")
