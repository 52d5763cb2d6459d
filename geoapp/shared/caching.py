"""Public answers kept in memory and named by the version of the public data, so that none outlives a publication.

The version is read from the database at most once a second in each process; an answer is therefore at most a second
older than the data. What depends on who asks never comes here.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask import Flask, Response, current_app, request

from geoapp.shared.db import public_reading
from geocore.divisions import DivisionRef, division_refs

READ_AGAIN_AFTER_S = 1.0
KEPT_BYTES = 48 * 1024 * 1024
LARGEST_KEPT = 1024 * 1024
KEPT_DIVISIONS = 50_000
"""About 15 MB a process; the villages of a nation would be twelve times as many."""
MAX_AGE_S = 60
"""How long a browser or proxy may use an answer without asking again."""


@dataclass(frozen=True, slots=True)
class DataVersion:
    """`number` rises with each publication, at `changed_at`; `today` is the database's day, since answers show it."""

    number: int
    changed_at: datetime
    today: date


class AnswerCache:
    """Bodies by key, the least recently used leaving first when `KEPT_BYTES` are exceeded."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._bodies: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._bytes = 0
        self._version: DataVersion | None = None
        self._read_at = 0.0
        self.hits = 0
        self.misses = 0

    def version(self) -> DataVersion:
        now = time.monotonic()
        known = self._version
        if known is not None and now - self._read_at < READ_AGAIN_AFTER_S:
            return known
        with public_reading() as connection:
            row = connection.execute(sa.text("select version, changed_at, current_date from published.data_version"))
            version = DataVersion(*row.one())
        with self._lock:
            if known != version:
                self._bodies.clear()
                self._bytes = 0
            self._version, self._read_at = version, now
        return version

    def latest_version(self) -> DataVersion:
        """The version last read, for whoever holds a connection already: a second one may not be there to be had."""
        return self._version or self.version()

    def body(self, key: tuple[object, ...], make: Callable[[], bytes]) -> bytes:
        """The body under `key`, made if it is not there. Two threads may both make it; that costs less than a wait."""
        with self._lock:
            kept = self._bodies.get(key)
            if kept is not None:
                self._bodies.move_to_end(key)
                self.hits += 1
                return kept
            self.misses += 1
        body = make()
        if len(body) <= LARGEST_KEPT:
            self._keep(key, body)
        return body

    def _keep(self, key: tuple[object, ...], body: bytes) -> None:
        with self._lock:
            if key not in self._bodies:
                self._bodies[key] = body
                self._bytes += len(body)
            while self._bytes > KEPT_BYTES:
                _, oldest = self._bodies.popitem(last=False)
                self._bytes -= len(oldest)


class DivisionMemory:
    """Divisions as answers point at them, forgotten when the public data change."""

    def __init__(self) -> None:
        self._of_version: tuple[DataVersion | None, dict[int, DivisionRef]] = (None, {})

    def refs(self, version: DataVersion, connection: sa.Connection, seqs: Iterable[int]) -> dict[int, DivisionRef]:
        """As `division_refs`, from memory where they are known."""
        of_version, known = self._of_version
        # A new dictionary for each version: what another thread still reads for the old one does not get into it.
        if of_version != version or len(known) > KEPT_DIVISIONS:
            known = {}
            self._of_version = (version, known)
        wanted = set(seqs)
        if missing := wanted - known.keys():
            known.update(division_refs(connection, missing))
        return {seq: known[seq] for seq in wanted if seq in known}


def init_app(app: Flask) -> None:
    app.extensions["answers"] = AnswerCache()
    app.extensions["divisions"] = DivisionMemory()


def known_divisions(connection: sa.Connection, seqs: Iterable[int]) -> dict[int, DivisionRef]:
    """`division_refs`, as of the version of the public data that answers are kept under."""
    memory: DivisionMemory = current_app.extensions["divisions"]
    return memory.refs(answers().latest_version(), connection, seqs)


def answers() -> AnswerCache:
    found: AnswerCache = current_app.extensions["answers"]
    return found


def public_answer(
    key: tuple[object, ...], make: Callable[[], bytes], content_type: str, *, max_age: int = MAX_AGE_S
) -> Response:
    """A cacheable public answer with an ETag by data version; 304 when the asker has it already.

    `key` must name everything that the body depends on besides the public data: the path, every checked parameter,
    the form. Errors that `make` raises pass through and are not kept.
    """
    version = answers().version()
    etag = f"{version.number}-{_short_hash((version.today, content_type, *key))}"
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        response = Response(answers().body((version, content_type, *key), make), content_type=content_type)
    response.set_etag(etag)
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    return response


def _short_hash(key: tuple[object, ...]) -> str:
    return hashlib.blake2b(repr(key).encode(), digest_size=9).hexdigest()
