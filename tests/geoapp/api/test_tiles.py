"""`/tiles`: addresses, caching, and no public map without a valid 审图号."""

from __future__ import annotations

import pytest

from geoapp import create_app
from geoapp.config import Settings
from tests.builders.vector_tiles import read_tile, tile_of

X, Y = tile_of(9, 113.0, 25.8)
PLACES, DIVISIONS = f"/tiles/places/9/{X}/{Y}.mvt", f"/tiles/divisions/9/{X}/{Y}.mvt"


def test_tiles_are_vector_tiles_of_both_layers(client, places) -> None:
    for address, layers in ((PLACES, {"places"}), (DIVISIONS, {"divisions", "labels"})):
        response = client.get(address)
        assert (response.status_code, response.content_type) == (200, "application/vnd.mapbox-vector-tile")
        assert set(read_tile(response.data).layers) == layers


def test_an_empty_tile_is_a_204(client, places) -> None:
    response = client.get("/tiles/places/9/0/0.mvt")
    assert (response.status_code, response.data) == (204, b"")
    assert "ETag" in response.headers


def test_a_tile_is_asked_for_again_by_its_tag(client, places) -> None:
    first = client.get(PLACES)
    assert first.headers["Cache-Control"].startswith("public")
    assert client.get(PLACES, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(PLACES + "?as_of=2020-01-01").headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tiles/places/0/1/0.mvt", 404), ("/tiles/places/2/0/4.mvt", 404), ("/tiles/places/17/0/0.mvt", 404),
        ("/tiles/markers/3/1/1.mvt", 404), ("/tiles/places/3/-1/1.mvt", 404), ("/tiles/places/3/a/1.mvt", 404),
        ("/tiles/places/99999999999999999999/0/0.mvt", 404), ("/tiles/places/3/1/99999999999999999999.mvt", 404),
        ("/tiles/places/3/1/1.png", 404), (PLACES + "?as_of=2020-02-30", 422), (PLACES + "?style=dark", 422),
    ],
)  # fmt: skip
def test_bad_addresses_are_told(client, places, address, status) -> None:
    response = client.get(address)
    assert (response.status_code, response.content_type) == (status, "application/problem+json")


@pytest.mark.parametrize(
    ("number", "expires", "status"),
    [
        ("", "", 403), ("GS(2026)0001号", "", 200), ("GS(2026)0001号", "2020-01-01", 403),
        ("GS(2026)0001号", "2999-12-31", 200), ("GS(2026)0001号", "soon", 403),
    ],
)  # fmt: skip
def test_no_public_map_without_a_valid_review_number(module_database, places, number, expires, status) -> None:
    environment = {"GEOAPP_MAP_REVIEW_NUMBER": number, "GEOAPP_MAP_REVIEW_EXPIRES": expires}
    app = create_app(Settings.from_env({**module_database.environment(), **environment}))
    for address in (PLACES, DIVISIONS):
        response = app.test_client().get(address)
        assert response.status_code == status
        if status == 403:
            assert response.json["code"] == "map_number_missing"
            assert response.headers["Cache-Control"] == "private, no-store"
    app.extensions["databases"].dispose()
