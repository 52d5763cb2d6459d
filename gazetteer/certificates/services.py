"""Issuing a certificate to whoever asks: everything in it is public already."""

from __future__ import annotations

import secrets
from datetime import date
from uuid import UUID

from gazetteer.certificates import store
from gazetteer.certificates.model import CODE_LENGTH, CODE_LETTERS, Certificate
from gazetteer.public_model import PlaceRecord, PublicName
from gazetteer.public_queries import place_record
from geocore.db import UnitOfWork
from geocore.errors import InvalidInput
from geocore.problems import Problem


def certifiable(record: PlaceRecord) -> tuple[PublicName, ...]:
    """The former names of which it can be said today what they are now."""
    is_present = record.exists and record.has_name_then and record.name.kind == "standard"
    return tuple(name for name in record.names if name.kind == "former") if is_present else ()


def issue_certificate(work: UnitOfWork, place_id: UUID, former_name_id: UUID, today: date) -> Certificate:
    """State that the former name is now the standard name of the place.

    Raises NotFound, InvalidInput (no former name of this place, or the place has no standard name today).
    """
    record = place_record(work.connection, place_id)
    former = next((name for name in certifiable(record) if name.name_id == former_name_id), None)
    if former is None:
        problem = Problem("former", "not_a_former_name", "no former name of a place that has a name today")
        raise InvalidInput("there is nothing to certify", [problem])
    now = record.name
    made = Certificate(
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
        number=f"DMZM-{today.year}-{store.next_serial(work):06d}",
        issued_on=today,
        place_id=place_id,
        former_name_id=former.name_id,
        former_name=former.name,
        former_spelling=former.spelling,
        former_from=former.valid_from,
        former_to=former.valid_to,
        name_id=now.name_id,
        name=now.name,
        spelling=now.spelling,
        name_from=now.valid_from,
        class_name=record.class_name,
        division="".join(ref.name for ref in record.division_path if ref.level > 0),
        approving_body=now.approving_body,
        document=now.document,
        approved_on=now.approved_on,
        announcement_number=store.announcement_number(work.connection, now.name_id),
    )
    store.insert_certificate(work, made)
    work.audit(
        "certificate.issue",
        "certificate",
        made.number,
        new={"content_hash": made.content_hash},
        changes={"place": place_id, "former_name": former.name, "name": now.name},
    )
    return made
