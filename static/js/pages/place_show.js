/** The map of one place or of the names of a case: `data-lon`, `data-lat`, `data-name`, or `data-points` with
 *  [[lon, lat, name]], or `data-geojson` (address) for lines and areas; `data-areas` (address): built-up areas. */

import { getJson } from "../lib/fetch.js";
import { createMap, fromDegrees, readGeoJson } from "../map/base.js";
import { scopeLayer } from "../map/scopes.js";
import { showAll, subjectLayer } from "../map/subject.js";

const { ol } = globalThis;
const CLOSE_ENOUGH = 12;
/** Several points say themselves how near to look: the streets of a quarter lie within a kilometre. */
const CLOSEST = 16;

const target = document.querySelector("[data-map]");
if (target) {
  await start(target);
}

async function start(node) {
  const layer = subjectLayer();
  const scopes = scopeLayer();
  const { map } = createMap(node, { layers: [scopes.vector, layer] });
  for (const [lon, lat, name] of pointsOf(node.dataset)) {
    layer.getSource().addFeature(new ol.Feature({ geometry: new ol.geom.Point(fromDegrees(map, [lon, lat])), name }));
  }
  if (node.dataset.geojson) {
    layer.getSource().addFeatures(readGeoJson(map, await getJson(node.dataset.geojson)));
  }
  showAll(map, layer, layer.getSource().getFeatures().length > 1 ? CLOSEST : CLOSE_ENOUGH);
  if (node.dataset.areas) {
    await scopes.load(map, node.dataset.areas);
  }
}

function pointsOf({ lon, lat, name, points }) {
  return points ? JSON.parse(points) : lon ? [[Number(lon), Number(lat), name]] : [];
}
