"""Members of .tgz and .zip archives (or of a folder) as bounded streams. Nothing is ever unpacked to disk.

Every archive is material from outside: declared and streamed bytes, the number of members and the ratio are
limited, and an archive holding a link, a device, an absolute path or `..` is refused whole. Archives inside
archives are never opened. Broken and truncated files raise InvalidInput, like everything else refused here.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from geocore.errors import InvalidInput
from geocore.problems import Problem

_CHUNK = 256 * 1024
_MAX_TAR_EXTENSION = 64 * 1024  # long-name and pax records; tarfile would read them whole into memory
_MAX_ZIP_DIRECTORY = 16 * 1024 * 1024  # zipfile reads the directory whole into memory before we may count
_ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others may ask for gigabytes of dictionary
BROKEN = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, struct.error,
          ValueError, OverflowError, IndexError, RuntimeError)  # fmt: skip
"""What the standard readers raise on damaged bytes, found by feeding them such. Nothing but reading stands under it."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What one archive may hold. `ratio` is unpacked to packed bytes, over the whole archive."""

    members: int = 20_000
    member_bytes: int = 512 * 1024 * 1024
    total_bytes: int = 2 * 1024 * 1024 * 1024
    ratio: float = 150.0


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside. `stream` yields at most the allowed bytes and is readable only until the next member."""

    name: str
    size: int
    stream: BinaryIO


def read_members(path: Path, wanted: Callable[[str], bool], limits: ArchiveLimits | None = None) -> Iterator[Member]:
    """The members whose name is wanted, in the archive's order. Raises InvalidInput, possibly in mid-iteration.

    Read to the end before trusting what was read: the checksum of a .tgz stands behind its last member. A folder
    is read like an archive, so that a package works packed and unpacked.
    """
    limits = limits or ArchiveLimits()
    if path.is_dir():
        yield from _folder_members(path, wanted, limits)
        return
    with _explained(path), path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic.startswith(b"\x1f\x8b"):
            yield from _tar_members(file, path, wanted, limits)
        elif magic in (b"PK\x03\x04", b"PK\x05\x06"):
            yield from _zip_members(file, path, wanted, limits)
        else:
            raise refused(path, "not_an_archive", "不是 .tgz 或 .zip 文件", "检查文件是否下载完整")


class _OversizedRecord(Exception):
    """A tar extension record (long name, pax) that no archive of ours would have."""


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except _OversizedRecord as error:
        raise _too_large(path) from error
    except BROKEN as error:
        raise refused(path, "broken_archive", f"压缩文件损坏或不完整（{error}）", "重新下载后再试") from error
    except FileNotFoundError as error:
        raise refused(path, "no_such_file", "没有这个文件", "检查路径") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # zipfile seeks to a negative place when told to
            raise
        raise refused(path, "broken_archive", "压缩文件损坏：位置不成立", "重新下载后再试") from error


def fingerprint(path: Path, folder_files: tuple[str, ...] = ()) -> str:
    """SHA-256 of an archive's bytes; for an unpacked folder, of the named files below it, one after the other."""
    digest = hashlib.sha256()
    for part in [path] if path.is_file() else [path / name for name in folder_files]:
        with part.open("rb") as file:
            while data := file.read(_CHUNK):
                digest.update(data)
    return digest.hexdigest()


def refused(path: Path, code: str, message: str, hint: str) -> InvalidInput:
    return InvalidInput(f"{path.name}：{message}", [Problem(path.name, code, message, hint=hint)])


class _Bounded(io.RawIOBase):
    """A member's bytes; raises as soon as more than `limit` come out, whatever the header declared."""

    def __init__(self, source: BinaryIO, limit: int, path: Path) -> None:
        self._source, self._left, self._path = source, limit, path

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed: any Buffer
        with _explained(self._path):
            data = self._source.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise _too_large(self._path)
        buffer[: len(data)] = data
        return len(data)


def _too_large(path: Path) -> InvalidInput:
    return refused(path, "too_large", "解压后的内容超过上限", "不是正常的数据包；如确为数据，请拆分后导入")


def check_name(name: str, path: Path) -> str:
    """A member's name as a relative path. Raises InvalidInput: absolute, `..`, drive letters, control characters."""
    plain = name.replace("\\", "/")
    parts = plain.rstrip("/").split("/")
    bad = plain.startswith("/") or ".." in parts or "" in parts or ":" in parts[0]
    if bad or any(ord(character) < 32 for character in name):
        raise refused(path, "unsafe_name", f"压缩包内的文件名不安全：{name[:80]!r}", "不是正常的数据包")
    return plain


def _folder_members(folder: Path, wanted: Callable[[str], bool], limits: ArchiveLimits) -> Iterator[Member]:
    files = sorted(item for item in folder.rglob("*") if item.is_file() and not item.is_symlink())
    if len(files) > limits.members:
        raise refused(folder, "too_many_members", f"文件夹内超过 {limits.members:,} 个文件", "只留下数据包本身")
    for item in files:
        name = item.relative_to(folder).as_posix()
        size = item.stat().st_size
        if wanted(name):
            if size > limits.member_bytes:
                raise _too_large(item)
            with item.open("rb") as file:
                yield Member(name, size, _stream(file, limits.member_bytes, item))


def _stream(source: BinaryIO, limit: int, path: Path) -> BinaryIO:
    return io.BufferedReader(_Bounded(source, limit, path), _CHUNK)


class _CheckedHeader(tarfile.TarInfo):
    """Refuses extension records that tarfile would load whole, before it loads them.

    tarfile's own comments name `_proc_member` as the entry point that a subclass may override, and every version goes
    through it from a header to what follows. The public `frombuf` is no longer called by patched versions (Debian 12).
    """

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        extension = not (self.isreg() or self.isdir() or self.issym() or self.islnk() or self.isdev())
        if extension and self.size > _MAX_TAR_EXTENSION:
            raise _OversizedRecord
        # typeshed leaves the hook out
        header: tarfile.TarInfo = cast(Any, super())._proc_member(archive)
        return header


def _tar_members(file: BinaryIO, path: Path, wanted: Callable[[str], bool], limits: ArchiveLimits) -> Iterator[Member]:
    packed = path.stat().st_size
    total_limit = min(limits.total_bytes, int(max(packed, 4096) * limits.ratio))
    unpacked = _stream(cast(BinaryIO, gzip.GzipFile(fileobj=file)), total_limit, path)
    declared = 0
    with tarfile.open(fileobj=unpacked, mode="r|", tarinfo=_CheckedHeader) as archive:
        for count, header in enumerate(archive, start=1):
            name = check_name(header.name, path)
            declared += header.size
            if count > limits.members:
                raise refused(path, "too_many_members", f"超过 {limits.members:,} 个文件", "不是正常的数据包")
            if header.isdir():
                continue
            if not header.isreg() or header.issparse():
                raise refused(path, "link_in_archive", f"{name} 是链接或特殊文件", "不是正常的数据包")
            if header.size > limits.member_bytes or declared > total_limit:
                raise _too_large(path)
            if wanted(name):
                source = archive.extractfile(header)
                assert source is not None  # regular files always have a stream
                yield Member(name, header.size, _stream(cast(BinaryIO, source), header.size, path))
    while unpacked.read(_CHUNK):  # to the end, so that gzip compares its checksum
        pass


def _zip_members(file: BinaryIO, path: Path, wanted: Callable[[str], bool], limits: ArchiveLimits) -> Iterator[Member]:
    _check_zip_directory(file, path)
    packed = path.stat().st_size
    with zipfile.ZipFile(file) as archive:
        headers = archive.infolist()
        if len(headers) > limits.members:
            raise refused(path, "too_many_members", f"超过 {limits.members:,} 个文件", "不是正常的数据包")
        if sum(header.compress_size for header in headers) > packed:
            raise refused(path, "overlapping_members", "压缩包内的文件互相重叠", "不是正常的数据包")
        total = sum(header.file_size for header in headers)
        if total > min(limits.total_bytes, packed * limits.ratio):
            raise _too_large(path)
        for header in headers:
            name = check_name(zip_name(header), path)
            mode = header.external_attr >> 16
            if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise refused(path, "link_in_archive", f"{name} 是链接或特殊文件", "不是正常的数据包")
            if header.flag_bits & 0x1:
                raise refused(path, "encrypted", f"{name} 已加密", "解密后再导入")
            if header.compress_type not in _ZIP_METHODS:
                raise refused(path, "unknown_compression", f"{name} 的压缩方法不支持", "用普通 ZIP 方式重新压缩")
            if header.is_dir() or not wanted(name):
                continue
            if header.file_size > limits.member_bytes:
                raise _too_large(path)
            with archive.open(header) as source:
                yield Member(name, header.file_size, _stream(cast(BinaryIO, source), header.file_size, path))


def _check_zip_directory(file: BinaryIO, path: Path) -> None:
    """Look at the directory's declared size before zipfile loads it. ZIP64 is refused: none of our files needs it."""
    size = file.seek(0, io.SEEK_END)
    tail_start = max(0, size - 65_536 - 22 - 20)
    file.seek(tail_start)
    tail = file.read()
    file.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 > len(tail):
        raise refused(path, "broken_archive", "压缩文件不完整：没有目录", "重新下载后再试")
    directory_bytes = struct.unpack_from("<L", tail, end + 12)[0]
    if directory_bytes > _MAX_ZIP_DIRECTORY or tail[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise _too_large(path)


def zip_name(header: zipfile.ZipInfo) -> str:
    """A ZIP member's name: by its flag UTF-8; without the flag UTF-8 if it decodes, else GB18030 (Chinese Windows).

    zipfile alone would read such names as CP437 and show box-drawing characters.
    """
    if header.flag_bits & 0x800:
        return header.filename
    raw = header.orig_filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return header.filename
