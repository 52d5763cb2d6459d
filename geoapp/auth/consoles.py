"""Service accounts of whoever may run commands on the machine itself: one per duty, none can sign in (0003, 0006)."""

from __future__ import annotations

from uuid import UUID

CONSOLE_SYSTEM = UUID("00000000-0000-4000-8000-000000000011")
CONSOLE_SECURITY = UUID("00000000-0000-4000-8000-000000000012")
CONSOLE_AUDIT = UUID("00000000-0000-4000-8000-000000000013")
