/** The map page: layer switches, a date, a card under the pointer, and the table that says what is in view. */

import { text } from "../lib/texts.js";
import { createMap, toDegrees } from "../map/base.js";
import { placeLayer, setAsOf } from "../map/layers.js";
import { bindTwin, isCluster, kindLine, placeAddress, positionOf } from "../map/twin.js";

const HIT_PIXELS = 6;

const target = document.querySelector("[data-map]");
if (target) {
  start(target);
}

function start(node) {
  const places = placeLayer(node.dataset.asOf || null);
  const { map, divisions, card } = createMap(node, { layers: [places] });
  const layers = { divisions, places };
  restoreView(map);
  bindSwitches(layers);
  bindDate(layers);
  bindPointer(map, layers, card);
  bindTwin(map, places);
  map.on("moveend", () => rememberView(map));
}

/** Zoom and centre stand in the address, so that a link shows what the sender saw. */
function restoreView(map) {
  const [zoom, lat, lon] = window.location.hash.slice(1).split("/").map(Number);
  if ([zoom, lat, lon].every(Number.isFinite)) {
    map.getView().setZoom(zoom);
    map.getView().setCenter(globalThis.ol.proj.transform([lon, lat], "EPSG:4490", map.getView().getProjection()));
  }
}

function rememberView(map) {
  const [lon, lat] = toDegrees(map, map.getView().getCenter());
  const hash = `#${map.getView().getZoom().toFixed(1)}/${lat.toFixed(4)}/${lon.toFixed(4)}`;
  window.history.replaceState(null, "", hash);
}

function bindSwitches(layers) {
  for (const box of document.querySelectorAll("input[data-layer]")) {
    const layer = layers[box.dataset.layer];
    layer.setVisible(box.checked);
    box.addEventListener("change", () => layer.setVisible(box.checked));
  }
}

/** The form works without script (it reloads the page as of the date); here it only changes the tiles. */
function bindDate(layers) {
  const input = document.querySelector("input[name=as_of]");
  input?.addEventListener("change", () => {
    for (const [name, layer] of Object.entries(layers)) {
      setAsOf(layer, name, input.value || null);
    }
    const address = new URL(window.location.href);
    input.value ? address.searchParams.set("as_of", input.value) : address.searchParams.delete("as_of");
    window.history.replaceState(null, "", address);
  });
}

function bindPointer(map, { places, divisions }, card) {
  const hit = (pixel) =>
    map.forEachFeatureAtPixel(pixel, (feature) => feature, {
      layerFilter: (layer) => layer === places,
      hitTolerance: HIT_PIXELS,
    });
  const smallestDivision = (pixel) =>
    map
      .getFeaturesAtPixel(pixel, { layerFilter: (layer) => layer === divisions })
      .filter((feature) => feature.getType() !== "Point")
      .sort((one, other) => other.get("level") - one.get("level"))[0];
  let held = false;
  map.on("pointermove", (event) => {
    if (event.dragging || held || event.originalEvent.pointerType === "touch") {
      return;
    }
    const feature = hit(event.pixel);
    map.getTargetElement().style.cursor = feature ? "pointer" : "";
    feature ? card.show(positionOf(feature), describe(feature)) : card.hide();
  });
  map.on("click", (event) => {
    const feature = hit(event.pixel);
    if (feature && isCluster(feature)) {
      held = false;
      card.hide();
      map.getView().animate({ center: positionOf(feature), zoom: map.getView().getZoom() + 2, duration: 250 });
      return;
    }
    const division = feature ? null : smallestDivision(event.pixel);
    held = Boolean(feature || division);
    if (!held) {
      card.hide();
      return;
    }
    const content = feature ? describe(feature) : describeDivision(division);
    card.show(feature ? positionOf(feature) : event.coordinate, content, { pan: true });
    card.node.querySelector("a").focus({ preventScroll: true });
  });
  map.getTargetElement().addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      held = false;
      card.hide();
      map.getTargetElement().focus();
    }
  });
}

function describe(feature) {
  if (isCluster(feature)) {
    return { title: text("cluster", { count: feature.get("count") }) };
  }
  return {
    title: String(feature.get("name")),
    lines: [kindLine(feature)],
    address: placeAddress(feature),
    linkText: text("open_place"),
  };
}

function describeDivision(division) {
  return {
    title: String(division.get("name")),
    lines: [division.get("code")],
    address: `/division/${encodeURIComponent(division.get("id"))}`,
    linkText: text("open_division"),
  };
}
