"""${message}

Checklist: both directions written? locks short (new columns nullable or with constant default, big indexes
concurrently in a migration of their own)? rights for geoapp_app and geoapp_reader granted? row security forced?
No application code imported, no file run that can change later.
"""

from __future__ import annotations

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
