"""Manifest, candidates and values in the words of the reconciliation API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from gazetteer import public_queries
from gazetteer.public_model import PlaceRecord
from gazetteer.reconciliation import Candidate, values_of
from geoapp.shared.presenting import address, link
from geoapp.version import VERSION
from geocore.errors import NotFound

PREVIEW_WIDTH, PREVIEW_HEIGHT = 420, 180


def manifest(most_queries: int) -> dict[str, Any]:
    root = address("reconcile.service")

    def at(path: str) -> dict[str, str]:
        return {"service_url": root, "service_path": path}

    return {
        "versions": ["0.2"],
        "name": "标准地名 Standard place names",
        "identifierSpace": link("/place/"),
        "schemaSpace": "https://schema.org/Place",
        "documentation": link("/api/v1/docs"),
        "serviceVersion": VERSION,
        "defaultTypes": [],
        "view": {"url": link("/place/{{id}}")},
        "preview": {"url": f"{root}/preview/{{{{id}}}}", "width": PREVIEW_WIDTH, "height": PREVIEW_HEIGHT},
        "suggest": {
            "entity": at("/suggest/entity"), "type": at("/suggest/type"), "property": at("/suggest/property"),
        },
        "extend": {"propose_properties": at("/properties"), "property_settings": []},
        "batchSize": most_queries,
    }  # fmt: skip


def types(connection: sa.Connection) -> dict[str, str]:
    """Codes of the eight legal categories with their names."""
    return {one.code: one.name_zh for one in public_queries.categories(connection)}


def named(id_: str, name: str) -> dict[str, str]:
    return {"id": id_, "name": name}


def candidate(one: Candidate, known_types: dict[str, str]) -> dict[str, Any]:
    return {
        "id": str(one.place_id),
        "name": one.name,
        "description": _description(one),
        "type": [named(one.category, known_types.get(one.category, one.category))],
        "score": one.score,
        "features": [{"id": name, "value": value} for name, value in one.features.items()],
        "match": one.is_match,
    }


def suggestion(one: Candidate, known_types: dict[str, str]) -> dict[str, Any]:
    return {
        "id": str(one.place_id),
        "name": one.name,
        "description": _description(one),
        "notable": [named(one.category, known_types.get(one.category, one.category))],
    }


def _description(one: Candidate) -> str:
    """What tells places of one name apart."""
    other = f"（{one.matched}）" if one.matched != one.name else ""
    return " · ".join(part for part in (one.division, one.class_name + other) if part)


def values(connection: sa.Connection, place: str, wanted: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Nothing for an identifier that is none of ours: the other rows still get theirs."""
    try:
        record = public_queries.place_record(connection, UUID(place))
    except (ValueError, NotFound):
        return {name: [] for name in wanted}
    return {name: [_value(one) for one in found] for name, found in values_of(record, wanted).items()}


def _value(value: str | float | date) -> dict[str, Any]:
    if isinstance(value, date):
        return {"date": f"{value.isoformat()}T00:00:00"}
    return {"float": value} if isinstance(value, float) else {"str": value}


def preview_facts(record: PlaceRecord) -> dict[str, str]:
    """What a preview tells, as the columns of an extension do."""
    told = values_of(record, ("pinyin", "division", "class", "code", "former_name", "position_note"))
    return {name: "、".join(map(str, found)) for name, found in told.items() if found}
