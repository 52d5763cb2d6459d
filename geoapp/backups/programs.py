"""pg_dump and pg_restore of the server's own major version, called without a secret on their command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from geocore.errors import InvalidInput, Unavailable

DEBIAN: Final = "/usr/lib/postgresql/{major}/bin"
MOST_SAID: Final = 2000
"""Characters of a program's own complaint that are shown."""


class Programs:
    """The tools for one server and one login: `url` is the owner's address, its password goes by the environment."""

    def __init__(self, url: str, server_version: int) -> None:
        self._major = server_version // 10_000
        found = sa.make_url(url)
        _, options = found.get_dialect()().create_connect_args(found)
        if "sslpassword" in options:
            raise InvalidInput("a passphrase of a key (sslpassword) would stand on a command line; use a key without")
        self._password = options.pop("password", None)
        self._options: dict[str, Any] = options

    def address(self, database: str | None = None) -> str:
        """For `--dbname`, without the password."""
        name = {"dbname": database} if database else {}
        return make_conninfo(**{**self._options, **name})

    @contextmanager
    def dumping(self, snapshot: str) -> Iterator[IO[bytes]]:
        """The archive of a snapshot as a stream. Raises Unavailable when the program ended badly."""
        arguments = ("--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--dbname={self.address()}")
        with tempfile.TemporaryFile() as complaints:
            process = subprocess.Popen(
                [self._program("pg_dump"), *arguments],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, env=self._environment(),
            )  # fmt: skip
            try:
                assert process.stdout is not None
                yield process.stdout
                if process.wait() != 0:
                    raise Unavailable(f"pg_dump failed: {_said(complaints)}")
            finally:
                if process.poll() is None:
                    process.kill()
                    process.wait()
                process.stdout.close()

    def contents(self, dump: Path) -> list[str]:
        """The archive's list, a line for each thing in it. Raises InvalidInput for what is no archive."""
        done = self._run("pg_restore", "--list", str(dump))
        if done.returncode != 0:
            raise InvalidInput("the backup is damaged: PostgreSQL cannot read the dump", reason=done.stderr.strip())
        return done.stdout.splitlines()

    def restore(self, dump: Path, listing: Path, database: str, jobs: int) -> None:
        """Load what `listing` names into an empty database. Raises Unavailable with PostgreSQL's own words."""
        done = self._run(
            "pg_restore", "--exit-on-error", "--no-owner", f"--jobs={jobs}", f"--use-list={listing}",
            f"--dbname={self.address(database)}", str(dump),
        )  # fmt: skip
        if done.returncode != 0:
            raise Unavailable(f"pg_restore failed: {done.stderr.strip()[:MOST_SAID]}")

    def _run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._program(name), *arguments],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, env=self._environment(), check=False,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        """Our own and the password: the environment of a process is for its user, its command line for everybody."""
        return {**os.environ, **({"PGPASSWORD": self._password} if self._password else {})}

    def _program(self, name: str) -> str:
        for found in (shutil.which(name), shutil.which(name, path=DEBIAN.format(major=self._major))):
            if found is not None and _major_of(found) == self._major:
                return found
        raise Unavailable(
            f"no {name} of PostgreSQL {self._major}, the version of the server, is installed on this machine:"
            f" apt-get install postgresql-client-{self._major}"
        )


def _major_of(program: str) -> int | None:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else None


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(MOST_SAID).decode(errors="replace").strip()
