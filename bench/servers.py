"""Servers that the bench starts for itself on a free port of loopback, and what they answer."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager


@contextmanager
def running(command: Sequence[str], port: int, ready: str, environment: Mapping[str, str]) -> Iterator[int]:
    """The process of `command`, once `ready` answers 200 on `port`; ended at the end."""
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    try:
        wait_for(port, ready)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def ours(port: int, workers: int) -> list[str]:
    """The command that serves this program."""
    return [sys.executable, "-m", "geoapp", "serve", "--port", str(port), "--workers", str(workers)]


def free_port() -> int:
    """A port of loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, path: str, seconds: float = 20.0) -> None:
    """Until the path answers 200. Ends the program with a sentence when it does not."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        try:
            if fetch(port, path)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"the server did not answer {path} within {seconds:.0f} seconds")


def fetch(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
