"""Review maps of a place and of a division: what geoapp.maps is to draw, and the document as a download."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

import orjson
import sqlalchemy as sa
from flask import Response
from flask_babel import gettext as _

from boundaries import public_queries as public_boundaries
from boundaries.public_model import DivisionRecord, DivisionSummary
from boundaries.public_summary import child_areas
from gazetteer.public_model import PlaceRecord, PlaceSummary
from geoapp.maps import AreaLayer, Item, Layer, PointLayer, Tone
from geoapp.maps import review_map as document_of
from geoapp.web.geography import distance, path_text
from geoapp.web.words import POSITION_KINDS
from geocore.errors import NotFound

SIMPLIFIED_DEGREES = 0.0005
"""About 50 m: the outline is context here, and the file is to stay small."""


def place_map(connection: sa.Connection, record: PlaceRecord, nearby: Sequence[PlaceSummary], data_date: date) -> str:
    """The place, its neighbours and the smallest published area around it."""
    layers: list[Layer] = [*_area_around(connection, record)]
    layers.append(
        PointLayer(
            _("邻近地名"),
            [
                _point(item, {_("所在政区"): path_text(item.division_path), _("距离"): distance(item.distance_m or 0)})
                for item in nearby
                if item.lon is not None
            ],
            Tone.CONTEXT.value,
        )
    )
    if record.lon is not None:
        facts = {
            _("罗马字母拼写"): record.name.spelling,
            _("类别"): record.class_name,
            _("所属政区"): path_text(record.division_path),
            _("位置"): str(POSITION_KINDS[record.position_kind]),
        }
        subject = Item({"type": "Point", "coordinates": [record.lon, record.lat]}, record.name.name, facts)
        layers.append(PointLayer(_("本地名"), [subject], Tone.SUBJECT.value, labelled=True))
    notes = [_("位置已按公开精度概略化（网格 50 米）。")]
    if record.position_kind == "demo":
        notes.append(_("示例位置：由系统在辖区内假设，不是真实位置。"))
    return document_of(
        _("%(name)s 审核图", name=record.name.name),
        layers,
        notes=notes,
        source=record.source,
        data_date=data_date,
        translate=_,
    )


def _area_around(connection: sa.Connection, record: PlaceRecord) -> list[Layer]:
    for ref in reversed(record.division_path):
        try:
            area = public_boundaries.division_area_geojson(connection, ref.seq, SIMPLIFIED_DEGREES)
        except NotFound:
            continue  # only some levels have published areas
        return [AreaLayer(_("所在政区"), [Item(orjson.loads(area.geojson), area.name, {_("来源"): area.source})])]
    return []


def division_map(
    connection: sa.Connection, record: DivisionRecord, children: Sequence[DivisionSummary], data_date: date
) -> str:
    """The division and those directly below it that have a published area."""
    layers: list[Layer] = []
    listed = {child.id: child for child in children}
    items = [
        Item(
            orjson.loads(area.geojson),
            area.name,
            {_("类型"): child.kind_name, _("代码"): child.civil_code or child.statistical_code or ""},
        )
        for area in child_areas(connection, record.seq, SIMPLIFIED_DEGREES)
        if (child := listed.get(area.division_id))
    ]
    source = record.source
    if record.has_area:
        area = public_boundaries.division_area_geojson(connection, record.seq, SIMPLIFIED_DEGREES)
        source = area.source
        own = Item(orjson.loads(area.geojson), record.name, {_("类型"): record.kind_name, _("来源"): area.source})
        layers.append(AreaLayer(_("本政区"), [own], Tone.SUBJECT.value))
    layers.append(AreaLayer(_("下级政区"), items, Tone.CONTEXT.value, labelled=True))
    return document_of(
        _("%(name)s 审核图", name=record.name),
        layers,
        notes=[_("界线仅供参考，不作为划界依据。")],
        source=source,
        data_date=data_date,
        translate=_,
    )


def _point(item: PlaceSummary, facts: dict[str, str]) -> Item:
    geometry = {"type": "Point", "coordinates": [item.lon, item.lat]}
    return Item(geometry, item.name, {_("类别"): item.class_name, **facts})


def attachment(document: str, file_name: str) -> Response:
    """To be saved, never shown inside the site (WB2): its scripts are its own."""
    response = Response(document, content_type="text/html; charset=utf-8")
    names = f"filename=review-map.html; filename*=UTF-8''{quote(file_name)}"
    response.headers["Content-Disposition"] = f"attachment; {names}"
    return response
