"""Verifying a certificate: what was issued, and whether the register says so still. Schema `published` only."""

from __future__ import annotations

from dataclasses import fields

import sqlalchemy as sa

from gazetteer.certificates.model import Certificate, Standing, Verified
from gazetteer.public_model import PlaceRecord
from gazetteer.public_queries import place_record
from geocore.errors import NotFound

_COLUMNS = ", ".join(field.name for field in fields(Certificate))


def verified(connection: sa.Connection, code: str) -> Verified:
    """Raises NotFound: no certificate with this code was ever issued here."""
    row = connection.execute(
        sa.text(f"select {_COLUMNS}, content_hash from published.certificate where code = :code"), {"code": code}
    ).one_or_none()
    if row is None:
        raise NotFound("no certificate with this code was issued")
    certificate = Certificate(*row[:-1])
    try:
        record = place_record(connection, certificate.place_id)
    except NotFound:
        record = None
    has_name = record is not None and record.exists and record.has_name_then
    name_now = record.name.name if record is not None and has_name else None
    if certificate.content_hash != row.content_hash:
        return Verified(certificate, Standing.DAMAGED, name_now)
    return Verified(certificate, _standing(certificate, record), name_now)


def _standing(certificate: Certificate, record: PlaceRecord | None) -> Standing:
    former = [
        name
        for name in (record.names if record is not None else ())
        if (name.name_id, name.name, name.kind) == (certificate.former_name_id, certificate.former_name, "former")
    ]
    if record is None or not former:
        return Standing.WITHDRAWN
    if not record.exists or not record.has_name_then:
        return Standing.ENDED
    is_same = (record.name.name_id, record.name.name) == (certificate.name_id, certificate.name)
    return Standing.HOLDS if is_same else Standing.RENAMED
