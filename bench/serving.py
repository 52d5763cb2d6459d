"""Targets 10 of the search design and the HTTP targets: suggest at 8 clients, search against the work without HTTP.

Runs on the database of the environment (`./run bench serving`), with a server of its own on a free port of loopback.
The questions are names, parts of names and pinyin drawn from the published names with a fixed seed.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import socket
import statistics
import threading
import time
from urllib.parse import quote

import sqlalchemy as sa

from bench.servers import free_port, ours, running
from gazetteer.public_search import find_places
from gazetteer.search import parse_query
from geoapp.config import Settings
from geoapp.shared.db import databases

QUESTIONS = 20_000
SUGGEST_CLIENTS, SEARCH_CLIENTS = 8, 16
WORKERS, THREADS = 2, 2
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


def run(seconds: float = 5.0) -> list[tuple[str, str, str, bool | None]]:
    """Rows (what, figure, target, met) for the table."""
    settings = Settings.from_env()
    asked = _questions(settings)
    port = free_port()
    with running(ours(port, WORKERS), port, "/health", {"GEOAPP_POOL_SIZE": str(THREADS)}):
        typed = [question[: 1 + index % len(question)] for index, question in enumerate(asked)]
        suggest = _load(port, "/api/v1/suggest?q=", typed, SUGGEST_CLIENTS, seconds)
        search = _load(port, "/api/v1/search?q=", asked, SEARCH_CLIENTS, seconds)
        cached = _load(port, "/api/v1/search?q=", asked[:50], SEARCH_CLIENTS, seconds)
        trivial = _load(port, "/health?", [""], SEARCH_CLIENTS, seconds)
    limit = _without_http(asked, seconds)
    share = len(search) / seconds / limit
    of_trivial = len(cached) / max(1, len(trivial))
    p50, p95, p99 = _percentiles(search)
    return [
        (f"suggest, {SUGGEST_CLIENTS} clients, p95", f"{_percentiles(suggest)[1]:.1f} ms", "20 ms",
         _percentiles(suggest)[1] <= 20),
        (f"search, {SEARCH_CLIENTS} clients",
         f"{len(search) / seconds:,.0f}/s, p50 {p50:.1f} p95 {p95:.1f} p99 {p99:.1f} ms",
         "p99/p50 <= 8", p99 / p50 <= 8),
        (f"the same work without HTTP, {WORKERS} processes of {THREADS} threads", f"{limit:,.0f}/s", "", None),
        ("search against the work without HTTP", f"{share:.0%}", "40 %", share >= 0.4),
        ("search answered from the cache", f"{len(cached) / seconds:,.0f}/s, {of_trivial:.0%} of /health", "60 %",
         of_trivial >= 0.6),
    ]  # fmt: skip


def _questions(settings: Settings) -> list[str]:
    engine = databases(settings).reader
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("select name, pinyin from published.name tablesample system (5) repeatable (7) limit :most"),
            {"most": QUESTIONS},
        ).all()
    engine.dispose()
    if not rows:
        raise SystemExit("no published names: load the demo or the national list first")
    rng = random.Random(7)
    asked = []
    for name, pinyin in rows:
        start = rng.randrange(len(name))
        asked.append(rng.choice([name, name[:2], name[:3], name[start : start + 2], pinyin or name]))
    rng.shuffle(asked)
    return asked


def _load(port: int, path: str, asked: list[str], clients: int, seconds: float) -> list[float]:
    """Milliseconds of every answer within the time; the clients are threads of another process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_clients, (port, path, asked, clients, seconds))


def _clients(port: int, path: str, asked: list[str], clients: int, seconds: float) -> list[float]:
    taken: list[list[float]] = [[] for _ in range(clients)]
    end = time.perf_counter() + seconds

    requests = [f"GET {path}{quote(one)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode() for one in asked]

    def client(number: int) -> None:
        position = number * 997
        with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
            while time.perf_counter() < end:
                request = requests[position % len(requests)]
                position += 1
                began = time.perf_counter()
                connection.sendall(request)
                answer = _answer(connection)
                if not answer.startswith(b"HTTP/1.1 200"):
                    raise RuntimeError(f"{request!r} answered {answer[:40]!r}")
                taken[number].append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for part in taken for one in part]


def _answer(connection: socket.socket) -> bytes:
    """One answer, head and body. By hand: a client of the standard library takes as long as a small answer of ours,
    and from the same two cores."""
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    length = _LENGTH.search(received, 0, end + 2)
    if length is None:
        raise RuntimeError(f"an answer without a length: {received[:end]!r}")
    while len(received) < end + 4 + int(length[1]):
        received += _more(connection)
    return received


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise RuntimeError("the server closed the connection")
    return part


def _without_http(asked: list[str], seconds: float) -> float:
    """Searches a second by as many processes and threads as the server has, with nothing around them."""
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
        return sum(pool.starmap(_direct, [(asked, seconds, number) for number in range(WORKERS)]))


def _direct(asked: list[str], seconds: float, number: int) -> float:
    engine = databases(Settings.from_env()).reader
    counts = [0] * THREADS
    end = time.perf_counter() + seconds

    def worker(at: int) -> None:
        position = (number * THREADS + at) * 997
        while time.perf_counter() < end:
            with engine.connect() as connection:
                find_places(connection, parse_query(asked[position % len(asked)]))
            position += 1
            counts[at] += 1

    threads = [threading.Thread(target=worker, args=(at,)) for at in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    return sum(counts) / seconds


def _percentiles(taken: list[float]) -> tuple[float, float, float]:
    cuts = statistics.quantiles(taken, n=100)
    return cuts[49], cuts[94], cuts[98]


if __name__ == "__main__":
    for what, figure, target, met in run():
        verdict = "" if met is None else ("met" if met else "MISSED")
        print(f"{what:<55} {figure:<45} {target:<14} {verdict}")
