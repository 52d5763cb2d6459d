"""Public answers of the API may be read by pages of other sites; nothing that depends on who asks may."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from geoapp.shared.access import ASKS_ONLY, PUBLIC, access_of

OPEN_PATHS = ("/api/", "/ogc", "/reconcile")
EXPOSED = "ETag, Link, Content-Crs, OGC-NumberMatched, OGC-NumberReturned, X-Request-Id"
READING = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask) -> None:
    @app.after_request
    def open_public_answers(response: Response) -> Response:
        if request.path.startswith(OPEN_PATHS) and _is_open():
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = ", ".join(_allowed())
                response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
                response.headers["Access-Control-Max-Age"] = "86400"
        return response


def _allowed() -> tuple[str, ...]:
    """Forms as reconciliation clients post them need no leave of a browser, other kinds of body are refused anyhow."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None  # there is a request
    try:
        endpoint, _values = adapter.match(method="POST")
    except HTTPException:
        return READING
    return (*READING, "POST") if _access(endpoint) == ASKS_ONLY else READING


def _access(endpoint: str) -> str | None:
    return access_of(current_app.view_functions[endpoint])


def _is_open() -> bool:
    """Reading what is public, or a POST that carries a question. That an address does not exist may be told to all."""
    if request.endpoint is None:
        return request.method in READING
    access = _access(request.endpoint)
    return access == ASKS_ONLY or (access == PUBLIC and request.method in READING)
