/**
 * A point that two typed fields hold, `lon` and `lat`: pressed on the map, or its middle by a button. Map and fields
 * follow each other; existing names stand around for comparison. `data-ground` is the address that tells where the
 * division or the place lies that the same form names: there the map goes as long as no point is set.
 */

import { getJson } from "../lib/fetch.js";
import { createMap, fromDegrees, toDegrees } from "../map/base.js";
import { placeLayer } from "../map/layers.js";
import { showAll, subjectLayer } from "../map/subject.js";
import { bindTwin } from "../map/twin.js";

const { ol } = globalThis;
const CLOSE_ENOUGH = 15;
// Six decimals are a decimetre: more than anybody can press.
const DECIMALS = 6;
// Further off there are only counts, which would cover the ground.
const NAMES_FROM_ZOOM = 11;
const NAMES_A_PLACE = ["division", "place"];

const target = document.querySelector("[data-map]");
if (target) {
  start(target);
}

function start(node) {
  const fields = ["lon", "lat"].map((name) => document.querySelector(`[name="${name}"]`));
  const layer = subjectLayer();
  const places = placeLayer(null);
  places.setMinZoom(NAMES_FROM_ZOOM);
  const { map, fit } = createMap(node, { layers: [places, layer] });
  bindTwin(map, places, { empty: "twin_nearer" });
  bindPoint(map, layer, fields);
  if (node.dataset.ground) {
    bindGround(fields[0].form, node.dataset.ground, (ground) => {
      if (fields.every((field) => field.value.trim() === "")) {
        goTo(map, fit, ground);
      }
    });
  }
}

function bindPoint(map, layer, fields) {
  let isTaking = false;
  const show = () => {
    const position = fields.map((field) => Number.parseFloat(field.value));
    layer.getSource().clear();
    if (position.every(Number.isFinite)) {
      layer.getSource().addFeature(new ol.Feature(new ol.geom.Point(fromDegrees(map, position))));
      // Whoever presses sees where: the ground stays under the finger.
      if (!isTaking) {
        showAll(map, layer, CLOSE_ENOUGH);
      }
    }
  };
  const take = (coordinate) => {
    toDegrees(map, coordinate).forEach((degrees, index) => {
      fields[index].value = degrees.toFixed(DECIMALS);
    });
    isTaking = true;
    // Both values are there: one change, so that they are kept together.
    fields[1].dispatchEvent(new Event("change", { bubbles: true }));
    isTaking = false;
  };
  map.on("singleclick", (event) => take(event.coordinate));
  document.querySelector("[data-map-only]").hidden = false;
  document.querySelector("[data-take-centre]").addEventListener("click", () => take(map.getView().getCenter()));
  fields.forEach((field) => field.addEventListener("change", show));
  show();
}

/** Asks after each change of the words that say where it is; of two answers the later one counts. */
function bindGround(form, address, onGround) {
  let request = null;
  form.addEventListener("change", async (event) => {
    if (!NAMES_A_PLACE.includes(event.target.name)) {
      return;
    }
    request?.abort();
    request = new AbortController();
    const asked = NAMES_A_PLACE.map((name) => [name, form.elements[name]?.value ?? ""]);
    try {
      onGround(await getJson(`${address}?${new URLSearchParams(asked)}`, { signal: request.signal }));
    } catch {
      // The map stays where it is: it can be moved by hand.
    }
  });
}

function goTo(map, fit, { center, zoom, extent }) {
  if (center) {
    map.getView().setCenter(fromDegrees(map, center));
    map.getView().setZoom(zoom);
  } else if (extent) {
    fit(extent);
  }
}
