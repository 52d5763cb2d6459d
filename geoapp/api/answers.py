"""The one way in which the JSON API answers a public question: cached, named by data version."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from geoapp.shared.caching import public_answer
from geoapp.shared.parsing import Parameters
from geoapp.shared.presenting import to_json


def json_answer(asked: Parameters, make: Callable[[], object], *, content_type: str = "application/json") -> Response:
    """JSON of what `make` returns, kept under the path and the checked parameters."""
    key = (request.path, tuple(sorted((name, str(value)) for name, value in asked.model_dump().items())))
    return public_answer(key, lambda: to_json(make()), content_type)
