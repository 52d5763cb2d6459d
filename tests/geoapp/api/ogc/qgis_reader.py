"""Run by the Python that has QGIS: reads each collection as QGIS does and prints what it saw as JSON.

Usage: python3 qgis_reader.py LANDING_PAGE
"""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from qgis.core import QgsApplication, QgsFeatureRequest, QgsRectangle, QgsVectorLayer

QgsApplication.setPrefixPath(os.environ.get("QGIS_PREFIX_PATH", "/usr"), True)
application = QgsApplication([], False)
application.initQgis()


def read(name: str, page_size: int = 1000) -> dict:
    source = f"url='{sys.argv[1]}' typename='{name}' pageSize='{page_size}' pagingEnabled='true'"
    layer = QgsVectorLayer(source, name, "OAPIF")
    if not layer.isValid():
        return {"valid": False, "error": layer.error().message()}
    box = QgsFeatureRequest().setFilterRect(QgsRectangle(112.6, 25.0, 112.95, 26.0))
    features = list(layer.getFeatures())
    return {
        "valid": True,
        "crs": layer.crs().authid(),
        "fields": [field.name() for field in layer.fields()],
        "names": sorted(feature["name"] for feature in features),
        "points": {
            feature["name"]: [feature.geometry().asPoint().x(), feature.geometry().asPoint().y()]
            for feature in features
            if name == "places" and not feature.geometry().isNull()
        },
        "in_box": sorted(feature["name"] for feature in layer.getFeatures(box)),
    }


print(json.dumps({"places": read("places", 2), "names": read("names"), "divisions": read("divisions")}))
sys.stdout.flush()
os._exit(0)  # QGIS 3.22 may crash while its threads end; everything has been said
