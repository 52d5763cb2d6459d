/**
 * The map of one division: its own area (`data-geojson`, address) stands out, its children (`data-children`, address
 * of a FeatureCollection with id and name) can be pressed. The list of children on the page says the same.
 */

import { getJson } from "../lib/fetch.js";
import { text } from "../lib/texts.js";
import { createMap, readGeoJson } from "../map/base.js";
import { showAll, subjectLayer } from "../map/subject.js";

const target = document.querySelector("[data-map]");
if (target) {
  await start(target);
}

async function start(node) {
  const own = subjectLayer();
  const children = subjectLayer({ chosen: new Set() });
  const { map, card } = createMap(node, { layers: [children, own] });
  if (node.dataset.geojson) {
    own.getSource().addFeatures(readGeoJson(map, await getJson(node.dataset.geojson)));
    showAll(map, own);
  }
  if (node.dataset.children) {
    children.getSource().addFeatures(readGeoJson(map, await getJson(node.dataset.children)));
  }
  map.on("click", (event) => {
    const child = map.forEachFeatureAtPixel(event.pixel, (feature) => feature, {
      layerFilter: (layer) => layer === children,
    });
    if (!child) {
      card.hide();
      return;
    }
    const content = {
      title: String(child.get("name")),
      address: `/division/${encodeURIComponent(child.getId() ?? child.get("id"))}`,
      linkText: text("open_division"),
    };
    card.show(event.coordinate, content, { pan: true });
    card.node.querySelector("a").focus({ preventScroll: true });
  });
}
