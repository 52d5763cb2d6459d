/**
 * The vector tile layers and their styles.
 *
 * /tiles/divisions: layer `divisions` (areas: id, name, level 1–5, code) and layer `labels` (points: id, name, level);
 * names are drawn from the points only, because an area is cut at tile edges and would be labelled once per tile.
 * /tiles/places: points with id, name, kind, count, importance, demo; count > 1 is a cluster of that many places,
 * demo > 0 an example position, drawn as a ring.
 */

import { loadTile } from "./tile_loader.js";
import { mapColours } from "./tokens.js";

const { ol } = globalThis;
const FACE = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
// Width in pixels and dash of the outline, by level. Division boundaries are drawn in dash-dot, as on printed maps.
const OUTLINE = {
  1: { width: 2, dash: null },
  2: { width: 1.4, dash: [10, 3, 2, 3] },
  3: { width: 1, dash: [6, 3, 1.5, 3] },
  4: { width: 0.8, dash: [3, 3] },
  5: { width: 0.6, dash: [1.5, 3] },
};
// One group for all names on the map: whoever comes later and would overlap is left out.
const NAMES = "names";
const LABEL_PIXELS = { 1: 15, 2: 14, 3: 13, 4: 12, 5: 11 };

export function tileAddress(layer, asOf) {
  const query = asOf ? `?${new URLSearchParams({ as_of: asOf })}` : "";
  return `/tiles/${layer}/{z}/{x}/{y}.mvt${query}`;
}

export function divisionLayer(asOf) {
  return tileLayer("divisions", asOf, divisionStyle, { maxZoom: 12, zIndex: 0 });
}

/** Names of divisions, from the same tiles but above the areas; they give way to clusters and place names. */
export function divisionNameLayer(divisions) {
  return new ol.layer.VectorTile({
    source: divisions.getSource(),
    style: divisionNameStyle,
    renderBuffer: 64,
    zIndex: 1,
    declutter: NAMES,
  });
}

export function placeLayer(asOf) {
  return tileLayer("places", asOf, placeStyle, {
    maxZoom: 14,
    zIndex: 2,
    declutter: NAMES,
    renderOrder: (one, other) => (other.get("importance") ?? 0) - (one.get("importance") ?? 0),
  });
}

/** Show the layer as of another date; null is today. */
export function setAsOf(layer, name, asOf) {
  layer.getSource().setUrl(tileAddress(name, asOf));
}

/** Style of features drawn by a page itself (the subject of the page), or of one that is pointed at. */
export function subjectStyle(feature, _resolution, chosen = true) {
  const colours = mapColours();
  const colour = chosen ? colours.chosen : colours.place;
  const type = feature.getGeometry().getType();
  if (type === "Point" || type === "MultiPoint") {
    return [pin(colour, colours.halo, chosen ? 8 : 6), ...label(feature.get("name"), colours, 14, -18)];
  }
  return [
    new ol.style.Style({
      stroke: new ol.style.Stroke({ color: colour, width: 2.5 }),
      fill: type.endsWith("Polygon") ? new ol.style.Fill({ color: withAlpha(colour, 0.1) }) : undefined,
    }),
  ];
}

/** Style of a built-up area: an outline that no boundary has, and its name inside. */
export function scopeStyle(feature) {
  const colours = mapColours();
  return [
    new ol.style.Style({
      stroke: new ol.style.Stroke({ color: colours.chosen, width: 2, lineDash: [2, 4] }),
      fill: new ol.style.Fill({ color: withAlpha(colours.chosen, 0.08) }),
    }),
    ...label(feature.get("name"), colours, 13, 0),
  ];
}

function tileLayer(name, asOf, style, { maxZoom, ...options }) {
  const layer = new ol.layer.VectorTile({
    source: new ol.source.VectorTile({
      format: new ol.format.MVT(),
      url: tileAddress(name, asOf),
      tileLoadFunction: loadTile,
      maxZoom,
    }),
    style,
    renderBuffer: 64,
    ...options,
  });
  layer.set("name", name);
  return layer;
}

function divisionStyle(feature) {
  const colours = mapColours();
  const level = levelOf(feature);
  if (feature.getType() === "Point") {
    return null;
  }
  const outline = OUTLINE[level];
  // All ground first, then all lines: a province painted after its counties would hide their boundaries.
  return [
    new ol.style.Style({ fill: new ol.style.Fill({ color: colours.land }), zIndex: 0 }),
    new ol.style.Style({
      stroke: new ol.style.Stroke({
        color: colours[`line-${Math.min(level, 4)}`],
        width: outline.width,
        lineDash: outline.dash ?? undefined,
      }),
      zIndex: 10 - level,
    }),
  ];
}

function divisionNameStyle(feature) {
  if (feature.getType() !== "Point") {
    return null;
  }
  const level = levelOf(feature);
  return label(feature.get("name"), mapColours(), LABEL_PIXELS[level], 0, level <= 2);
}

function levelOf(feature) {
  return Math.min(Number(feature.get("level")) || 5, 5);
}

function placeStyle(feature) {
  const colours = mapColours();
  const count = feature.get("count") ?? 1;
  if (count > 1) {
    return cluster(count, colours);
  }
  const dot = feature.get("demo") ? pin(colours.halo, colours.place, 4) : pin(colours.place, colours.halo, 4.5);
  return [dot, ...label(feature.get("name"), colours, 13, -14)];
}

function cluster(count, colours) {
  // Neighbouring cells are 32 to 64 pixels apart: a circle leaves room between for boundaries and names.
  const radius = 7 + 1.7 * Math.log10(count) ** 1.25;
  return new ol.style.Style({
    image: new ol.style.Circle({
      radius,
      fill: new ol.style.Fill({ color: withAlpha(colours.place, 0.85) }),
      stroke: new ol.style.Stroke({ color: withAlpha(colours.place, 0.3), width: 3 }),
      declutterMode: "obstacle",
    }),
    text: new ol.style.Text({
      text: shortCount(count),
      font: `600 ${count >= 1000 ? 11 : 12}px ${FACE}`,
      fill: new ol.style.Fill({ color: colours.halo }),
      declutterMode: "none",
    }),
  });
}

/** 1,234 → 1.2k: the circle has room for four characters; the exact number stands on the card and in the table. */
export function shortCount(count) {
  if (count < 1000) {
    return String(count);
  }
  const thousands = count / 1000;
  return thousands < 10 ? `${thousands.toFixed(1)}k` : `${Math.round(thousands)}k`;
}

function pin(colour, halo, radius) {
  return new ol.style.Style({
    image: new ol.style.Circle({
      radius,
      fill: new ol.style.Fill({ color: colour }),
      stroke: new ol.style.Stroke({ color: halo, width: 2 }),
      declutterMode: "none",
    }),
  });
}

function label(name, colours, pixels, offsetY, strong = false) {
  if (!name) {
    return [];
  }
  return [
    new ol.style.Style({
      text: new ol.style.Text({
        text: String(name),
        font: `${strong ? 600 : 400} ${pixels}px ${FACE}`,
        offsetY,
        fill: new ol.style.Fill({ color: colours.ink }),
        stroke: new ol.style.Stroke({ color: colours.halo, width: 3 }),
      }),
    }),
  ];
}

function withAlpha(hex, alpha) {
  const value = Number.parseInt(hex.slice(1), 16);
  return `rgba(${value >> 16}, ${(value >> 8) & 255}, ${value & 255}, ${alpha})`;
}
