"""A server given by DATABASE_URL: what it lacks is said in sentences, and a good one is left alone."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from tools.run.check_database import ServerFacts, findings, main

GOOD = ServerFacts(
    is_superuser=False,
    may_create=True,
    encoding="UTF8",
    character_type="C.UTF-8",
    knows_chinese_letters=True,
    postgis="3.3.2",
    postgis_installed=True,
    btree_gist=True,
)


def test_a_good_server_has_no_findings() -> None:
    assert findings(GOOD) == []
    assert findings(replace(GOOD, postgis="3.10.0")) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"postgis": None, "postgis_installed": False}, "no PostGIS"),
        ({"postgis": "3.2.9"}, "PostGIS 3.2.9; 3.3 or newer"),
        ({"postgis_installed": False}, "CREATE EXTENSION postgis"),
        ({"btree_gist": False}, "btree_gist"),
        ({"may_create": False}, "GRANT CREATE"),
        ({"encoding": "EUC_CN"}, "encoding is EUC_CN"),
        ({"knows_chinese_letters": False, "character_type": "C"}, "LC_CTYPE C"),
    ],
)
def test_each_lack_is_one_sentence_with_the_way_out(change: dict[str, Any], words: str) -> None:
    found = findings(replace(GOOD, **change))
    assert len(found) == 1
    assert words in found[0]


def test_an_administrator_may_install_postgis_himself() -> None:
    assert findings(replace(GOOD, postgis_installed=False, is_superuser=True)) == []


@pytest.mark.parametrize(("locale", "words"), [("C.UTF-8", ""), ("C", "LC_CTYPE C, for which no Chinese character")])
def test_a_real_server_is_judged_by_what_it_does(
    cluster: str, locale: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = f"check_{uuid.uuid4().hex[:12]}"
    address = f"postgresql+psycopg://geoapp@/{{}}?host={cluster}"
    maintenance = sa.create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with maintenance.connect() as connection:
        connection.exec_driver_sql(f"create database {name} template template0 encoding 'UTF8' locale '{locale}'")
        monkeypatch.setenv("DATABASE_URL", address.format(name))
        status = main()
        connection.exec_driver_sql(f"drop database {name}")
    said = capsys.readouterr().out
    assert status == (1 if words else 0)
    assert words in said if words else said == ""


@pytest.mark.parametrize("url", ["postgresql+psycopg://nobody@/none?host=/nonexistent", "mysql://x/y", "no address"])
def test_an_address_without_a_server_is_a_sentence(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert main() == 1
    said = capsys.readouterr().out
    assert ("does not answer" if "nonexistent" in url else "is not an address") in said
