"""Public answers may be kept by anybody, name the data version, and never follow the Host header."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.geoapp.api.conftest import BASE_URL


def test_an_answer_can_be_kept_and_asked_for_again(client, places) -> None:
    first = client.get("/api/v1/categories")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in first.headers.get("Vary", "")
    assert "Set-Cookie" not in first.headers
    again = client.get("/api/v1/categories", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_different_questions_have_different_tags(client, places) -> None:
    paths = ["/api/v1/search?q=东", "/api/v1/search?q=东&limit=5", "/api/v1/suggest?q=东", "/api/v1/search?q=东村",
             "/api/v1/search?q=东&division=431003", "/api/v1/search?q=东&as_of=2020-01-01"]  # fmt: skip
    assert len({client.get(path).headers["ETag"] for path in paths}) == len(paths)


def test_the_same_question_in_other_words_is_one_entry(client, places) -> None:
    assert (
        client.get("/api/v1/search?q=东村&limit=20").headers["ETag"]
        == client.get("/api/v1/search?limit=20&q=%20东村 ").headers["ETag"]
    )


def test_a_publication_ends_every_kept_answer(app, client, places, module_database, monkeypatch) -> None:
    monkeypatch.setattr("geoapp.shared.caching.READ_AGAIN_AFTER_S", 0.0)
    address = f"/api/v1/places/{places['东河']}"
    before = client.get(address)
    with module_database.owner.begin() as connection:
        connection.execute(sa.text("update published.place set source_ref = 'changed' where id = :id"),
                           {"id": places["东河"]})  # fmt: skip
        connection.execute(sa.text("update published.data_version set version = version + 1"))
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.json["source_ref"] == "changed"
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_division_that_is_renamed_is_shown_so_with_the_next_version(
    client, places, module_database, monkeypatch
) -> None:
    monkeypatch.setattr("geoapp.shared.caching.READ_AGAIN_AFTER_S", 0.0)

    def shown(limit: int) -> str:  # another limit is another answer, but the same divisions
        return client.get(f"/api/v1/search?q=东河&limit={limit}").json["items"][0]["division"]

    before = shown(1)
    with module_database.owner.begin() as connection:
        county = connection.execute(sa.text("select seq, name from published.division where level = 3 limit 1")).one()
        renamed = sa.text("update published.division set name = :name where seq = :seq")
        connection.execute(renamed, {"name": f"{county.name}新", "seq": county.seq})
    assert shown(2) == before, "of the same version: kept"
    with module_database.owner.begin() as connection:
        connection.execute(sa.text("update published.data_version set version = version + 1"))
    assert shown(3) == before.replace(county.name, f"{county.name}新") != before
    with module_database.owner.begin() as connection:
        connection.execute(renamed, {"name": county.name, "seq": county.seq})
        connection.execute(sa.text("update published.data_version set version = version + 1"))


def test_the_divisions_kept_have_a_bound(app, client, places, monkeypatch) -> None:
    monkeypatch.setattr("geoapp.shared.caching.KEPT_DIVISIONS", 0)
    first = client.get("/api/v1/search?q=东").json["items"]
    assert client.get("/api/v1/suggest?q=东").json["items"] == first[:10]
    assert len(app.extensions["divisions"]._of_version[1]) < 20


def test_a_kept_answer_is_not_computed_twice(app, client, places, monkeypatch) -> None:
    client.get("/api/v1/search?q=山")
    monkeypatch.setattr("geoapp.api.search.find_places", lambda *_, **__: pytest.fail("asked the database again"))
    assert client.get("/api/v1/search?q=山").status_code == 200


def test_errors_are_never_kept(client, places) -> None:
    for path in ("/api/v1/search?q=", "/api/v1/divisions/999999", "/api/v1/nothing"):
        response = client.get(path)
        assert response.headers["Cache-Control"] == "private, no-store"


def test_the_cache_has_a_bound(app, monkeypatch) -> None:
    cache = app.extensions["answers"]
    monkeypatch.setattr("geoapp.shared.caching.KEPT_BYTES", 1000)
    for number in range(50):
        cache.body(("bound", number), lambda: b"x" * 100)
    assert cache._bytes <= 1000
    assert sum(map(len, cache._bodies.values())) == cache._bytes


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1", "names.example.cn.evil.example"])
def test_links_do_not_follow_the_host_header(client, places, host) -> None:
    for path in (f"/api/v1/places/{places['东河']}", "/api/v1/divisions", "/api/v1/changes", "/api/v1/openapi.json"):
        headers = {"Host": host, "X-Forwarded-Host": host, "Forwarded": f"host={host}"}
        text = client.get(path, headers=headers).text
        assert BASE_URL in text
        assert "evil.example" not in text


def test_public_answers_may_be_read_by_other_sites(client, places) -> None:
    for path in ("/api/v1/categories", "/api/v1/divisions/999999", "/api/v1/search?q="):
        assert (
            client.get(path, headers={"Origin": "https://other.example"}).headers["Access-Control-Allow-Origin"] == "*"
        )
    asked = client.options("/api/v1/categories", headers={"Origin": "https://other.example"})
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Credentials" not in asked.headers


def test_pages_may_not_be_read_by_other_sites(client, places) -> None:
    for path in ("/", "/health", "/nothing"):
        assert "Access-Control-Allow-Origin" not in client.get(path).headers


def test_answers_for_certain_people_are_not_opened(app, client, places, monkeypatch) -> None:
    monkeypatch.setattr(app.view_functions["places.categories"], "access", "names.read")
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/categories").headers


def test_answers_that_change_something_are_not_opened(client, places) -> None:
    assert "Access-Control-Allow-Origin" not in client.post("/api/v1/categories").headers
