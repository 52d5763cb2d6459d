"""Public answers of the API may be read by pages of other sites; nothing that depends on who asks may."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

OPEN_PATHS = ("/api/", "/ogc", "/reconcile")
EXPOSED = "ETag, Link, Content-Crs, OGC-NumberMatched, OGC-NumberReturned, X-Request-Id"


READING = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask) -> None:
    @app.after_request
    def open_public_answers(response: Response) -> Response:
        if request.path.startswith(OPEN_PATHS) and (request.method in READING or _only_asks()) and _is_public():
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = ", ".join(_allowed())
                response.headers["Access-Control-Allow-Headers"] = "Accept, If-None-Match"
                response.headers["Access-Control-Max-Age"] = "86400"
        return response


def _allowed() -> tuple[str, ...]:
    """Forms as reconciliation clients post them need no leave of a browser, other kinds of body are refused anyhow."""
    return (*READING, "POST") if request.path == "/reconcile" else READING


def _only_asks() -> bool:
    """A POST that carries a question and is bound to nobody."""
    return request.endpoint is not None and hasattr(current_app.view_functions[request.endpoint], "asks_only")


def _is_public() -> bool:
    """An address that does not exist may be told to anybody."""
    if request.endpoint is None:
        return True
    return getattr(current_app.view_functions[request.endpoint], "access", None) == "public"
