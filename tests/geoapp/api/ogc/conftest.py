"""The service under test as a black box: our application, or any server whose landing page `OGC_URL` names."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.geoapp.api.conftest import BASE_URL

GEOJSON = "application/geo+json"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
START_S = 60


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def links(self, rel: str) -> list[dict[str, str]]:
        return [link for link in self.json["links"] if link["rel"] == rel]


class Service:
    """Fetches by full address or by path below the landing page."""

    def __init__(self, landing: str, client: Any = None) -> None:
        self.landing = landing.rstrip("/")
        self._client = client

    def get(self, address: str, headers: dict[str, str] | None = None, **parameters: object) -> Answer:
        if not address.startswith("http"):
            address = self.landing + address
        if parameters:
            query = urlencode({name.replace("_", "-") if name == "bbox_crs" else name: value
                               for name, value in parameters.items()})  # fmt: skip
            address += ("&" if "?" in address else "?") + query
        if self._client is None:
            return self._fetch(address, headers or {})
        assert address.startswith(BASE_URL), f"a link leads elsewhere: {address}"
        response = self._client.get(address.removeprefix(BASE_URL), headers=headers)
        return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, response.text)

    @staticmethod
    def _fetch(address: str, headers: dict[str, str]) -> Answer:
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as response:
                return Answer(response.status, {k.lower(): v for k, v in response.headers.items()},
                              response.read().decode())  # fmt: skip
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode())

    def items(self, collection: str, **parameters: object) -> Answer:
        answer = self.get(f"/collections/{collection}/items", **parameters)
        assert answer.status == 200, answer.text
        return answer

    def features(self, collection: str, **parameters: object) -> list[dict[str, Any]]:
        """All features, following `next`."""
        answer = self.items(collection, **parameters)
        found = list(answer.json["features"])
        while nexts := answer.links("next"):
            answer = self.get(nexts[0]["href"])
            assert answer.status == 200, answer.text
            found += answer.json["features"]
            assert len(found) < 10_000, "the pages do not end"
        return found

    def ids(self, collection: str, **parameters: object) -> set[str]:
        return {feature["id"] for feature in self.features(collection, **parameters)}


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Service:
    if outside := os.environ.get("OGC_URL"):
        return Service(outside)
    return Service(f"{BASE_URL}/ogc", request.getfixturevalue("client"))


@pytest.fixture
def collections(service: Service) -> list[str]:
    return [collection["id"] for collection in service.get("/collections").json["collections"]][:20]


@pytest.fixture(params=["places", "names", "divisions"])
def collection(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def landing(module_database, places) -> Iterator[str]:
    """Landing page of `geoapp serve`. A process of its own: GDAL keeps Python's lock while it waits for the answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, **module_database.environment(), "GEOAPP_BASE_URL": address}
    command = [sys.executable, "-m", "geoapp", "serve", "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"{address}/health", server)
            yield f"{address}/ogc"
        finally:
            server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except urllib.error.URLError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
