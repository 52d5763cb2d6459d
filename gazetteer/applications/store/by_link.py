"""What the holder of a link may do: one function of the database for each thing, by the hash of the link.

The connection is the public process's, which without an actor sees no row of these tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from geocore.db import UnitOfWork


def insert_application(
    work: UnitOfWork,
    token_hash: bytes,
    kind: str,
    category: str,
    class_code: str,
    division_id: UUID | None,
    place_id: UUID | None,
    expires_on: date,
) -> UUID | None:
    """None where the division, or the place with its standard name, is not published."""
    found: UUID | None = work.connection.execute(
        sa.text("select gazetteer.start_application(:hash, :kind, :category, :class, :division, :place, :expires)"),
        {
            "hash": token_hash,
            "kind": kind,
            "category": category,
            "class": class_code,
            "division": division_id,
            "place": place_id,
            "expires": expires_on,
        },
    ).scalar_one()
    return found


def application_behind(connection: sa.Connection, token_hash: bytes, today: date) -> dict[str, Any] | None:
    """None for a link that is unknown, or whose draft is past its last day."""
    found: dict[str, Any] | None = connection.execute(
        sa.text("select gazetteer.application_behind(:hash, :today)"), {"hash": token_hash, "today": today}
    ).scalar_one_or_none()
    return found


def write(
    work: UnitOfWork,
    token_hash: bytes,
    values: Mapping[str, object],
    seen: Mapping[str, int],
    touched: Sequence[str],
    today: date,
    expires_on: date,
) -> dict[str, Any] | None:
    """{"id", "versions", "saved_at"}, or {"stale": fields} and nothing is written. Raises ActionNotAllowed."""
    found: dict[str, Any] | None = work.connection.execute(
        sa.text(
            "select gazetteer.write_application(:hash, cast(:values as jsonb), cast(:seen as jsonb), :touched, :today,"
            " :expires)"
        ),
        {
            "hash": token_hash,
            "values": json.dumps(dict(values)),
            "seen": json.dumps(dict(seen)),
            "touched": list(touched),
            "today": today,
            "expires": expires_on,
        },
    ).scalar_one()
    return found


def add_paper(
    work: UnitOfWork, token_hash: bytes, paper: Mapping[str, object], today: date, expires_on: date
) -> UUID | None:
    """The application; `paper`: kind, name, type, sha256, content. Raises ActionNotAllowed: handed in, no room."""
    found: UUID | None = work.connection.execute(
        sa.text(
            "select gazetteer.add_application_paper(:hash, :kind, :name, :type, :sha256, :content, :today, :expires)"
        ),
        {"hash": token_hash, **paper, "today": today, "expires": expires_on},
    ).scalar_one()
    return found


def remove_paper(work: UnitOfWork, token_hash: bytes, paper_id: UUID, today: date, expires_on: date) -> UUID | None:
    """The application; None where it has no such paper. Raises ActionNotAllowed."""
    found: UUID | None = work.connection.execute(
        sa.text("select gazetteer.remove_application_paper(:hash, :paper, :today, :expires)"),
        {"hash": token_hash, "paper": paper_id, "today": today, "expires": expires_on},
    ).scalar_one()
    return found


def hand_in(
    work: UnitOfWork, token_hash: bytes, version: int, receipt: str, follow_hash: bytes, today: date
) -> UUID | None:
    """Raises StaleVersion (changed since), ActionNotAllowed (handed in already, or something is missing)."""
    found: UUID | None = work.connection.execute(
        sa.text("select gazetteer.hand_in_application(:hash, :version, :receipt, :follow, :today)"),
        {"hash": token_hash, "version": version, "receipt": receipt, "follow": follow_hash, "today": today},
    ).scalar_one()
    return found


def delete_expired(work: UnitOfWork, today: date) -> int:
    """How many drafts were past their last day."""
    return int(
        work.connection.execute(sa.text("select gazetteer.expire_applications(:today)"), {"today": today}).scalar_one()
    )


def published_path(connection: sa.Connection, division_id: UUID) -> tuple[int, ...]:
    """Sequence numbers from the country down; empty for a division that is not published."""
    found = connection.execute(
        sa.text("select path from published.division where id = :division"), {"division": division_id}
    ).scalar_one_or_none()
    return tuple(found or ())


def protected_among(connection: sa.Connection, place_id: UUID | None) -> frozenset[UUID]:
    """The place itself if its name is on the public protection list."""
    found = connection.execute(
        sa.text("select place_id from published.protected_name where place_id = :place limit 1"), {"place": place_id}
    )
    return frozenset(found.scalars())
