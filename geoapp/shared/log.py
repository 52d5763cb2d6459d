"""A number for each request, in its answer, its log lines and its audit record."""

from __future__ import annotations

import uuid

from flask import Flask, Response, g


def init_app(app: Flask) -> None:
    @app.before_request
    def number_request() -> None:
        g.request_id = uuid.uuid4().hex[:16]

    @app.after_request
    def show_number(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "-")
        return response
