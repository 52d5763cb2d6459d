"""Divisions (政区), boundary lines (界线), markers (界桩), inspections. Knows neither Flask nor `gazetteer`.

Other packages import these names only.
"""

from boundaries.importers import china_division, county_polygons
from boundaries.services.area_import import AreaImport, import_areas
from boundaries.services.division_import import DivisionImport, import_divisions

__all__ = [
    "AreaImport",
    "DivisionImport",
    "china_division",
    "county_polygons",
    "import_areas",
    "import_divisions",
]
