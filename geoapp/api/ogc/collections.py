"""The three collections: what they hold, which properties may be asked for, and who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

import sqlalchemy as sa

from boundaries import feature_queries as division_features
from gazetteer import feature_queries as name_features
from geoapp.shared.parsing import CategoryCode
from geocore.errors import NotFound
from geocore.features import Crs, Feature, FeaturePage, FeatureQuery


@dataclass(frozen=True, slots=True)
class Collection:
    """`queryables` maps a property that may be a query parameter to the pattern of its values and what it means."""

    id: str
    title: str
    description: str
    queryables: Mapping[str, tuple[str, str]]
    page: Callable[[sa.Connection, FeatureQuery], FeaturePage]
    one: Callable[[sa.Connection, UUID, Crs], Feature]
    page_path: str
    """Path of the public page of a feature, before its id."""


_CODE = r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15}|156|[0-9a-fA-F-]{36})$"
_DIVISION = (_CODE, "code or id of a division: it and everything below")
_NAME = (r"^[^\x00]{1,100}$", "the whole name")
_CATEGORY = (f"^({'|'.join(get_args(CategoryCode))})$", "legal category (article 3)")
_CLASS_CODE = ("^[0-9]{5}$", "class of GB/T 18521")

COLLECTIONS: Mapping[str, Collection] = {
    collection.id: collection
    for collection in (
        Collection(
            "places",
            "地名实体",
            "Places with their present standard name. Positions are snapped to a public grid; `position_kind` demo"
            " means that the position was invented inside the division.",
            {"name": _NAME, "category": _CATEGORY, "class_code": _CLASS_CODE, "division": _DIVISION},
            name_features.places,
            name_features.place,
            "/place/",
        ),
        Collection(
            "names",
            "地名",
            "Names, present and past, each at the position of its place, with the time in which it was valid.",
            {
                "name": _NAME,
                "kind": ("^[a-z]{1,20}$", "standard, former, alias, short …"),
                "category": _CATEGORY,
                "class_code": _CLASS_CODE,
                "division": _DIVISION,
            },
            name_features.names,
            name_features.name,
            "/name/",
        ),
        Collection(
            "divisions",
            "行政区划",
            "Administrative divisions with the codes of both systems and, where published, their shapes.",
            {
                "name": _NAME,
                "kind": ("^[a-z_]{1,40}$", "province, county, town …"),
                "level": ("^[0-5]$", "0 country … 5 village"),
                "code": ("^[0-9]{6,12}$", "statistical or civil code, whole"),
                "division": _DIVISION,
            },
            division_features.divisions,
            division_features.division,
            "/division/",
        ),
    )
}


def collection_named(name: str) -> Collection:
    """Raises NotFound."""
    found = COLLECTIONS.get(name)
    if found is None:
        raise NotFound("no such collection", collection=name, known=", ".join(COLLECTIONS))
    return found
