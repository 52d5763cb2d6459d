"""What the comparison with tipg relies on: its address of the database, and counting the features of a tile."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from bench.tile_requests import features
from bench.tipg import address


def field(number: int, content: bytes) -> bytes:
    return bytes([number << 3 | 2, len(content)]) + content


def layer(count: int) -> bytes:
    version, extent = bytes([15 << 3, 2]), bytes([5 << 3, 0x80, 0x20])
    feature = field(2, bytes([1 << 3, 7, 3 << 3, 1]) + field(4, bytes([9, 50, 34])))
    return field(
        3, field(1, b"places") + feature * count + field(3, b"name") + field(4, field(1, b"x")) + extent + version
    )


@pytest.mark.parametrize(("tile", "count"), [(b"", 0), (layer(0), 0), (layer(3), 3), (layer(2) + layer(4), 6)])
def test_features_of_all_layers_are_counted(tile: bytes, count: int) -> None:
    assert features(tile) == count


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql+psycopg://geo@/bench?host=/run/pg/socket", "postgresql://geo@%2Frun%2Fpg%2Fsocket/bench"),
        ("postgresql+psycopg://geo@/bench?host=/run&port=5433", "postgresql://geo@%2Frun:5433/bench"),
        ("postgresql+psycopg://geo@db:5433/bench", "postgresql://geo@db:5433/bench"),
    ],
)
def test_the_folder_of_a_socket_stands_where_a_host_does(url: str, expected: str) -> None:
    assert address(sa.make_url(url)) == expected


def test_a_login_with_special_characters_survives() -> None:
    login = "geo@county", "a@b/c:d"
    url = sa.URL.create("postgresql+psycopg", *login, host="db", database="bench")
    again = sa.make_url(address(url))
    assert (again.username, again.password, again.host) == (*login, "db")


def test_an_address_without_host_is_refused() -> None:
    with pytest.raises(SystemExit, match="names no host"):
        address(sa.make_url("postgresql+psycopg:///bench"))
