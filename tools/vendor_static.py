"""Renew the third-party front-end files that are committed below `static/vendor/` and `tests/vendor/`.

The site has no build step and asks no outside host for anything, so every script and style sheet of others is kept
here unmodified, in a folder named `<library>-<version>`, and listed with its licence, size and SHA-256 in the
`vendor.json` of its root. npm is needed only by somebody who runs this file:

    python tools/vendor_static.py            fetch the versions pinned below, rewrite the folders and the lists
    python tools/vendor_static.py --check    compare what is committed with the lists; exit 1 on a difference

To move to another version change its pin here, run the tool, change the paths in the templates, run the tests.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE = "static/vendor"
TESTS = "tests/vendor"


@dataclass(frozen=True)
class Package:
    """One npm package: which of its files are kept, as `source in the package -> name in the folder`."""

    name: str
    version: str
    licence: str
    files: dict[str, str]
    root: str = SITE

    @property
    def folder(self) -> str:
        return f"{self.name.rpartition('/')[2]}-{self.version}"


PACKAGES = (
    Package(
        "bootstrap",
        "5.3.9",
        "MIT",
        {
            "LICENSE": "LICENSE",
            "dist/css/bootstrap.min.css": "css/bootstrap.min.css",
            "dist/js/bootstrap.bundle.min.js": "js/bootstrap.bundle.min.js",
        },
    ),
    Package("htmx.org", "2.0.11", "0BSD", {"LICENSE": "LICENSE", "dist/htmx.min.js": "htmx.min.js"}),
    Package("ol", "10.11.0", "BSD-2-Clause", {"LICENSE.md": "LICENSE.md", "dist/ol.js": "ol.js", "ol.css": "ol.css"}),
    Package("proj4", "2.22.0", "MIT", {"LICENSE.md": "LICENSE.md", "dist/proj4.js": "proj4.js"}),
    # folium 0.20 is written for exactly this Leaflet; see geoapp/maps/review.py.
    Package(
        "leaflet",
        "1.9.3",
        "BSD-2-Clause",
        {
            "LICENSE": "LICENSE",
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "dist/images/layers.png": "images/layers.png",
            "dist/images/layers-2x.png": "images/layers-2x.png",
            "dist/images/marker-icon.png": "images/marker-icon.png",
            "dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
            "dist/images/marker-shadow.png": "images/marker-shadow.png",
        },
    ),
    # Not 6.x: its full build is over 1.1 MB, and the smaller builds lack the calendar and the funnel.
    Package(
        "echarts",
        "5.6.0",
        "Apache-2.0",
        {"LICENSE": "LICENSE", "NOTICE": "NOTICE", "dist/echarts.min.js": "echarts.min.js"},
    ),
    Package(
        "swagger-ui-dist",
        "5.35.0",
        "Apache-2.0",
        {
            "LICENSE": "LICENSE",
            "NOTICE": "NOTICE",
            "favicon-32x32.png": "favicon-32x32.png",
            "swagger-ui.css": "swagger-ui.css",
            "swagger-ui-bundle.js": "swagger-ui-bundle.js",
            "swagger-ui-bundle.js.LICENSE.txt": "swagger-ui-bundle.js.LICENSE.txt",
            "swagger-ui-standalone-preset.js": "swagger-ui-standalone-preset.js",
        },
    ),
    Package("axe-core", "4.14.1", "MPL-2.0", {"LICENSE": "LICENSE", "axe.min.js": "axe.min.js"}, root=TESTS),
)


def fetch(package: Package, scratch: Path) -> None:
    """Download one package with npm (which checks its integrity) and copy the wanted files into its folder."""
    npm = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(scratch), f"{package.name}@{package.version}"],
        check=True,
        capture_output=True,
        text=True,
    )
    archive = scratch / npm.stdout.strip().splitlines()[-1]
    folder = ROOT / package.root / package.folder
    with tarfile.open(archive) as tar:
        for source, target in package.files.items():
            member = tar.extractfile(f"package/{source}")
            if member is None:
                raise FileNotFoundError(f"{package.name}@{package.version} has no file {source}")
            path = folder / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(member.read())


def entry(package: Package) -> dict[str, object]:
    """Describe the committed files of one package as they are on the disk now."""
    files = []
    for target in sorted(package.files.values()):
        content = (ROOT / package.root / package.folder / target).read_bytes()
        files.append({"path": target, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    return {
        "library": package.name,
        "version": package.version,
        "licence": package.licence,
        "folder": package.folder,
        "files": files,
    }


def write_list(root: str) -> None:
    """Write `vendor.json` of one root: the list that `problems` and the tests compare with."""
    entries = [entry(package) for package in PACKAGES if package.root == root]
    text = json.dumps({"packages": entries}, ensure_ascii=False, indent=2)
    (ROOT / root / "vendor.json").write_text(text + "\n", encoding="utf-8")


def problems(root: str) -> Iterator[str]:
    """Yield one sentence for each difference between the files below `root` and its `vendor.json`."""
    listed = {"vendor.json"}
    for item in json.loads((ROOT / root / "vendor.json").read_text(encoding="utf-8"))["packages"]:
        for file in item["files"]:
            name = f"{item['folder']}/{file['path']}"
            listed.add(name)
            path = ROOT / root / name
            if not path.is_file():
                yield f"{root}/{name}: listed, but not there"
            elif hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                yield f"{root}/{name}: differs from the sum in vendor.json"
    for path in sorted((ROOT / root).rglob("*")):
        name = path.relative_to(ROOT / root).as_posix()
        if path.is_file() and name not in listed:
            yield f"{root}/{name}: there, but not listed"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, compare the files with vendor.json")
    if not parser.parse_args(arguments).check:
        for root in (SITE, TESTS):
            shutil.rmtree(ROOT / root, ignore_errors=True)
        with tempfile.TemporaryDirectory() as scratch:
            for package in PACKAGES:
                fetch(package, Path(scratch))
        for root in (SITE, TESTS):
            write_list(root)
    found = [problem for root in (SITE, TESTS) for problem in problems(root)]
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
