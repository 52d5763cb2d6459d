"""OGC API – Features 1.0, Part 1 (core, GeoJSON, HTML, OpenAPI 3.0) and Part 2 (coordinate systems), under `/ogc`.

Reads schema `published` only. Requirement numbers in comments are those of OGC 17-069r4 and 18-058r1.
"""

from geoapp.api.ogc.views import bp

__all__ = ["bp"]
