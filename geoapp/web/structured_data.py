"""schema.org descriptions of records, for search engines. The template writes them through `tojson`, which escapes
whatever could end the data block."""

from __future__ import annotations

from typing import Any

from boundaries.public_model import DivisionRecord
from gazetteer.public_model import PlaceRecord
from geoapp.shared.presenting import division_text


def place(record: PlaceRecord, permanent: str) -> dict[str, Any]:
    """A schema.org Place. A made-up position is left out: a machine would take it for the real one."""
    others = [name.name for name in record.names if name.name != record.name.name]
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "AdministrativeArea" if record.category == "division" else "Place",
        "@id": permanent,
        "url": permanent,
        "name": record.name.name,
        "alternateName": [*dict.fromkeys(name for name in (record.name.spelling, *others) if name)],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": code.system, "value": code.code} for code in record.codes
        ],
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "CN",
            "addressRegion": division_text(record.division_path),
        },
        "dateModified": record.changed_at.date().isoformat(),
    }
    above = [ref for ref in record.division_path if ref.level > 0 and ref != record.is_division]
    if above:
        found["containedInPlace"] = {"@type": "AdministrativeArea", "name": above[-1].name}
    if record.lon is not None and record.position_kind != "demo":
        found["geo"] = {"@type": "GeoCoordinates", "latitude": record.lat, "longitude": record.lon}
    return found


def division(record: DivisionRecord, permanent: str) -> dict[str, Any]:
    """A schema.org AdministrativeArea with both of its codes."""
    codes = {"civil": record.civil_code, "statistical": record.statistical_code}
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Country" if record.level == 0 else "AdministrativeArea",
        "@id": permanent,
        "url": permanent,
        "name": record.name,
        "alternateName": [name for name in dict.fromkeys((record.short_name, record.spelling)) if name != record.name],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": system, "value": code} for system, code in codes.items() if code
        ],
    }
    if record.parent:
        found["containedInPlace"] = {"@type": "AdministrativeArea", "name": record.parent.name}
    return found
