"""Review maps: folium documents that open anywhere, offline, and run nothing that a person typed.

The one module that uses folium. Three things about folium 0.20 and branca 0.8 decide how:

* Text in `Popup` and `Tooltip` is written into a JavaScript template literal, where `${…}` runs.
* Every rendered part becomes the source of a second Jinja template (`branca.element.MacroElement.render`), so a
  place named `{{ … }}` would run Python in this process, also when it is only a property in a `GeoJson` layer.
* The document names seven outside hosts.

So folium never sees text. It makes the frame: map, empty GeoJSON layers with their styles, starting view. Titles,
labels and attributes go into our own auto-escaping template and into one JSON data block, from which
static/js/pages/review_map.js fills the layers; it writes `textContent` only. The addresses in folium's header are
replaced by vendored files, and an address without such a file is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import folium
from branca.element import Figure
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geoapp.maps.layers import Layer, LineLayer, as_geojson, geometries
from geoapp.maps.vendored import Assets, without_outside_hosts

CHINA = (73.5, 18.0, 135.1, 53.6)
SMALLEST_VIEW_DEGREES = 0.02
"""About 2 km: a single point is not shown at the greatest zoom, where nothing else would be in view."""

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_EMPTY = {"type": "FeatureCollection", "features": []}


def review_map(
    title: str,
    layers: Sequence[Layer],
    *,
    notes: Sequence[str] = (),
    source: str | None = None,
    data_date: date | None = None,
    map_review_number: str | None = None,
    standalone: bool = True,
    static_url: str = "/static/",
    nonce: str | None = None,
    translate: Callable[[str], str] = str,
) -> str:
    """The HTML document of a review map; equal input gives equal text.

    Without `map_review_number` the map is stamped 非公开 · 未经审核 (地图管理条例 art. 15). `standalone` puts every
    script and style into the file; otherwise they are linked below `static_url` and `nonce` is set on all blocks.
    `translate` turns a Chinese text of the frame into the reader's language. Raises InvalidInput for geometries
    that cannot be drawn.
    """
    drawn = geometries(layers)
    frame = _folium_frame(layers, _view(drawn))
    assets = Assets(standalone=standalone, static_url=static_url, nonce=nonce)
    return _ENVIRONMENT.get_template("review.html").render(
        _=translate,
        title=_text(title),
        layers=[_table(layer) for layer in layers],
        notes=[_text(note) for note in notes],
        source=_text(source or ""),
        data_date=data_date.isoformat() if data_date else "",
        number=_text(map_review_number or ""),
        data=_data(frame, layers, drawn, translate),
        frame=frame,
        assets=assets,
        header=Markup(without_outside_hosts(frame.header, assets)),
        nonce=nonce,
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What folium made: three parts of a document, and the script names of the map and its layers."""

    header: str
    body: Markup
    script: Markup
    map_name: str
    layer_names: tuple[str, ...]


def _folium_frame(layers: Sequence[Layer], view: tuple[float, float, float, float]) -> _Frame:
    west, south, east, north = view
    document = folium.Map(location=[(south + north) / 2, (west + east) / 2], tiles=None, zoom_control=True)
    # Without a tile layer Leaflet knows no greatest zoom; Map(max_zoom=…) would only reach a tile layer.
    document.options["maxZoom"] = 18
    # Leaflet's own line carries a flag and an outside link; source and 审图号 stand in our frame.
    document.options["attributionControl"] = False
    document.options["zoomSnap"] = 0.25  # the starting view fills the frame instead of a whole zoom step
    # Labels are thinned out by their measured boxes, which must stand still when the script looks.
    document.options["zoomAnimation"] = False
    document.options["fadeAnimation"] = False
    groups = []
    for layer in layers:
        marker = folium.CircleMarker(radius=layer.style.radius)
        group = folium.GeoJson(_EMPTY, marker=marker, smooth_factor=0.5, style=_leaflet_style(layer))
        groups.append(group.add_to(document))
    document.fit_bounds([[south, west], [north, east]])
    # folium names its variables by random numbers; fixed ones make equal maps equal files.
    for number, element in enumerate((document, *groups)):
        element._id = str(number)
    figure = document.get_root()
    assert isinstance(figure, Figure)
    figure.render()
    return _Frame(
        header=figure.header.render(),
        body=Markup(figure.html.render()),
        script=Markup(figure.script.render()),
        map_name=document.get_name(),
        layer_names=tuple(group.get_name() for group in groups),
    )


def _leaflet_style(layer: Layer) -> dict[str, object]:
    style = layer.style
    return {
        "fill": not isinstance(layer, LineLayer),
        "color": style.colour,
        "weight": style.width,
        "dashArray": style.dash or "",
        "fillColor": style.colour,
        "fillOpacity": min(style.fill, 1.0),
    }


def _view(drawn: Sequence[Sequence[BaseGeometry]]) -> tuple[float, float, float, float]:
    """West, south, east, north of everything drawn, not smaller than a village; China when there is nothing."""
    bounds = [geometry.bounds for geometries in drawn for geometry in geometries]
    if not bounds:
        return CHINA
    west, south = min(b[0] for b in bounds), min(b[1] for b in bounds)
    east, north = max(b[2] for b in bounds), max(b[3] for b in bounds)
    wider = max(0.0, SMALLEST_VIEW_DEGREES - (east - west)) / 2
    higher = max(0.0, SMALLEST_VIEW_DEGREES - (north - south)) / 2
    return west - wider, south - higher, east + wider, north + higher


def _data(
    frame: _Frame,
    layers: Sequence[Layer],
    drawn: Sequence[Sequence[BaseGeometry]],
    translate: Callable[[str], str],
) -> dict[str, Any]:
    """The data block: everything that the script needs to fill the frame. The template's `tojson` escapes it."""
    order = sorted(range(len(layers)), key=lambda number: layers[number].order)
    return {
        "map": frame.map_name,
        "north": translate("北"),
        "layers": [
            {
                "name": frame.layer_names[number],
                "number": number,
                "labelled": layers[number].labelled,
                "features": {
                    "type": "FeatureCollection",
                    "features": [
                        {
                            "type": "Feature",
                            "geometry": as_geojson(geometry),
                            "properties": {"label": _text(item.label), "attributes": _attributes(item.attributes)},
                        }
                        for item, geometry in zip(layers[number].items, drawn[number], strict=True)
                    ],
                },
            }
            for number in order
        ],
    }


def _table(layer: Layer) -> dict[str, Any]:
    """One layer for the legend and the list that says the same as the map."""
    return {
        "title": _text(layer.title),
        "style": layer.style,
        "shape": layer.shape,
        "columns": list(dict.fromkeys(_text(key) for item in layer.items for key in item.attributes)),
        "rows": [
            {"label": _text(item.label), "attributes": dict(_attributes(item.attributes))} for item in layer.items
        ],
    }


def _attributes(attributes: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(_text(key), _text(value)) for key, value in attributes.items()]


def _text(value: object) -> str:
    """Text that HTML and UTF-8 can carry: control characters and lone surrogates become a visible mark."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", str(value))
