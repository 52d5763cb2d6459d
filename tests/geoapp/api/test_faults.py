"""When something inside breaks, the outside learns a number and nothing else (WB9); hostile text stays text (WB4)."""

from __future__ import annotations

from contextlib import contextmanager
from urllib.parse import quote

import psycopg
import pytest
import sqlalchemy as sa

from geocore import db as core
from tests.builders.vector_tiles import tile_of

X, Y = tile_of(9, 113.0, 25.8)
ADDRESSES = [
    "/api/v1/search?q=断",
    "/api/v1/suggest?q=断",
    "/api/v1/places?division=431003&limit=17",
    "/api/v1/divisions/431003?as_of=2001-01-01",
    "/api/v1/changes?limit=17",
    "/ogc/collections/places/items?limit=17",
    "/ogc/collections/divisions/items?limit=17&f=html",
    f"/tiles/places/9/{X}/{Y}.mvt?as_of=2001-01-01",
    "/feeds/changes.atom?before=17",
]
SECRET = "select password_hash from app.user_account"


class _NotAnswering(psycopg.OperationalError):
    pass


class _TooSlow(psycopg.errors.QueryCanceled):
    pass


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (RuntimeError(SECRET), 500),
        (sa.exc.ProgrammingError(SECRET, {}, psycopg.ProgrammingError(SECRET)), 500),
        (sa.exc.OperationalError(SECRET, {}, _NotAnswering(SECRET)), 503),
        (sa.exc.OperationalError(SECRET, {}, _TooSlow(SECRET)), 503),
        (sa.exc.TimeoutError(SECRET), 503),
    ],
    ids=["bug", "sql", "away", "slow", "busy"],
)
@pytest.mark.parametrize("address", ADDRESSES)
def test_faults_tell_nothing_of_the_inside(client, places, monkeypatch, address, fault, status) -> None:
    client.get("/api/v1/categories")
    monkeypatch.setattr("geoapp.shared.caching.READ_AGAIN_AFTER_S", 3600)  # the data version stays known
    client.application.extensions["answers"]._bodies.clear()

    @contextmanager
    def broken(*_arguments: object):
        raise fault
        yield

    monkeypatch.setattr(core, "reading_published", broken)
    response = client.get(address)
    assert response.status_code == status
    assert response.headers["Cache-Control"] == "private, no-store"
    for trace in ("select", "password", "Traceback", "psycopg", "sqlalchemy"):
        assert trace not in response.text


HOSTILE = [
    "' or 1=1 --",
    "'; drop table published.place; --",
    '" or ""="',
    "1) union select login from app.user_account --",
    "%' and pg_sleep(5) --",
    "\\'; select 1",
    "${7*7}{{7*7}}<script>alert(1)</script>",
    "a" * 999,
    "𰻞\u202e\ufeff",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/search?q={}", "/api/v1/search?q=x&cursor={}", "/api/v1/search?q=x&division={}",
        "/api/v1/search?q=x&bbox={}", "/api/v1/divisions/{}", "/api/v1/places/{}", "/api/v1/categories?{}=1",
        "/ogc/collections/places/items?name={}", "/ogc/collections/names/items?kind={}",
        "/ogc/collections/places/items?crs={}", "/ogc/collections/places/items?bbox={}",
        "/ogc/collections/places/items?datetime={}", "/ogc/collections/{}/items", "/ogc/collections/places/items/{}",
        "/ogc/collections/divisions/items?f=html&name={}", "/tiles/{}/1/1/1.mvt",
    ],
)  # fmt: skip
def test_hostile_text_is_text(client, places, address, text) -> None:
    response = client.get(address.format(quote(text, safe="")))
    assert response.status_code in (200, 400, 404, 422)
    if response.status_code == 200 and response.mimetype == "text/html":
        assert "<script>alert" not in response.text
    if response.status_code == 200 and response.is_json:
        answer = response.json
        assert answer.get("items", answer.get("features")) == []
