"""What documents need of the system is installed on every branch of ./run, and lies in a bundle."""

from __future__ import annotations

import re
from pathlib import Path

import weasyprint

from tests.run.shell import ROOT, call

PACKAGES = (ROOT / "tools" / "run" / "packages.sh").read_text(encoding="utf-8")
OF_LIBRARY = {
    "libpango-1.0": "libpango-1.0-0",
    "libpangoft2-1.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset": "libharfbuzz-subset0",
}
COME_ALONG = {"libgobject-2.0", "libharfbuzz", "libfontconfig"}
"""Dependencies of libpangoft2-1.0-0."""
DONE_WITHOUT = {"libharfbuzz-vector"}
"""For pictures of colour fonts; Debian 12 has none, and WeasyPrint goes on without it."""


def opened_by_weasyprint() -> set[str]:
    """The shared libraries that its module loads, without their endings."""
    source = (Path(weasyprint.__file__).parent / "text" / "ffi.py").read_text(encoding="utf-8")
    return {re.sub(r"\.so.*", "", name) for name in re.findall(r"'(lib[\w.+-]+\.so\.\d+)'", source)}


def test_every_library_that_weasyprint_opens_is_installed() -> None:
    opened = opened_by_weasyprint()
    assert set(OF_LIBRARY) <= opened
    assert opened - COME_ALONG - DONE_WITHOUT <= set(OF_LIBRARY)
    (runtime,) = re.findall(r'^RUNTIME_PACKAGES="([^"]+)"', PACKAGES, re.MULTILINE)
    assert {*OF_LIBRARY.values(), "fonts-noto-cjk"} <= set(runtime.split())


def test_a_machine_that_has_them_misses_none() -> None:
    """This one runs the tests of documents, so it has them."""
    missing = call("missing_packages").stdout.split()
    assert not {*OF_LIBRARY.values(), "fonts-noto-cjk"} & set(missing)
