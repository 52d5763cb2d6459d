"""The file of a backup: whole, ours and known, or refused with a clear sentence."""

from __future__ import annotations

import io
import random
import resource
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geoapp.backups import restoring
from geoapp.backups.manifest import LAYOUT, AuditHead, Manifest
from geoapp.backups.package import DUMP, HEADS, MANIFEST, check_parts, manifest_of, new_package
from geoapp.shared.migrations import revisions
from geocore.errors import Conflict, InvalidInput, Unavailable

HEAD = HEADS + "2026-11-22.json"


def write(path: Path, size: int = 3_000_000, **changes: object) -> Path:
    """A package with a dump of `size` bytes of noise and one head."""
    with new_package(path) as package:
        package.add(DUMP, io.BytesIO(random.Random(1).randbytes(size)))
        package.add(HEAD, io.BytesIO(b'{"day": "2026-11-22"}'))
        told = {
            "program": "1", "made_at": datetime.now(UTC), "database": "geoapp", "schema_revision": revisions()[-1],
            "server_version": 150_000, "postgis": "3.3.2", "tables": {}, "geometries": {},
            "audit": AuditHead(seq=0, hash="00"), "parts": package.parts,
        }  # fmt: skip
        package.finish(Manifest.model_validate({**told, **changes}))
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "kept")
    assert check_parts(path, tmp_path / "dump") == {HEAD: b'{"day": "2026-11-22"}'}
    assert (tmp_path / "dump").read_bytes() == random.Random(1).randbytes(3_000_000)


def test_every_damaged_byte_of_a_part_is_found(tmp_path: Path) -> None:
    """Also of the list of contents; a byte of the ZIP's own headers may be one that nobody reads."""
    path = write(tmp_path / "kept")
    whole = path.read_bytes()
    listed = whole.index(b'"format"')
    for at in (200, 1_500_000, 2_999_000, whole.index(b'{"day"') + 3, listed + 20, listed + 300):
        damaged = bytearray(whole)
        damaged[at] ^= 0x10
        path.write_bytes(damaged)
        with pytest.raises(InvalidInput, match="damaged"):
            check_parts(path)


def test_damage_anywhere_in_the_headers_is_explained(tmp_path: Path) -> None:
    """Whatever the reader of ZIPs makes of it; where it reads all the same, it reads what was written."""
    path = write(tmp_path / "kept", size=200)
    whole = path.read_bytes()
    draw = random.Random(2)
    explained = 0
    for _ in range(2_000):
        damaged = bytearray(whole)
        for at in draw.sample(range(len(whole)), draw.randint(1, 3)):
            damaged[at] = draw.randrange(256)
        path.write_bytes(damaged)
        try:
            assert check_parts(path)[HEAD] == b'{"day": "2026-11-22"}'
        except InvalidInput:
            explained += 1
    assert explained > 1_000


def test_faults_of_others_are_not_told_as_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "kept")

    def broken(stage: str, done: int) -> None:
        raise ValueError(stage)

    with pytest.raises(ValueError, match="verify"):
        check_parts(path, progress=broken)
    with pytest.raises(Unavailable, match="cannot be unpacked: No such file"):
        check_parts(path, tmp_path / "nowhere" / "dump")
    with files_of_at_most(1_000_000), pytest.raises(Unavailable, match="cannot be unpacked: File too large"):
        check_parts(path, tmp_path / "dump")


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """What a full disk does, for this process alone: what is written beyond `size` bytes is refused."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("left", [0, 10, 2_000_000, -1, -30, -2000])
def test_a_file_that_was_cut_off(tmp_path: Path, left: int) -> None:
    path = write(tmp_path / "kept")
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(InvalidInput, match=r"damaged|cut off"):
        manifest_of(path)


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "hello")


def _other_manifest(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, '{"format": "something-else", "layout": 1}')


def _added_part(path: Path) -> None:
    with zipfile.ZipFile(write(path), "a") as archive:
        archive.writestr("../../etc/passwd", "x")


def _later_layout(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, f'{{"format": "geoapp-backup", "layout": {LAYOUT + 1}, "new": 1}}')


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path.write_text("标准名称,经度\n"), "not a backup"),
        (_other_zip, "not a backup"),
        (_other_manifest, "not a backup"),
        (_added_part, "parts are missing or were added"),
        (_later_layout, "newer version of the program"),
    ],
)
def test_what_is_not_ours(tmp_path: Path, make: Callable[[Path], object], words: str) -> None:
    make(tmp_path / "file")
    with pytest.raises(InvalidInput, match=words):
        manifest_of(tmp_path / "file")


def test_a_later_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="newer version of the program"):
        restoring._require_known(manifest_of(write(tmp_path / "kept", schema_revision="9999_from_tomorrow")))


def test_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_package(tmp_path / "kept") as package:
        package.add(DUMP, io.BytesIO(b"x"))
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(Conflict, match="never overwrites"), new_package(tmp_path / "kept"):
        pass
    with pytest.raises(Unavailable, match="cannot be written"), new_package(tmp_path / "nowhere" / "kept"):
        pass


def test_two_at_once_do_not_destroy_each_other(tmp_path: Path) -> None:
    path, part = tmp_path / "kept", tmp_path / ".kept.part"
    with pytest.raises(ZeroDivisionError), new_package(path):
        with pytest.raises(Conflict, match="another backup to this file is being made"):
            write(path)
        assert part.exists()
        raise ZeroDivisionError
    part.write_bytes(b"left by a process that was killed")
    part.chmod(0o644)
    check_parts(write(path))
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_came_meanwhile_stays(tmp_path: Path) -> None:
    path, part = tmp_path / "kept", tmp_path / ".kept.part"
    with pytest.raises(ZeroDivisionError), new_package(path):
        part.unlink()
        part.write_text("not ours")
        raise ZeroDivisionError
    assert part.read_text() == "not ours"
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(Conflict, match="never overwrites"):
        write(path)
    assert path.is_symlink()
