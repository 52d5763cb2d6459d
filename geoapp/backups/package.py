"""The file itself: a ZIP whose parts are stored as they are, the manifest last.

A ZIP, so that an administrator can look inside with any tool; a file that was cut off has no directory at its end and
is refused at once. Parts are never unpacked to a name that the file gives.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from geoapp.backups.manifest import Manifest, Part, read_manifest
from geocore.archives import BROKEN
from geocore.errors import Conflict, InvalidInput, Unavailable

DUMP: Final = "database.dump"
HEADS: Final = "audit-heads/"
MANIFEST: Final = "manifest.json"
PIECE: Final = 1024 * 1024
LARGEST_MANIFEST: Final = 4 * 1024 * 1024
LARGEST_HEAD: Final = 4096
_BEING_MADE: Final = "another backup to this file is being made"

Progress = Callable[[str, int], None]


class PackageWriter:
    """Adds parts and remembers their sums; `finish` writes the manifest that lists them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.parts: dict[str, Part] = {}

    def add(self, name: str, source: IO[bytes], progress: Progress | None = None) -> None:
        """Copy a stream to its end; progress counts megabytes."""
        digest, size = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as target:
            while piece := source.read(PIECE):
                target.write(piece)
                digest.update(piece)
                size += len(piece)
                if progress is not None:
                    progress("dump", size // PIECE)
        self.parts[name] = Part(size=size, sha256=digest.hexdigest())

    def finish(self, manifest: Manifest) -> None:
        self._archive.writestr(MANIFEST, manifest.as_json())


@contextmanager
def new_package(path: Path) -> Iterator[PackageWriter]:
    """Write to a temporary name beside `path`, for its owner's eyes only, and rename when all is on the disk.

    Raises Conflict when `path` exists or is being made, Unavailable when the disk refuses.
    """
    _require_free(path)
    part = path.with_name(f".{path.name}.part")
    try:
        with _own_part(part) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
                yield PackageWriter(archive)
            file.flush()
            os.fsync(file.fileno())
            check_parts(part, file=file)
            _require_free(path)
            part.rename(path)
        _keep_name(path.parent)
    except OSError as error:
        raise Unavailable(f"the backup cannot be written: {error.strerror}", file=str(path)) from error


def _require_free(path: Path) -> None:
    """A link that leads nowhere is somebody's as well."""
    if os.path.lexists(path):
        raise Conflict("there is a file of this name already; a backup never overwrites", file=str(path))


@contextmanager
def _own_part(part: Path) -> Iterator[IO[bytes]]:
    """The part file, ours as long as it is open; its name is removed only while it still means this file."""
    with os.fdopen(_claimed(part), "w+b") as file:
        try:
            yield file
        finally:
            if _is_at(part, file.fileno()):
                part.unlink()


def _claimed(part: Path) -> int:
    """A new file, always: one that somebody else put there might be open to others' eyes. Raises Conflict.

    A process that was killed leaves its part, but no lock on it.
    """
    new = os.O_CREAT | os.O_EXCL | os.O_RDWR
    with suppress(FileExistsError):
        return _locked(os.open(part, new, 0o600), part)
    with suppress(FileNotFoundError):  # its maker has just ended
        left = _locked(os.open(part, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK), part)
        try:
            part.unlink()
        finally:
            os.close(left)
    try:
        return _locked(os.open(part, new, 0o600), part)
    except FileExistsError as error:
        raise Conflict(_BEING_MADE, file=str(part)) from error


def _locked(handle: int, part: Path) -> int:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(part, handle):
            return handle
    except BlockingIOError:
        pass
    except OSError:
        os.close(handle)
        raise
    os.close(handle)
    raise Conflict(_BEING_MADE, file=str(part))


def _is_at(part: Path, handle: int) -> bool:
    try:
        return os.path.samestat(part.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _keep_name(folder: Path) -> None:
    """A rename is safe from a power cut only when the folder is on the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Only what reads the file stands inside: faults of ours, or of the disk that is written to, are told as such."""
    try:
        yield
    except BROKEN as error:
        raise InvalidInput(
            "the file is damaged, cut off, or not a backup of this program", file=str(path), reason=str(error)
        ) from error
    except OSError as error:
        raise InvalidInput(f"the backup cannot be read: {error.strerror or error}", file=str(path)) from error


@contextmanager
def _opened(path: Path, file: IO[bytes] | None = None) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    with _reading(path):
        archive = zipfile.ZipFile(file or path)
    with archive:
        yield archive, _manifest_in(archive, path)


def _manifest_in(archive: zipfile.ZipFile, path: Path) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names:
        raise InvalidInput("the file is not a backup of this program", file=str(path))
    if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
        raise InvalidInput("the backup is damaged: its list of contents is too long", file=str(path))
    with _reading(path):
        text = archive.read(MANIFEST)
    manifest = read_manifest(text)
    if sorted(names) != sorted([*manifest.parts, MANIFEST]) or DUMP not in names:
        raise InvalidInput("the backup is damaged: parts are missing or were added", file=str(path))
    return manifest


def _pieces(archive: zipfile.ZipFile, name: str, path: Path) -> Iterator[bytes]:
    with _reading(path), archive.open(name) as source:
        while piece := source.read(PIECE):
            yield piece


def manifest_of(path: Path) -> Manifest:
    """What the file says of itself. Raises InvalidInput."""
    with _opened(path) as (_, manifest):
        return manifest


def check_parts(
    path: Path, dump_to: Path | None = None, progress: Progress | None = None, file: IO[bytes] | None = None
) -> dict[str, bytes]:
    """Read every part and compare its sum; the dump goes to `dump_to`, the small parts are returned.

    `file`: the one at `path`, already open; on a share of Windows its lock keeps every other handle out.
    Raises InvalidInput at the first part that is not what was written, Unavailable where the dump cannot be put.
    """
    small: dict[str, bytes] = {}
    with _opened(path, file) as (archive, manifest):
        for name, part in manifest.parts.items():
            kept = bytearray()
            with _target(dump_to if name == DUMP else None) as target:
                digest, size = hashlib.sha256(), 0
                for piece in _pieces(archive, name, path):
                    digest.update(piece)
                    size += len(piece)
                    if target is not None:
                        with _writing():
                            target.write(piece)
                    if name != DUMP and size <= LARGEST_HEAD:
                        kept += piece
                    if progress is not None:
                        progress("verify", size // PIECE)
            if (size, digest.hexdigest()) != (part.size, part.sha256):
                raise InvalidInput(f"the backup is damaged: {name} is not what was written", file=str(path))
            if name != DUMP:
                small[name] = bytes(kept)
    return small


@contextmanager
def _target(path: Path | None) -> Iterator[IO[bytes] | None]:
    if path is None:
        yield None
        return
    with _writing():
        file = os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
    try:
        yield file
    finally:
        with _writing():
            file.close()


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(f"the backup cannot be unpacked: {error.strerror or error}") from error
