"""A page of a keyset-paged list."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Generic, TypeVar

from geocore.errors import InvalidInput

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`total` is None where counting would cost more than the page is worth; `next` is the cursor of the next page."""

    items: tuple[T, ...]
    next: str | None = None
    total: int | str | None = None


def encode_cursor(*key: object) -> str:
    """Pack the sort key of the last row. Not secret: it holds only what the page showed."""
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, types: tuple[type, ...]) -> tuple[object, ...]:
    """Unpack a cursor made by `encode_cursor`, checking length and types. Raises InvalidInput for anything else."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise InvalidInput("this page link is damaged; start again from the first page") from error
    if not isinstance(key, list) or len(key) != len(types):
        raise InvalidInput("this page link belongs to another list; start again from the first page")
    for value, expected in zip(key, types, strict=True):
        if not isinstance(value, expected) or (expected is not bool and isinstance(value, bool)):
            raise InvalidInput("this page link is damaged; start again from the first page")
    return tuple(key)
