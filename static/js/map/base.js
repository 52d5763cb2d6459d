/**
 * The map that every page starts from: OpenLayers over our own division areas, or over a configured base map.
 *
 * Start values on the element: `data-stamp` (审图号 line, or the words for an internal map; without it no map is
 * drawn), `data-projection` (EPSG:3857 by default, the grid of our vector tiles; EPSG:4490 for editing),
 * `data-base-map` (address template of an approved WMTS/XYZ service), `data-as-of` (date), `data-center`
 * ("lon,lat"), `data-zoom`, `data-extent` ("west,south,east,north").
 * Colours come from the tokens of theme.css, so the map follows light, dark and high contrast.
 */

import { element } from "../lib/dom.js";
import { text } from "../lib/texts.js";
import { divisionLayer, divisionNameLayer } from "./layers.js";
import { onThemeChange } from "./tokens.js";

const { ol, proj4 } = globalThis;
const CHINA = [73.5, 18, 135.1, 53.6];
const DEGREES = "EPSG:4490";
// Four decimals are 11 m. Public positions are coarser than that; more digits would promise what the data lacks.
const DECIMALS = 4;

proj4.defs(DEGREES, "+proj=longlat +ellps=GRS80 +no_defs +type=crs");
ol.proj.proj4.register(proj4);

/**
 * Draw the base map into `target` and return `{map, divisions, fit, card}`; `layers` come above the base, `card` is the
 * pop-up (see Card). The element gets `data-ready` after the first full drawing. Raises an Error without a stamp.
 */
export function createMap(target, { layers = [] } = {}) {
  if (!target.dataset.stamp) {
    throw new Error("a map without 审图号 or internal stamp is not drawn");
  }
  const projection = target.dataset.projection || "EPSG:3857";
  const divisions = divisionLayer(target.dataset.asOf || null);
  const base = target.dataset.baseMap ? [configuredBase(target.dataset.baseMap)] : [];
  const map = new ol.Map({
    target,
    layers: [...base, divisions, divisionNameLayer(divisions), ...layers],
    controls: controls(target.dataset.stamp),
    // Two-finger pinch stays; turning a map away from north only confuses people who look names up.
    interactions: ol.interaction.defaults.defaults({ altShiftDragRotate: false, pinchRotate: false }),
    view: new ol.View({ projection, center: [0, 0], zoom: 4, minZoom: 3, maxZoom: 18, enableRotation: false }),
  });
  const fit = (degrees, options = {}) => {
    const extent = ol.proj.transformExtent(degrees, DEGREES, projection);
    map.getView().fit(extent, { padding: [36, 36, 44, 36], maxZoom: 14, ...options });
  };
  startView(map, target.dataset, fit);
  onThemeChange(() => map.getAllLayers().forEach((layer) => layer.changed()));
  map.once("rendercomplete", () => target.setAttribute("data-ready", ""));
  return { map, divisions, fit, card: new Card(map) };
}

/** Longitude and latitude (CGCS2000) of a map coordinate, and back. */
export function toDegrees(map, coordinate) {
  return ol.proj.transform(coordinate, map.getView().getProjection(), DEGREES);
}

export function fromDegrees(map, lonLat) {
  return ol.proj.transform(lonLat, DEGREES, map.getView().getProjection());
}

/** Read a GeoJSON object into features of the map's projection. */
export function readGeoJson(map, geojson) {
  return new ol.format.GeoJSON().readFeatures(geojson, {
    dataProjection: DEGREES,
    featureProjection: map.getView().getProjection(),
  });
}

/** The pop-up beside a feature. Its content is made of nodes; nothing here ever parses markup. */
export class Card {
  #overlay;
  #node;

  constructor(map) {
    this.#node = element("div", { class: "map-card", hidden: true });
    this.#overlay = new ol.Overlay({
      element: this.#node,
      positioning: "bottom-center",
      offset: [0, -14],
      autoPan: false,
    });
    map.addOverlay(this.#overlay);
  }

  /** `pan` moves the map so that the whole card is seen: right after a press, wrong under a moving pointer. */
  show(coordinate, { title, lines = [], address = null, linkText = null }, { pan = false } = {}) {
    this.#node.replaceChildren(
      element("div", { class: "title" }, title),
      ...lines.filter(Boolean).map((line) => element("p", {}, line)),
      ...(address ? [element("a", { href: address }, linkText)] : []),
    );
    this.#node.hidden = false;
    this.#overlay.setPosition(coordinate);
    if (pan) {
      this.#overlay.panIntoView({ margin: 12, animation: { duration: 150 } });
    }
  }

  hide() {
    this.#node.hidden = true;
    this.#overlay.setPosition(undefined);
  }

  get node() {
    return this.#node;
  }
}

function startView(map, data, fit) {
  if (data.center) {
    map.getView().setCenter(fromDegrees(map, data.center.split(",").map(Number)));
    map.getView().setZoom(Number(data.zoom || 12));
  } else {
    fit(data.extent ? data.extent.split(",").map(Number) : CHINA, { padding: [8, 8, 8, 8] });
  }
}

function controls(stamp) {
  return [
    new ol.control.Zoom({ zoomInTipLabel: text("zoom_in"), zoomOutTipLabel: text("zoom_out"), zoomOutLabel: "−" }),
    new ol.control.ScaleLine({ className: "map-scale", minWidth: 80 }),
    new ol.control.MousePosition({
      className: "map-position",
      projection: DEGREES,
      placeholder: "",
      coordinateFormat: ([lon, lat]) => `${lat.toFixed(DECIMALS)}°N ${lon.toFixed(DECIMALS)}°E`,
    }),
    new ol.control.Control({ element: element("div", { class: "map-review-number" }, stamp) }),
  ];
}

/**
 * A configured base map. WMTS templates may write {TileMatrix}, {TileCol}, {TileRow}; a `c` grid (degrees, as
 * 天地图 offers beside `w`) is told by the address and read in EPSG:4490.
 */
function configuredBase(template) {
  const inDegrees = /_c\/|tilematrixset=c\b/i.test(template);
  const url = template
    .replace(/\{TileMatrix\}/i, "{z}")
    .replace(/\{TileCol\}/i, "{x}")
    .replace(/\{TileRow\}/i, "{y}");
  const grid = inDegrees ? { projection: DEGREES, tileGrid: gridInDegrees() } : {};
  return new ol.layer.Tile({ source: new ol.source.XYZ({ url, maxZoom: 18, ...grid }), zIndex: -1 });
}

function gridInDegrees() {
  const resolutions = Array.from({ length: 19 }, (_unused, zoom) => 360 / 256 / 2 ** zoom);
  return new ol.tilegrid.TileGrid({ origin: [-180, 90], resolutions, tileSize: 256 });
}
