/** The map of one place: `data-lon`, `data-lat`, `data-name`, or `data-geojson` (address) for lines and areas. */

import { getJson } from "../lib/fetch.js";
import { createMap, fromDegrees, readGeoJson } from "../map/base.js";
import { showAll, subjectLayer } from "../map/subject.js";

const { ol } = globalThis;
const CLOSE_ENOUGH = 12;

const target = document.querySelector("[data-map]");
if (target) {
  await start(target);
}

async function start(node) {
  const layer = subjectLayer();
  const { map } = createMap(node, { layers: [layer] });
  if (node.dataset.lon) {
    const position = fromDegrees(map, [Number(node.dataset.lon), Number(node.dataset.lat)]);
    layer.getSource().addFeature(new ol.Feature({ geometry: new ol.geom.Point(position), name: node.dataset.name }));
  }
  if (node.dataset.geojson) {
    layer.getSource().addFeatures(readGeoJson(map, await getJson(node.dataset.geojson)));
  }
  showAll(map, layer, CLOSE_ENOUGH);
}
