"""Figures of the sign-in rules (GB/T 22239-2019, 8.1.4.1), in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

FAILURES_BEFORE_LOCK = 5
"""Failed tries in a row, of an account or from an address."""
LOCK_TIME = timedelta(minutes=15)
PASSWORD_AGE = timedelta(days=90)
UNUSED_AGE = timedelta(days=90)
"""An account that nobody used for so long is closed at the next try to sign in."""
PASSWORD_HISTORY = 5
"""So many earlier passwords may not come back."""
PASSWORD_LENGTH = (10, 128)
PENDING_TIME = timedelta(minutes=5)
"""Between the password and the second factor."""
TOKEN_DAYS = 90
"""Longest life of an API token."""
SETUP_CODE_TIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """When a session ends by itself; from the settings."""

    idle: timedelta
    absolute: timedelta
