"""What goes out: records as plain dictionaries for JSON, GeoJSON features, links under the configured address.

Every dictionary that holds `lon` and `lat` also holds `position_kind`, and `position_note` says 示例位置 where the
position was invented, so that no consumer can take a demo point for a survey.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import orjson
from flask import current_app, url_for

from boundaries.public_model import DivisionRecord, DivisionSummary
from gazetteer.public_model import POSITION_NOTES, PlaceRecord, PlaceSummary, PublicName
from geocore.coordinates import shown_degrees
from geocore.divisions import DivisionRef


def link(path: str) -> str:
    """A path of this site under the configured public address: the Host header is never believed."""
    base: str = current_app.config["SETTINGS"].base_url
    return base.rstrip("/") + path


def address(endpoint: str, **values: Any) -> str:
    """The public address of an endpoint."""
    return link(url_for(endpoint, **values))


def to_json(value: object) -> bytes:
    return orjson.dumps(value, default=str)


def position(kind: str, lon: float | None, lat: float | None) -> dict[str, Any]:
    """The four keys of a position, in degrees of EPSG:4490 (CGCS2000)."""
    note = POSITION_NOTES.get(kind)
    return {"lon": shown_degrees(lon), "lat": shown_degrees(lat), "position_kind": kind, "position_note": note}


def division_text(path: Iterable[DivisionRef]) -> str:
    """A path as people write it: 湖南省郴州市苏仙区. The country goes without saying."""
    return "".join(ref.name for ref in path if ref.level > 0)


def division_path(path: Iterable[DivisionRef]) -> list[dict[str, Any]]:
    return [{"id": ref.id, "name": ref.name, "level": ref.level, "code": ref.code} for ref in path]


def public_name(name: PublicName) -> dict[str, Any]:
    return asdict(name)


def place_record(record: PlaceRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "as_of": record.as_of,
        "name": public_name(record.name),
        "has_name_then": record.has_name_then,
        "exists": record.exists,
        "names": [public_name(name) for name in record.names],
        "events": [asdict(event) for event in record.events],
        "codes": [asdict(code) for code in record.codes],
        "category": record.category,
        "category_name": record.category_name,
        "class_code": record.class_code,
        "class_name": record.class_name,
        "division": division_text(record.division_path),
        "division_path": division_path(record.division_path),
        "is_division": division_path([record.is_division])[0] if record.is_division else None,
        "existence_from": record.existence_from,
        "existence_to": record.existence_to,
        **position(record.position_kind, record.lon, record.lat),
        "position_source": record.position_source,
        "accuracy_m": record.accuracy_m,
        "announcement": asdict(record.announcement),
        "source": record.source,
        "source_ref": record.source_ref,
        "version": record.version,
        "changed_at": record.changed_at,
        "links": {"self": address("places.place", place_id=record.id), "page": link(f"/place/{record.id}")},
    }


def place_feature(record: PlaceRecord) -> dict[str, Any]:
    """A GeoJSON feature (RFC 7946); its geometry is null where no position is known."""
    properties = place_record(record)
    lon, lat = properties.pop("lon"), properties.pop("lat")
    return {
        "type": "Feature",
        "id": record.id,
        "geometry": None if lon is None else {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }


def place_summary(summary: PlaceSummary) -> dict[str, Any]:
    return {
        "place_id": summary.place_id,
        "name_id": summary.name_id,
        "name": summary.name,
        "spelling": summary.spelling,
        "category": summary.category,
        "class_code": summary.class_code,
        "class_name": summary.class_name,
        "division": division_text(summary.division_path),
        "division_path": division_path(summary.division_path),
        **position(summary.position_kind, summary.lon, summary.lat),
        "distance_m": summary.distance_m,
    }


def division_record(record: DivisionRecord) -> dict[str, Any]:
    place = record.place_id
    return {
        "id": record.id,
        "as_of": record.as_of,
        "in_force": record.in_force,
        "level": record.level,
        "name": record.name,
        "short_name": record.short_name,
        "spelling": record.spelling,
        "kind": record.kind,
        "kind_name": record.kind_name,
        "codes": {"statistical": record.statistical_code, "civil": record.civil_code},
        "seat": record.seat,
        "is_virtual": record.is_virtual,
        "division": division_text(record.path),
        "division_path": division_path(record.path),
        "parent": division_path([record.parent])[0] if record.parent else None,
        "children_count": record.children_count,
        "versions": [asdict(version) for version in record.versions],
        "former_codes": [asdict(code) for code in record.former_codes],
        "predecessors": division_path(record.predecessors),
        "successors": division_path(record.successors),
        "valid_from": record.valid_from,
        "valid_to": record.valid_to,
        "source": record.source,
        "place_id": place,
        "has_area": record.has_area,
        "bounds": record.bounds,
        "links": {
            "self": address("divisions.division", division=record.id),
            "children": address("divisions.children", division=record.id),
            "area": address("divisions.area", division=record.id) if record.has_area else None,
            "place": address("places.place", place_id=place) if place else None,
            "page": link(f"/division/{record.id}"),
        },
    }


def division_summary(summary: DivisionSummary) -> dict[str, Any]:
    return {
        "id": summary.id,
        "level": summary.level,
        "name": summary.name,
        "spelling": summary.spelling,
        "kind": summary.kind,
        "kind_name": summary.kind_name,
        "codes": {"statistical": summary.statistical_code, "civil": summary.civil_code},
        "is_virtual": summary.is_virtual,
        "has_area": summary.has_area,
        "links": {"self": address("divisions.division", division=summary.id)},
    }
