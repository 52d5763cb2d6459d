"""Bring the English catalogue in line with the texts in code and templates, and compile it.

    python -m tools.update_translations           # new texts enter untranslated, vanished ones leave; compiles
    python -m tools.update_translations --check   # exit 1 when that would change anything or a text lacks English

Chinese texts are the message ids; there is no Chinese catalogue.
"""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "geoapp" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
COMPILED = CATALOGUE.with_suffix(".mo")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
"""As in babel.cfg, which is for people who prefer pybabel."""
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def texts() -> set[str]:
    """Every text that code and templates hand to gettext."""
    found = extract_from_dir(
        ROOT / "geoapp",
        method_map=METHODS,
        options_map={"**/templates/**.html": {"encoding": "utf-8"}},
        keywords=KEYWORDS,
        directory_filter=lambda folder: True,  # the default leaves out folders that begin with _ : our macros
    )
    return {str(message) for _file, _line, message, _comments, _context in found if message}


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def updated(old: Catalog, wanted: set[str]) -> Catalog:
    """The wanted texts in a fixed order, each with the English that it had."""
    fresh = Catalog(
        locale="en",
        project="geoapp",
        header_comment="# English texts; the ids are the Chinese ones. Kept by tools/update_translations.py.",
        version="1",
        msgid_bugs_address="CONTRIBUTING.md",
        last_translator="geoapp",
        language_team="en",
        charset="utf-8",
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        fuzzy=False,
    )
    for text in sorted(wanted):
        known = old.get(text)
        fresh.add(text, known.string if known is not None else "")
    return fresh


def untranslated(found: Catalog) -> list[str]:
    return [str(message.id) for message in found if message.id and not message.string]


def as_po(found: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, found, width=120, omit_header=False, sort_output=True)
    return buffer.getvalue()


def as_mo(found: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, found)
    return buffer.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    fresh = updated(catalogue(), texts())
    po, mo = as_po(fresh), as_mo(fresh)
    differs = (CATALOGUE.read_bytes(), COMPILED.read_bytes() if COMPILED.exists() else b"") != (po, mo)
    missing = untranslated(fresh)
    if not check:
        CATALOGUE.write_bytes(po)
        COMPILED.write_bytes(mo)
    for text in missing:
        print(f"no English: {text}", file=sys.stderr)
    print(f"{len(fresh)} texts, {len(missing)} without English{', files differ' if check and differs else ''}")
    return 1 if missing or (check and differs) else 0


if __name__ == "__main__":
    sys.exit(main())
