/** The result list and its map: pointing at a row marks its place, pressing a place goes to its row. */

import { createMap, fromDegrees } from "../map/base.js";
import { showAll, subjectLayer } from "../map/subject.js";

const { ol } = globalThis;

const target = document.querySelector("[data-map]");
const rows = [...document.querySelectorAll(".result[data-lon]")];
if (target && rows.length > 0) {
  start(target);
}

function start(node) {
  const chosen = new Set();
  const layer = subjectLayer({ chosen });
  const { map } = createMap(node, { layers: [layer] });
  for (const row of rows) {
    const feature = new ol.Feature({
      geometry: new ol.geom.Point(fromDegrees(map, [Number(row.dataset.lon), Number(row.dataset.lat)])),
      name: row.querySelector(".heading a").textContent,
    });
    feature.setId(row.dataset.placeId);
    layer.getSource().addFeature(feature);
  }
  showAll(map, layer);

  const choose = (id) => {
    chosen.clear();
    if (id !== null) {
      chosen.add(id);
    }
    rows.forEach((row) => row.setAttribute("data-active", String(chosen.has(row.dataset.placeId))));
    layer.changed();
  };
  for (const row of rows) {
    row.addEventListener("pointerenter", () => choose(row.dataset.placeId));
    row.addEventListener("focusin", () => choose(row.dataset.placeId));
    row.addEventListener("pointerleave", () => choose(null));
  }
  map.on("click", (event) => {
    const feature = map.forEachFeatureAtPixel(event.pixel, (found) => found, {
      layerFilter: (candidate) => candidate === layer,
      hitTolerance: 8,
    });
    const row = feature && rows.find((candidate) => candidate.dataset.placeId === feature.getId());
    if (row) {
      choose(row.dataset.placeId);
      row.scrollIntoView({ block: "nearest" });
      row.querySelector("a").focus({ preventScroll: true });
    }
  });
}
