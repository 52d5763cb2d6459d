"""The parts of a start that decide something: socket, settings, port, lock, packages."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.run.shell import PRELUDE, ROOT, call, environment

SOCKET_FILE = "/.s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107
"""Bytes of a unix socket's path that Linux allows."""


def test_the_socket_lies_beside_the_cluster_where_the_path_is_short_and_plain() -> None:
    assert call("socket_folder", "/srv/geo/var/pg").stdout == "/srv/geo/var/pg/socket"


@pytest.mark.parametrize(
    "cluster",
    ["/srv/" + "long/" * 20 + "pg", "/home/张三/地名/var/pg", "/srv/place names/pg", "/srv/100%/pg", "/srv/a?b&c=d/pg"],
)
def test_a_long_or_unplain_path_gets_a_short_socket_folder_of_its_own(cluster: str) -> None:
    folder = call("socket_folder", cluster).stdout.strip()
    assert len((folder + SOCKET_FILE).encode()) <= LONGEST_SOCKET_PATH
    assert folder.replace("/", "").replace("-", "").isalnum()
    assert folder == call("socket_folder", cluster).stdout.strip()
    assert folder != call("socket_folder", cluster + "2").stdout.strip()


def test_the_longest_path_that_is_used_directly_fits() -> None:
    fits = "/" + "a" * 72
    assert call("socket_folder", fits).stdout == fits + "/socket"
    assert len((fits + "/socket" + SOCKET_FILE).encode()) <= LONGEST_SOCKET_PATH
    assert call("socket_folder", fits + "a").stdout != fits + "a/socket"


@pytest.mark.parametrize(
    ("memory_mb", "shared", "maintenance"),
    [(400, 128, 64), (4096, 1024, 512), (24_576, 6144, 1024), (262_144, 6144, 1024)],
)
def test_the_database_is_sized_from_the_memory_between_bounds(memory_mb: int, shared: int, maintenance: int) -> None:
    settings = dict(
        line.split(" = ", 1)
        for line in call("postgres_settings", str(memory_mb), "/run/x").stdout.splitlines()
        if not line.startswith("#")
    )
    assert settings["shared_buffers"] == f"{shared}MB"
    assert settings["maintenance_work_mem"] == f"{maintenance}MB"
    assert settings["unix_socket_directories"] == "'/run/x'"
    assert settings["listen_addresses"] == "''"
    assert settings["unix_socket_permissions"] == "0700"


def test_the_memory_is_no_more_than_the_machine_has() -> None:
    total_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    assert 0 < int(call("memory_mb").stdout) <= total_mb + 1


def test_tests_run_in_as_many_processes_as_the_machine_carries() -> None:
    assert 1 <= int(call("test_processes").stdout) <= min(4, os.cpu_count() or 1)


def test_a_port_in_use_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        taken = call("check_port", PORT=str(port), DATA=str(tmp_path))
    assert taken.returncode == 1
    assert f"port {port} is used by another program" in taken.stderr
    assert f"PORT={port + 1} ./run" in taken.stderr
    assert call("check_port", PORT=str(port), DATA=str(tmp_path)).returncode == 0


@pytest.mark.parametrize(("name", "words"), [("server-8000", ["serve"]), ("worker-8000", ["jobs", "work"])])
def test_a_process_number_counts_only_while_it_is_our_server(tmp_path: Path, name: str, words: list[str]) -> None:
    file = tmp_path / f"{name}.pid"
    assert call("server_lives", str(file)).returncode != 0
    file.write_text(f"{os.getpid()}\n")
    assert call("server_lives", str(file)).returncode != 0
    sleeper = [sys.executable, "-c", "import time; time.sleep(60)", "geoapp", *words]
    with subprocess.Popen(sleeper) as server:
        file.write_text(f"{server.pid}\n")
        assert call("server_lives", str(file)).returncode == 0
        stopped = call("stop_servers", DATA=str(tmp_path))
        assert stopped.returncode == 0
        assert f"Stopping the {name[:6]} with" in stopped.stderr
        assert server.wait(timeout=10) != 0
    assert not file.exists()
    assert call("stop_servers", DATA=str(tmp_path)).returncode == 1


def test_a_server_that_will_not_end_is_ended_with_its_workers(tmp_path: Path) -> None:
    program = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        " child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        " print(child.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, "geoapp", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        (tmp_path / "server-8000.pid").write_text(str(server.pid))
        stopped = call("stop_servers", DATA=str(tmp_path))
        assert stopped.returncode == 0
        assert "by force" in stopped.stderr
        assert server.wait(timeout=10) == -signal.SIGKILL
    ended_by = time.monotonic() + 30
    while is_running(worker):
        assert time.monotonic() < ended_by, "the worker outlives its server"
        time.sleep(0.05)


def test_a_worker_is_started_beside_the_server_unless_it_is_not_wanted(tmp_path: Path) -> None:
    """Another one where it is lost, none after one that ended by itself."""
    program = tmp_path / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    lost_once = f"[ -e {tmp_path}/lost ] || {{ touch {tmp_path}/lost; kill -9 $$; }}"
    program.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/called\n{lost_once}\n')
    program.chmod(0o755)
    where = {"VENV": str(tmp_path / ".venv"), "ROOT": str(tmp_path), "DATA": str(tmp_path), "LOGS": str(tmp_path)}
    assert call("start_worker", WORKER="0", **where).returncode == 0
    assert not (tmp_path / "worker-8000.pid").exists()
    with subprocess.Popen(
        ["sh", "-c", f"{PRELUDE} start_worker; echo $$; read -r _"],
        env=environment(WORKER_PAUSE="0.1", **where),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        number = server.stdout.readline().strip()
        ended_by = time.monotonic() + 30
        while not (tmp_path / "called").exists() or len((tmp_path / "called").read_text().splitlines()) < 2:
            assert time.monotonic() < ended_by, "no worker followed the one that was lost"
            time.sleep(0.05)
        time.sleep(0.5)
        server.kill()
    assert (tmp_path / "worker-8000.pid").read_text().strip().isdecimal()
    assert (tmp_path / "called").read_text() == f"-m geoapp jobs work --beside {number}\n" * 2


def is_running(process: int) -> bool:
    """An ended process whose parent has not asked for its result yet does not count."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("note", ["migrated", "demo"])
def test_notes_of_what_is_done_lie_with_the_cluster_and_nowhere_else(note: str, tmp_path: Path) -> None:
    assert call("has_note", note, PG=str(tmp_path)).returncode == 1
    assert call("keep_note", note, "state", PG=str(tmp_path)).returncode == 0
    assert call("has_note", note, PG=str(tmp_path)).returncode == 0
    assert (tmp_path / f"{note}.done").read_text() == "state\n"
    assert call("keep_note", note, "state", PG="").returncode == 0
    assert call("has_note", note, PG="").returncode == 1


def test_two_at_once_take_turns(tmp_path: Path) -> None:
    """Each writes a line when it comes in and one when it goes; in turns no line of the other stands between."""
    diary = tmp_path / "diary"
    step = f"sh -c 'echo in >>{diary}; sleep 0.3; echo out >>{diary}'"
    script = f'. "{ROOT}/tools/run/say.sh"; with_lock "{tmp_path}" {step}'
    both = [subprocess.Popen(["sh", "-euc", script], stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=20)[1] for process in both]
    assert diary.read_text().split() == ["in", "out", "in", "out"]
    assert sum("waiting for it" in text for text in said) == 1


def test_a_killed_run_leaves_no_lock_behind(tmp_path: Path) -> None:
    script = f'. "{ROOT}/tools/run/say.sh"; with_lock "{tmp_path}" echo held'
    holder = subprocess.Popen(
        ["sh", "-euc", f"exec 9<'{tmp_path}'; flock 9; echo held; exec sleep 60"], stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    waiting = subprocess.Popen(["sh", "-euc", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    time.sleep(0.2)
    assert waiting.poll() is None
    holder.kill()
    holder.communicate()
    assert waiting.communicate(timeout=10)[0] == "held\n"


def test_a_failure_shows_the_end_of_the_log_and_how_to_mend(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "step.log"
    failed = call("logged", str(log), "sh", "-c", "seq 100; exit 3")
    assert failed.returncode == 1
    assert str(log) in failed.stderr
    assert "| 100" in failed.stderr
    assert "| 50\n" not in failed.stderr
    ended = call("die", "what went wrong", "how to mend it")
    assert (ended.returncode, ended.stderr) == (1, "\nerror: what went wrong\n       how to mend it\n")


def test_a_virtual_environment_of_a_moved_checkout_is_not_used(tmp_path: Path) -> None:
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    assert call("venv_works", ROOT=str(tmp_path)).returncode == 0
    (tmp_path / ".venv" / "made-for").write_text("/somewhere/else")
    assert call("venv_works", ROOT=str(tmp_path)).returncode == 1


def test_what_is_there_is_not_asked_for(tmp_path: Path) -> None:
    """The test machine has PostGIS and the browser, else these tests would not run."""
    missing = call("missing_packages", "test").stdout.split()
    assert not {"python3", "postgresql-postgis", "chromium-headless-shell"} & set(missing)


def test_without_root_apt_keeps_to_its_own_folder(tmp_path: Path) -> None:
    status = tmp_path / "status"
    call("write_apt_config", str(tmp_path), str(status))
    config = (tmp_path / "apt.conf").read_text()
    assert f'Dir::State "{tmp_path}";' in config
    assert f'Dir::Cache::archives "{tmp_path}/archives";' in config
    assert f'Dir::State::status "{status}";' in config
