"""Scripts and styles of review maps: folium's outside addresses replaced, files inlined or linked with a nonce."""

from __future__ import annotations

import base64
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

STATIC = Path(__file__).resolve().parents[2] / "static"
LEAFLET = "vendor/leaflet-1.9.3"

# File name in folium's header -> our file; None: nothing in a review map uses it. folium always names the parts of
# Bootstrap, jQuery and the icon fonts, but only its pop-ups and markers need them, and those are not used (review.py).
REPLACEMENTS: dict[str, str | None] = {
    "leaflet.js": f"{LEAFLET}/leaflet.js",
    "leaflet.css": f"{LEAFLET}/leaflet.css",
    "jquery-3.7.1.min.js": None,
    "bootstrap.bundle.min.js": None,
    "bootstrap.min.css": None,
    "bootstrap-glyphicons.css": None,
    "all.min.css": None,
    "leaflet.awesome-markers.js": None,
    "leaflet.awesome-markers.css": None,
    "leaflet.awesome.rotate.min.css": None,
}
_LINKED = re.compile(r'<script src="(?P<script>[^"]*)"></script>|<link rel="stylesheet" href="(?P<sheet>[^"]*)"\s*/>')
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')
_BLOCK = re.compile(r"<(script|style)(?=>)")
_STYLE_ADDRESS = re.compile(r"url\((?!data:|#|'|\")([^)#]+)\)")


@dataclass(frozen=True, slots=True)
class Assets:
    """Writes the tags of scripts and styles, either with their content or with their address."""

    standalone: bool
    static_url: str = "/static/"
    nonce: str | None = None

    def script(self, name: str, *, module: bool = False) -> Markup:
        """A script below static/. Raises ValueError if inlining would end the element early."""
        kind = Markup(' type="module"') if module else Markup()
        if not self.standalone:
            return Markup('<script{}{} src="{}{}"></script>').format(kind, self.nonce_mark, self.static_url, name)
        content = (STATIC / name).read_text(encoding="utf-8")
        if "</script" in content.lower():
            raise ValueError(f"static/{name} contains an end tag of script and cannot be inlined")
        return Markup("<script{}{}>\n{}\n</script>").format(kind, self.nonce_mark, Markup(content))

    def sheet(self, name: str) -> Markup:
        """A style sheet below static/; inlined, its images become data addresses."""
        if not self.standalone:
            return Markup('<link rel="stylesheet" href="{}{}">').format(self.static_url, name)
        content = _STYLE_ADDRESS.sub(
            lambda match: f"url({_data_address(STATIC / name, match[1])})", (STATIC / name).read_text(encoding="utf-8")
        )
        if "</style" in content.lower():
            raise ValueError(f"static/{name} contains an end tag of style and cannot be inlined")
        return Markup("<style{}>\n{}\n</style>").format(self.nonce_mark, Markup(content))

    @property
    def nonce_mark(self) -> Markup:
        return Markup(' nonce="{}"').format(self.nonce) if self.nonce else Markup()


def without_outside_hosts(header: str, assets: Assets) -> str:
    """folium's header with our files and the nonce. Raises LookupError for an address that has no vendored file.

    The header holds numbers and folium's own constants only, never text of a person.
    """
    header = _VIEWPORT.sub("", header)  # it forbids zooming (WCAG 1.4.4); the template has its own
    header = _BLOCK.sub(lambda match: f"<{match[1]}{assets.nonce_mark}", header)
    if "://" in _LINKED.sub("", header):
        raise LookupError("folium's header names an outside host in a form that is not known here")
    return _LINKED.sub(lambda match: _replaced(match["script"], match["sheet"], assets), header)


def _replaced(script: str | None, sheet: str | None, assets: Assets) -> str:
    address = script or sheet or ""
    name = address.rpartition("/")[2]
    if name not in REPLACEMENTS:
        raise LookupError(f"no vendored file for {escape(address)}; add it to tools/vendor_static.py and to this table")
    file = REPLACEMENTS[name]
    if file is None:
        return ""
    return assets.script(file) if script else assets.sheet(file)


def _data_address(sheet: Path, address: str) -> str:
    kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode((sheet.parent / address).read_bytes()).decode()}"
