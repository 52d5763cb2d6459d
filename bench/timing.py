"""Measuring: percentiles of single calls, and calls per second of several clients."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Call = Callable[[], object]


@dataclass(frozen=True)
class Spread:
    """Milliseconds."""

    p50: float
    p95: float
    p99: float

    def __str__(self) -> str:
        return f"{self.p50:.2f}/{self.p95:.2f}/{self.p99:.2f}"


def spread(calls: Sequence[Call], passes: int = 5) -> Spread:
    """Every call `passes` times, in turn; the first pass warms up and does not count."""
    times: list[float] = []
    for number in range(passes + 1):
        for call in calls:
            started = time.perf_counter()
            call()
            if number:
                times.append((time.perf_counter() - started) * 1000)
    return percentiles(times)


def processor_spread(calls: Sequence[Call], backend: int, passes: int = 3) -> Spread | None:
    """Milliseconds of processor time, of this process and of the database's for it; None if that one is not here.

    On a busy machine the clock measures the others; this does not.
    """
    times = _processor_times(calls, backend, passes)
    return percentiles([one for of_call in times for one in of_call]) if times else None


def least_processor_spread(calls: Sequence[Call], backend: int, passes: int = 9) -> Spread | None:
    """The same of the least time of each call: what the calls cost, without what a vacuum beside them costs.

    For comparing a time before with one after, when the machine is not equally busy.
    """
    times = _processor_times(calls, backend, passes)
    return percentiles([min(of_call) for of_call in times]) if times else None


def _processor_times(calls: Sequence[Call], backend: int, passes: int) -> list[list[float]]:
    """Of each call the times of its passes; the first pass warms up and does not count."""
    if not Path(f"/proc/{backend}/schedstat").exists():
        return []
    times: list[list[float]] = [[] for _ in calls]
    for number in range(passes + 1):
        for call, of_call in zip(calls, times, strict=True):
            server, client = processor_ms(backend), time.process_time()
            call()
            if number:
                of_call.append((time.process_time() - client) * 1000 + processor_ms(backend) - server)
    return times


def processor_ms(process: int) -> float:
    """Processor time of a process of this machine so far; 0 if there is none such."""
    known = Path(f"/proc/{process}/schedstat")
    return int(known.read_text().split()[0]) / 1e6 if known.exists() else 0.0


def percentiles(milliseconds: Sequence[float]) -> Spread:
    ordered = sorted(milliseconds)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99)]
    return Spread(*at)


def throughput(make_calls: Callable[[Any], Sequence[Call]], argument: Any, clients: int, seconds: float) -> float:
    """Calls per second of `clients` processes, each of which makes its own calls from `argument`."""
    context = multiprocessing.get_context("fork")
    ready, go, done = context.Barrier(clients + 1), context.Event(), context.Queue()
    workers = [
        context.Process(target=_work, args=(make_calls, argument, number, seconds, ready, go, done))
        for number in range(clients)
    ]
    for worker in workers:
        worker.start()
    ready.wait()
    go.set()
    total = sum(done.get() for _ in workers)
    for worker in workers:
        worker.join()
    return total / seconds


def _work(make_calls: Any, argument: Any, number: int, seconds: float, ready: Any, go: Any, done: Any) -> None:
    calls = make_calls(argument)
    for call in calls[:20]:
        call()
    ready.wait()
    go.wait()
    count, position, end = 0, number * 7, time.perf_counter() + seconds
    while time.perf_counter() < end:
        calls[position % len(calls)]()
        position += 1
        count += 1
    done.put(count)
