"""`/tiles/<layer>/{z}/{x}/{y}.mvt`: vector tiles of what is published, shown only under a valid 审图号."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import sqlalchemy as sa
from apiflask import APIBlueprint
from flask import Response, current_app

from boundaries import tiles as division_tiles
from gazetteer import tiles as place_tiles
from geoapp.api.schemas.places import AsOfParameters
from geoapp.shared.access import current_actor, public
from geoapp.shared.caching import answers, public_answer
from geoapp.shared.db import public_reading
from geoapp.shared.map_review import review_number
from geocore.errors import NotFound, NotPermitted

bp = APIBlueprint("tiles", __name__, url_prefix="/tiles", enable_openapi=False)

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
MAX_ZOOM = 16

TileMaker = Callable[[sa.Connection, int, int, int, date | None], bytes]
LAYERS: Mapping[str, TileMaker] = {"places": place_tiles.place_tile, "divisions": division_tiles.division_tile}


class MapNumberMissing(NotPermitted):
    """No public map without the number of its official review (地图管理条例 art. 15)."""

    code = "map_number_missing"


@bp.get("/<layer>/<int:z>/<int:x>/<int:y>.mvt")
@bp.input(AsOfParameters, location="query", arg_name="asked")
@public
def tile(layer: str, z: int, x: int, y: int, asked: AsOfParameters) -> Response:
    """One tile in EPSG:3857; 204 where there is nothing. Without a 审图号 for maps of officers' own pages alone."""
    if layer not in LAYERS or z > MAX_ZOOM or not (x < 1 << z and y < 1 << z):
        raise NotFound("no such tile", layers=", ".join(LAYERS), zooms=f"0 to {MAX_ZOOM}")
    is_public = bool(review_number(current_app.config["SETTINGS"], answers().version().today))
    if not is_public and current_actor().is_anonymous:
        raise MapNumberMissing("public maps are not shown: this installation has no valid 审图号")

    def make() -> bytes:
        with public_reading() as connection:
            return LAYERS[layer](connection, z, x, y, asked.as_of)

    response = public_answer(("tile", layer, z, x, y, asked.as_of), make, MEDIA_TYPE)
    if not is_public:
        response.headers["Cache-Control"] = "private, no-store"
    if response.status_code == 200 and not response.data:
        response.status_code = 204
    return response
