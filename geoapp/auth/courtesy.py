"""A courtesy limit for pages that are costly to answer, counted per process. The real lock is in the database."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

_REMEMBERED = 10_000
"""So many addresses at most; the one longest unseen is forgotten first."""


class Bucket:
    """`burst` tries at once for each address, then one more every `seconds_per_try`."""

    def __init__(self, burst: int, seconds_per_try: float, clock: Callable[[], datetime]) -> None:
        self._burst = burst
        self._seconds = seconds_per_try
        self._clock = clock
        self._seen: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_for(self, address: str) -> int:
        """Take one try. Returns 0, or the seconds until there is one."""
        now = self._clock().timestamp()
        with self._lock:
            left, at = self._seen.pop(address, (float(self._burst), now))
            left = min(self._burst, left + max(0.0, now - at) / self._seconds)
            wait = 0 if left >= 1 else int((1 - left) * self._seconds) + 1
            self._seen[address] = (left if wait else left - 1, now)
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
        return wait
