/** What place, division and result pages share: a layer of their own features above the base map. */

import { subjectStyle } from "./layers.js";

const { ol } = globalThis;

/** A layer of features that belong to the page; the one whose id is in `chosen` stands out. */
export function subjectLayer({ chosen = null } = {}) {
  const layer = new ol.layer.Vector({
    source: new ol.source.Vector(),
    style: (feature, resolution) => subjectStyle(feature, resolution, chosen === null || chosen.has(feature.getId())),
    declutter: "subject",
    zIndex: 5,
  });
  layer.set("name", "subject");
  return layer;
}

/** Move the view so that all features of the layer are seen. */
export function showAll(map, layer, maxZoom = 13) {
  const extent = layer.getSource().getExtent();
  if (!ol.extent.isEmpty(extent)) {
    map.getView().fit(extent, { padding: [44, 44, 52, 44], maxZoom });
  }
}
