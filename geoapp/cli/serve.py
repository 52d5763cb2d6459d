"""`geoapp serve`: granian, two worker processes; measured 2–3 times gunicorn's rate on short answers.

Two threads a process: four wait for each other's turn in Python, which costs a third of the rate and doubles the tail
(docs/performance.md).
"""

from __future__ import annotations

import http.client
import os
import sys
import time
from collections.abc import Callable

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
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 64), help="per worker")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site until interrupted."""
    settings()  # a start that would be unsafe fails here, once, with all reasons
    _say_when_answering(host, port, f"serving on http://{host}:{port}/  (Ctrl-C stops)\n{who_may_sign_in()}")
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


def _say_when_answering(host: str, port: int, text: str) -> None:
    """Print the text once the site answers; the workers need a second or two to load the program.

    In a grandchild, which nobody has to wait for: threads do not go with a server that forks its workers.
    """
    server = os.getpid()
    sys.stdout.flush()
    if child := os.fork():
        os.waitpid(child, 0)
        return
    if os.fork() == 0 and answers(host, port, lambda: _lives(server)):
        click.echo(text)
        sys.stdout.flush()
    os._exit(0)


def answers(host: str, port: int, is_worth_waiting: Callable[[], bool], pause_s: float = 0.1) -> bool:
    """Whether the site there answers, asked until it does or waiting is not worth it any more."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while is_worth_waiting():
        connection = http.client.HTTPConnection(asked, port, timeout=10)
        try:
            connection.request("GET", "/health")
            connection.getresponse()
            return True
        except (OSError, http.client.HTTPException):
            time.sleep(pause_s)
        finally:
            connection.close()
    return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


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
