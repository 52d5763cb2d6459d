"""Maps that are documents: review maps of cases, divisions and lines. Interactive maps are in static/js/map."""

from geoapp.maps.layers import AreaLayer, Item, Layer, LineLayer, PointLayer, Style, Tone
from geoapp.maps.review import review_map

__all__ = ["AreaLayer", "Item", "Layer", "LineLayer", "PointLayer", "Style", "Tone", "review_map"]
