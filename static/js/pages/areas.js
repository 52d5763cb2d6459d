/** The map of built-up areas: `data-areas` is the address of their outlines with names; the list says the same. */

import { createMap } from "../map/base.js";
import { scopeLayer } from "../map/scopes.js";
import { showAll } from "../map/subject.js";

const target = document.querySelector("[data-map]");
if (target) {
  const layer = scopeLayer();
  const { map } = createMap(target, { layers: [layer.vector] });
  await layer.load(map, target.dataset.areas);
  showAll(map, layer.vector);
}
