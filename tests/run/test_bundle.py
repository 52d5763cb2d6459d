"""Bundles: complete, whole and for this machine, or refused with the reason."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from tests.run.shell import call


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle for this machine with one small package, in a folder whose name has a space."""
    folder = tmp_path / "my bundle"
    control = tmp_path / "package" / "DEBIAN" / "control"
    control.parent.mkdir(parents=True)
    control.write_text(
        "Package: nothing\nVersion: 1\nArchitecture: all\nMaintainer: a <a@example.org>\nDescription: none\n"
    )
    (folder / "debs").mkdir(parents=True)
    (folder / "wheels").mkdir()
    deb = folder / "debs" / "nothing_1_all.deb"
    subprocess.run(["dpkg-deb", "--build", str(control.parents[1]), str(deb)], check=True, stdout=subprocess.DEVNULL)
    (folder / "made-for").write_text(call("this_machine", "3.11").stdout)
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder)}\n"
        for path in (folder / "made-for", deb)
    ]
    (folder / "SHA256SUMS").write_text("".join(sums))
    return folder


def opened(folder: Path) -> subprocess.CompletedProcess[str]:
    """`choose_bundle` and `open_bundle` as ./run --bundle does, then the link that apt and pip are given."""
    return call(
        'choose_bundle "$1"; open_bundle; readlink "$BUNDLE_LINK"; echo "$PYTHON_WANTED"; unlink_bundle #', str(folder)
    )


def test_a_whole_bundle_is_opened_by_a_path_without_spaces(bundle: Path) -> None:
    done = opened(bundle)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [str(bundle), "3.11"]


def test_a_damaged_file_is_named(bundle: Path) -> None:
    (bundle / "debs" / "nothing_1_all.deb").write_bytes(b"cut off")
    done = opened(bundle)
    assert done.returncode == 1
    assert "nothing_1_all.deb" in done.stderr
    assert "is damaged" in done.stderr


def test_a_missing_file_is_damage_too(bundle: Path) -> None:
    (bundle / "debs" / "nothing_1_all.deb").unlink()
    assert "is damaged" in opened(bundle).stderr


def test_another_machines_bundle_is_refused(bundle: Path) -> None:
    other = "plan9-four mips python3.11\n"
    old = (bundle / "made-for").read_bytes()
    (bundle / "made-for").write_text(other)
    sums = (bundle / "SHA256SUMS").read_text()
    exchanged = sums.replace(hashlib.sha256(old).hexdigest(), hashlib.sha256(other.encode()).hexdigest())
    (bundle / "SHA256SUMS").write_text(exchanged)
    done = opened(bundle)
    assert done.returncode == 1
    assert "was made for plan9-four mips python3.11" in done.stderr


def test_any_other_folder_is_no_bundle(tmp_path: Path) -> None:
    done = opened(tmp_path)
    assert done.returncode == 1
    assert "is not a bundle" in done.stderr


def test_the_index_names_each_package_with_its_sum(bundle: Path) -> None:
    deb = bundle / "debs" / "nothing_1_all.deb"
    entry = call('cd "$1"; index_entry nothing_1_all.deb #', str(bundle / "debs")).stdout
    assert "Package: nothing\n" in entry
    assert "Filename: ./nothing_1_all.deb\n" in entry
    assert f"Size: {deb.stat().st_size}\n" in entry
    assert f"SHA256: {hashlib.sha256(deb.read_bytes()).hexdigest()}\n\n" in entry


def test_apt_is_shown_the_bundle_and_no_other_source(bundle: Path, tmp_path: Path) -> None:
    call("write_apt_config", str(tmp_path / "apt"), "/var/lib/dpkg/status", BUNDLE=str(bundle), BUNDLE_LINK="/tmp/link")
    assert (tmp_path / "apt" / "sources.list").read_text() == "deb [trusted=yes] copy:/tmp/link/debs ./\n"
    config = (tmp_path / "apt" / "apt.conf").read_text()
    assert f'Dir::Etc::sourcelist "{tmp_path}/apt/sources.list";' in config
    assert 'Dir::Etc::sourceparts "/dev/null";' in config
