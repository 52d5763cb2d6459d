/** The point of an application: pressed on the map, or the middle of it by a button; written into the two fields. */

import { createMap, fromDegrees, toDegrees } from "../map/base.js";
import { showAll, subjectLayer } from "../map/subject.js";

const { ol } = globalThis;
const CLOSE_ENOUGH = 15;
// Six decimals are a decimetre: more than anybody can press.
const DECIMALS = 6;

const target = document.querySelector("[data-map]");
if (target) {
  start(target);
}

function start(node) {
  const fields = ["lon", "lat"].map((name) => document.querySelector(`[name="${name}"]`));
  const layer = subjectLayer();
  const { map } = createMap(node, { layers: [layer] });
  const show = ({ move }) => {
    const position = fields.map((field) => Number.parseFloat(field.value));
    layer.getSource().clear();
    if (position.every(Number.isFinite)) {
      layer.getSource().addFeature(new ol.Feature(new ol.geom.Point(fromDegrees(map, position))));
      if (move) {
        showAll(map, layer, CLOSE_ENOUGH);
      }
    }
  };
  const take = (coordinate) => {
    toDegrees(map, coordinate).forEach((degrees, index) => {
      fields[index].value = degrees.toFixed(DECIMALS);
    });
    show({ move: false });
    fields[1].dispatchEvent(new Event("change", { bubbles: true }));
  };
  map.on("singleclick", (event) => take(event.coordinate));
  document.querySelector("[data-map-only]").hidden = false;
  document.querySelector("[data-take-centre]").addEventListener("click", () => take(map.getView().getCenter()));
  fields.forEach((field) => field.addEventListener("change", () => show({ move: true })));
  show({ move: true });
}
