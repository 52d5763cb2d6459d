"""A list sent through a page: taken in, read by a worker as the person who sent it, told row by row."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import pytest

from geoapp.jobs.imports import LARGEST_FILE
from geoapp.web import import_files
from tests.builders.jobs import work_off
from tests.builders.registered import RegisteredSite
from tests.builders.site import Browser

HEAD = "标准名称,类别,所在政区代码,编号,东经,北纬"
NEW = "/work/imports/names/new"


def text(answer: Any) -> str:
    return " ".join(answer.get_data(as_text=True).split())


def table(*rows: str, encoding: str = "utf-8-sig") -> bytes:
    return "\n".join((HEAD, *rows, "")).encode(encoding)


def send(browser: Browser, content: bytes, name: str = "名录.csv", path: str = NEW, **changes: str) -> Any:
    data = {"division": "苏仙区", "format": "auto", "deepest_level": "5", "file": (io.BytesIO(content), name)}
    return browser.post(path, data | changes, content_type="multipart/form-data")


def read(register: RegisteredSite, browser: Browser, content: bytes, **changes: str) -> tuple[str, str]:
    """The address of the job, and its page once a worker has read the file."""
    answer = send(browser, content, **changes)
    assert answer.status_code == 302, text(answer)
    work_off(register.database)
    return answer.location, text(browser.get(answer.location))


def stored(register: RegisteredSite, name: str) -> int:
    return int(register.scalar("select count(*) from gazetteer.name where text = :name", name=name))


@pytest.fixture
def steward(register: RegisteredSite) -> Browser:
    return register.officer("steward", "431003")


def test_a_countys_list_with_refused_rows(register: RegisteredSite, steward: Browser) -> None:
    page = text(steward.get(NEW))
    assert 'value="苏仙区"' in page
    rows = ("翠竹巷,街路巷,431003,1,113.05,25.78", "邻区路,街路巷,431002,2,112.9,25.8",
            "无处路,街路巷,439999,3,113.0,25.7", ",街路巷,431003,4,113.0,25.7")  # fmt: skip
    job, page = read(register, steward, table(*rows))
    assert "<dt>新增</dt> <dd>1</dd>" in page
    assert "<dt>拒收</dt> <dd>3</dd>" in page
    for said in ("邻区路：所在政区不在这次导入的政区以内", "无处路：所在政区代码不在本系统的政区里", "标准名称为空"):
        assert said in page
    assert (stored(register, "翠竹巷"), stored(register, "邻区路")) == (1, 0)
    batch = str(register.scalar("select outcome ->> 'batch' from app.job where id = :id", id=job.rpartition("/")[2]))
    detail = text(steward.get(f"/work/imports/{batch}"))
    assert "邻区路：所在政区不在这次导入的政区以内" in detail
    assert register.officer("steward", "431002").get(f"/work/imports/{batch}").status_code == 404
    assert register.scalar("select source from app.import_batch where id = :id", id=batch) == "苏仙区 名录.csv"
    record = "select actor_name from app.audit_event where action = 'names.import' and object_id = :id"
    assert str(register.scalar(record, id=batch)).startswith("person-")
    assert register.scalar("select count(*) from app.job_file") == 0
    again, page = read(register, steward, table(*rows))
    assert "没有需要改动的" in page
    assert again != job


def test_two_offices_may_send_files_of_one_name(register: RegisteredSite, steward: Browser) -> None:
    read(register, steward, table("甲子路,街路巷,431003,9,113.05,25.78"), name="街巷.csv")
    neighbour = register.officer("steward", "431002")
    _job, page = read(
        register, neighbour, table("乙丑路,街路巷,431002,9,112.9,25.8"), name="街巷.csv", division="北湖区"
    )
    assert "<dt>新增</dt> <dd>1</dd>" in page
    assert (stored(register, "甲子路"), stored(register, "乙丑路")) == (1, 1)


def test_rows_without_numbers_of_another_file_of_the_name(register: RegisteredSite, steward: Browser) -> None:
    """By their lines alone they would pass for new names of the places of the first file."""
    for name in ("丙寅路", "丁卯路"):
        content = f"标准名称,类别,所在政区代码\n{name},街路巷,431003\n".encode()
        _job, page = read(register, steward, content, name="Book1.csv")
        assert "<dt>新增</dt> <dd>1</dd>" in page
    assert register.scalar("select count(*) from gazetteer.name where text = '丙寅路' and kind = 'standard'") == 1


def test_a_dry_run_stores_nothing(register: RegisteredSite, steward: Browser) -> None:
    _job, page = read(register, steward, table("试读路,街路巷,431003,5,113.05,25.78"), dry_run="y")
    assert "这是试读，没有入库。" in page
    assert "<dt>新增</dt> <dd>1</dd>" in page
    assert stored(register, "试读路") == 0


def test_a_guessed_encoding_is_asked_about_first(register: RegisteredSite, steward: Browser) -> None:
    content = table("朝霞路,街路巷,431003,77,113.05,25.78", encoding="gb18030")
    _job, page = read(register, steward, content)
    is_guess = "没有完成" in page
    if is_guess:
        assert stored(register, "朝霞路") == 0
        read(register, steward, content, accept_encoding="y")
    assert stored(register, "朝霞路") == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"PK\x03\x04 not a workbook", "坏.xlsx", "没有完成"),
        (b"\x1f\x8b not an archive", "坏.tgz", "没有完成"),
        ("名称,密级\n秘密山,秘密\n".encode(), "密.csv", "没有完成"),
        (b"\x00\x01\x02", "坏.csv", "没有完成"),
    ],
)
def test_hostile_files_change_nothing(
    register: RegisteredSite, steward: Browser, content: bytes, name: str, said: str
) -> None:
    before = register.scalar("select count(*) from app.import_batch")
    _job, page = read(register, steward, content, name=name)
    assert said in page
    assert "程序出错" not in page
    assert register.scalar("select count(*) from app.import_batch") == before


@pytest.mark.parametrize(
    ("content", "name", "changes", "said"),
    [
        (b"x", "名录.pdf", {}, "不是这里能读的文件"),
        (b"", "名录.csv", {}, "文件是空的"),
        (b"x" * 11, "名录.csv", {}, "文件超过 32 MB"),
        (b"x", "名录.csv", {"division": "北湖区"}, "政区"),
        (b"x", "名录.csv", {"format": "exe"}, "格式"),
    ],
)
def test_what_is_not_taken_in(
    register: RegisteredSite,
    steward: Browser,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    name: str,
    changes: dict[str, str],
    said: str,
) -> None:
    monkeypatch.setattr(import_files, "LARGEST_FILE", 10)
    before = register.scalar("select count(*) from app.job")
    answer = send(steward, content, name, **changes)
    assert answer.status_code == 422
    assert said in text(answer)
    assert register.scalar("select count(*) from app.job") == before


def test_a_name_with_a_path_is_cut(register: RegisteredSite, steward: Browser) -> None:
    answer = send(steward, b"x", "..\\..\\etc/名录.csv")
    assert answer.status_code == 302
    kept = "select file_name from app.job_file where job_id = :id"
    assert register.scalar(kept, id=answer.location.rpartition("/")[2]) == "名录.csv"
    steward.post(f"{answer.location}/cancel")
    assert register.scalar("select count(*) from app.job_file") == 0


def test_who_may_not(register: RegisteredSite, steward: Browser) -> None:
    clerk = register.officer("clerk", "431003")
    assert clerk.get(NEW).status_code == 403
    assert send(clerk, b"x").status_code == 403
    divisions = "/work/imports/divisions/new"
    assert steward.get(divisions).status_code == 403
    assert "导入政区名录" not in text(steward.get("/work/imports"))
    assert "导入地名名录" not in text(clerk.get("/work/imports"))


def test_a_broken_package_of_divisions(register: RegisteredSite) -> None:
    steward = register.officer("steward", "156")
    _job, page = read(register, steward, b"no package", name="package.tgz", path="/work/imports/divisions/new")
    assert "没有完成" in page
    assert "程序出错" not in page
    assert register.scalar("select count(*) from boundaries.division where id = :id", id=uuid4()) == 0


def test_the_database_has_the_same_limit(register: RegisteredSite) -> None:
    check = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'ck_job_file_content'"
    assert str(LARGEST_FILE) in register.scalar(check)
