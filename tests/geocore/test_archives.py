from __future__ import annotations

import gzip
import io
import random
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geocore.archives import ArchiveLimits, fingerprint, read_members
from geocore.errors import InvalidInput

SMALL = ArchiveLimits(members=50, member_bytes=1_000_000, total_bytes=2_000_000, ratio=100)


def everything(path: Path, limits: ArchiveLimits = SMALL) -> dict[str, bytes]:
    return {member.name: member.stream.read() for member in read_members(path, lambda name: True, limits)}


def refusal(path: Path, limits: ArchiveLimits = SMALL) -> str:
    with pytest.raises(InvalidInput) as refused:
        everything(path, limits)
    return refused.value.problems[0].code


def tgz(path: Path, fill: Callable[[tarfile.TarFile], None]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        fill(archive)
    return path


def add(archive: tarfile.TarFile, name: str, data: bytes = b"x", **attributes: object) -> None:
    header = tarfile.TarInfo(name)
    header.size = len(data)
    for key, value in attributes.items():
        setattr(header, key, value)
    archive.addfile(header, io.BytesIO(data))


def make_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def test_members_come_as_streams_from_all_three_forms(tmp_path: Path) -> None:
    def fill(archive: tarfile.TarFile) -> None:
        add(archive, "package/村.csv", "白露塘".encode())
        add(archive, "package/b.txt", b"2")

    packed = tgz(tmp_path / "a.tgz", fill)
    zipped = make_zip(tmp_path / "a.zip", {"package/村.csv": "白露塘".encode(), "package/b.txt": b"2"})
    folder = tmp_path / "folder"
    (folder / "package").mkdir(parents=True)
    (folder / "package" / "村.csv").write_bytes("白露塘".encode())
    (folder / "package" / "b.txt").write_bytes(b"2")
    expected = {"package/村.csv": "白露塘".encode(), "package/b.txt": b"2"}
    assert everything(packed) == everything(zipped) == everything(folder) == expected


def test_only_wanted_members_are_opened(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a.csv": b"1", "b.txt": b"2"})
    assert [member.name for member in read_members(path, lambda name: name.endswith(".csv"), SMALL)] == ["a.csv"]


@pytest.mark.parametrize(
    "name", ["../out", "a/../../out", "/etc/passwd", "C:/windows", "C:\\windows", "..\\out", "a//b", "a\nb", ".."]
)
def test_names_that_lead_out_refuse_the_archive(tmp_path: Path, name: str) -> None:
    assert refusal(tgz(tmp_path / "a.tgz", lambda archive: add(archive, name))) == "unsafe_name"
    if "\n" not in name:
        assert refusal(make_zip(tmp_path / "a.zip", {name: b"x"})) == "unsafe_name"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_refuse_the_archive(tmp_path: Path, kind: bytes) -> None:
    path = tgz(tmp_path / "a.tgz", lambda archive: add(archive, "a", b"", type=kind, linkname="/etc/passwd"))
    assert refusal(path) == "link_in_archive"


def test_a_link_in_a_zip_refuses_the_archive(tmp_path: Path) -> None:
    header = zipfile.ZipInfo("a")
    header.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(header, "/etc/passwd")
    assert refusal(tmp_path / "a.zip") == "link_in_archive"


def test_links_in_a_folder_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").symlink_to("/etc/passwd")
    assert everything(folder) == {}


def test_a_bomb_is_refused_by_its_ratio_without_filling_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tgz"
    with tarfile.open(path, "w:gz") as archive:
        add(archive, "zeros", bytes(50_000_000))
    zipped = make_zip(tmp_path / "bomb.zip", {"zeros": bytes(50_000_000)})
    limits = ArchiveLimits(ratio=100)
    tracemalloc.start()
    try:
        assert refusal(path, limits) == "too_large"
        assert refusal(zipped, limits) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 16_000_000
    finally:
        tracemalloc.stop()


def test_a_member_longer_than_its_header_says_is_cut_off(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a": bytes(500_000)})
    data = bytearray(path.read_bytes())
    true_size = (500_000).to_bytes(4, "little")
    for _ in range(2):  # in the local header and in the directory
        at = data.find(true_size)
        data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(InvalidInput):
        everything(path)


def test_a_long_name_record_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    header = tarfile.TarInfo("././@LongLink")
    header.type = tarfile.GNUTYPE_LONGNAME
    header.size = 30_000_000
    with gzip.open(path, "wb") as file:
        file.write(header.tobuf(tarfile.GNU_FORMAT))
        file.write(b"a" * header.size)
    tracemalloc.start()
    try:
        assert refusal(path, ArchiveLimits(ratio=10_000)) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


def test_a_million_members_are_refused(tmp_path: Path) -> None:
    path = tgz(tmp_path / "a.tgz", lambda archive: [add(archive, f"f{n}", b"") for n in range(60)] and None)
    assert refusal(path) == "too_many_members"
    assert refusal(make_zip(tmp_path / "a.zip", {f"f{n}": b"" for n in range(60)})) == "too_many_members"


def test_an_enormous_zip_directory_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a": b"1"})
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 12 : end + 16] = (900_000_000).to_bytes(4, "little")
    path.write_bytes(data)
    assert refusal(path) == "too_large"


@pytest.mark.parametrize("keep", [0, 1, 3, 20, 200, -1, -8, -100])
def test_a_truncated_archive_is_refused(tmp_path: Path, keep: int) -> None:
    whole = tgz(tmp_path / "whole.tgz", lambda archive: add(archive, "a", bytes(range(256)) * 20)).read_bytes()
    path = tmp_path / "cut.tgz"
    path.write_bytes(whole[:keep])
    assert refusal(path) in {"broken_archive", "not_an_archive"}


def _with_a_tail(tail: int) -> bytes:
    """A tar whose end is followed by so many zero bytes, packed; tarfile alone would stop before them."""
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w") as archive:
        add(archive, "a", b"hello")
    return gzip.compress(inner.getvalue() + bytes(tail))


def test_what_follows_the_last_member_counts_too(tmp_path: Path) -> None:
    path = tmp_path / "a.tgz"
    path.write_bytes(_with_a_tail(100_000))
    assert everything(path) == {"a": b"hello"}
    path.write_bytes(_with_a_tail(30_000_000))
    assert refusal(path) == "too_large"


def test_a_changed_byte_is_found_by_the_checksum_at_the_end(tmp_path: Path) -> None:
    data = bytearray(_with_a_tail(100_000))
    data[-8] ^= 0xFF  # CRC-32 of the gzip trailer
    path = tmp_path / "b.tgz"
    path.write_bytes(data)
    assert refusal(path) == "broken_archive"


def test_chinese_names_without_the_utf8_flag_are_read_as_gb18030(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"AAAA.csv": b"1"})
    path.write_bytes(path.read_bytes().replace(b"AAAA", "界桩".encode("gbk")))
    assert list(everything(path)) == ["界桩.csv"]


def test_an_encrypted_member_is_said_to_be_so(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a": b"1"})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    path.write_bytes(data)
    assert refusal(path) == "encrypted"


@pytest.mark.parametrize("data", [b"", b"hello", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c"])
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    assert refusal(path) == "not_an_archive"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.tgz") == "no_such_file"


def test_fingerprints_tell_archives_and_folders_apart(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").write_bytes(b"2")
    assert fingerprint(tmp_path / "a") != fingerprint(tmp_path / "b")
    assert fingerprint(tmp_path, ("a", "b")) != fingerprint(tmp_path, ("b", "a"))


def _damaged(whole: bytes, seed: int) -> bytes:
    chosen = random.Random(seed)
    data = bytearray(whole)
    for _ in range(chosen.randint(1, 12)):
        data[chosen.randrange(len(data))] = chosen.randrange(256)
    return bytes(data[: chosen.randrange(len(data))] if chosen.random() < 0.3 else data)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_damaged_archive_is_read_or_refused_and_never_breaks(tmp_path: Path, seed: int) -> None:
    inner = io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w", format=tarfile.PAX_FORMAT) as archive:
        add(archive, "package/村.csv", b"1,2\n" * 50)
        add(archive, "package/" + "长" * 60, b"1")
    zipped = make_zip(tmp_path / "whole.zip", {"a/b.csv": b"1,2\n" * 50, "c.txt": b"x"}).read_bytes()
    (tmp_path / "a.tgz").write_bytes(gzip.compress(_damaged(inner.getvalue(), seed)))
    (tmp_path / "b.tgz").write_bytes(_damaged(gzip.compress(inner.getvalue()), seed))
    (tmp_path / "c.zip").write_bytes(_damaged(zipped, seed))
    for name in ("a.tgz", "b.tgz", "c.zip"):
        try:
            everything(tmp_path / name)
        except InvalidInput as refused:
            assert refused.problems
