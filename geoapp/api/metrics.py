"""`/metrics`: what this worker process did, in Prometheus's text format, for the machine itself only.

Each worker counts for itself and says which it is; a scraper adds them up.
"""

from __future__ import annotations

import ipaddress
import os
import threading
from collections import Counter
from collections.abc import Iterator

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, request
from sqlalchemy.pool import QueuePool

from geoapp.shared.access import public
from geoapp.shared.caching import answers
from geoapp.version import VERSION
from geocore.errors import NotFound

bp = APIBlueprint("metrics", __name__, enable_openapi=False)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class RequestCounter:
    """Answers by endpoint and status. Endpoints and statuses are few, so this does not grow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, int]] = Counter()

    def add(self, endpoint: str, status: int) -> None:
        with self._lock:
            self._counts[endpoint, status] += 1

    def all(self) -> list[tuple[tuple[str, int], int]]:
        with self._lock:
            return sorted(self._counts.items())


def init_app(app: Flask) -> None:
    counter = app.extensions["request_counter"] = RequestCounter()
    app.register_blueprint(bp)

    @app.after_request
    def count(response: Response) -> Response:
        counter.add(request.endpoint or "none", response.status_code)
        return response


@bp.get("/metrics")
@public
def metrics() -> Response:
    """For a scraper on this machine; to everybody else the address does not exist."""
    if not _is_local(request.remote_addr) or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        raise NotFound("no such address")
    return Response("\n".join(_lines()) + "\n", content_type=CONTENT_TYPE)


def _is_local(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def _lines() -> Iterator[str]:
    worker = f'worker="{os.getpid()}"'
    yield "# TYPE geoapp_info gauge"
    yield f'geoapp_info{{{worker},version="{VERSION}"}} 1'
    yield "# TYPE geoapp_requests_total counter"
    for (endpoint, status), count in current_app.extensions["request_counter"].all():
        yield f'geoapp_requests_total{{{worker},endpoint="{endpoint}",status="{status}"}} {count}'
    cache = answers()
    yield "# TYPE geoapp_answer_cache_total counter"
    yield f'geoapp_answer_cache_total{{{worker},result="hit"}} {cache.hits}'
    yield f'geoapp_answer_cache_total{{{worker},result="miss"}} {cache.misses}'
    yield "# TYPE geoapp_data_version gauge"
    yield f"geoapp_data_version{{{worker}}} {cache.version().number}"
    yield "# TYPE geoapp_pool_connections gauge"
    databases = current_app.extensions["databases"]
    for role, engine in (("app", databases.app), ("reader", databases.reader)):
        if isinstance(engine.pool, QueuePool):
            yield f'geoapp_pool_connections{{{worker},role="{role}",state="used"}} {engine.pool.checkedout()}'
            yield f'geoapp_pool_connections{{{worker},role="{role}",state="idle"}} {engine.pool.checkedin()}'
