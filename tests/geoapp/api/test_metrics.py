"""`/metrics`: counts for the machine itself, nothing for anybody else."""

from __future__ import annotations

import re

import pytest


def test_answers_are_counted_by_endpoint_and_status(client, places) -> None:
    def count(endpoint: str, status: int) -> int:
        found = re.search(rf'endpoint="{endpoint}",status="{status}"}} (\d+)', client.get("/metrics").text)
        return int(found[1]) if found else 0

    before = count("places.categories", 200), count("places.categories", 422), count("none", 404)
    client.get("/api/v1/categories")
    client.get("/api/v1/categories?x=1")
    client.get("/api/v1/nothing")
    after = count("places.categories", 200), count("places.categories", 422), count("none", 404)
    assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1]


def test_the_text_is_what_prometheus_reads(client, places) -> None:
    response = client.get("/metrics")
    assert response.content_type == "text/plain; version=0.0.4; charset=utf-8"
    for line in response.text.splitlines():
        assert re.fullmatch(r'# TYPE \w+ (gauge|counter)|\w+\{\w+="[^"]*"(,\w+="[^"]*")*\} \d+', line), line
    for name in ("geoapp_data_version", "geoapp_pool_connections", "geoapp_answer_cache_total"):
        assert f"\n{name}{{" in response.text


@pytest.mark.parametrize(
    ("address", "headers"),
    [("203.0.113.5", {}), ("127.0.0.1", {"X-Forwarded-For": "203.0.113.5"}), ("127.0.0.1", {"Forwarded": "for=x"})],
)
def test_nobody_else_sees_it(client, places, address, headers) -> None:
    response = client.get("/metrics", environ_base={"REMOTE_ADDR": address}, headers=headers)
    assert response.status_code == 404
    assert "geoapp_" not in response.text
