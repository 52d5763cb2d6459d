/** The table that says what a map shows: names in view, each once, the most important first. */

import { element } from "../lib/dom.js";
import { text } from "../lib/texts.js";

const MOST_ROWS = 200;

/**
 * Fill `[data-map-twin]` and `[data-map-twin-status]` after each drawing from the vector tiles of `places`; `empty` is the
 * text for a view without any.
 */
export function bindTwin(map, places, { empty = "twin_empty" } = {}) {
  const body = document.querySelector("[data-map-twin]");
  const status = document.querySelector("[data-map-twin-status]");
  if (!body) {
    return;
  }
  const draw = () => {
    const found = inView(map, places);
    const shown = found.slice(0, MOST_ROWS);
    body.replaceChildren(...shown.map(twinRow));
    const key = found.length === 0 ? empty : found.length > MOST_ROWS ? "twin_cut" : "twin_count";
    status.textContent = text(key, { count: found.length, shown: shown.length });
  };
  map.on("rendercomplete", draw);
}

function inView(map, places) {
  if (!places.getVisible()) {
    return [];
  }
  const extent = map.getView().calculateExtent(map.getSize());
  const found = new Map();
  for (const feature of places.getFeaturesInExtent(extent)) {
    // Clusters have no id of their own; their position tells them apart.
    found.set(feature.get("id") ?? positionOf(feature).join(","), feature);
  }
  return [...found.values()].sort((one, other) => (other.get("importance") ?? 0) - (one.get("importance") ?? 0));
}

function twinRow(feature) {
  if (isCluster(feature)) {
    const count = feature.get("count");
    return element("tr", {}, element("td", {}, text("twin_cluster", { count })), element("td", {}, ""));
  }
  const link = element("a", { href: placeAddress(feature) }, String(feature.get("name")));
  return element("tr", {}, element("td", {}, link), element("td", {}, kindLine(feature)));
}

/** The kind in words; a position that is not the real one says so wherever it is shown. */
export function kindLine(feature) {
  return [feature.get("kind"), feature.get("demo") ? text("demo_position") : null].filter(Boolean).join(" · ");
}

export function isCluster(feature) {
  return (feature.get("count") ?? 1) > 1;
}

export function placeAddress(feature) {
  return `/place/${encodeURIComponent(feature.get("id"))}`;
}

export function positionOf(feature) {
  return feature.getFlatCoordinates().slice(0, 2);
}
