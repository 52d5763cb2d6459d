/** Outlines of built-up areas with their names: the scope within which a street's name may stand once. */

import { getJson } from "../lib/fetch.js";
import { readGeoJson } from "./base.js";
import { scopeStyle } from "./layers.js";

const { ol } = globalThis;

/** A layer below the subject of the page, and how it is filled from an address of GeoJSON. */
export function scopeLayer() {
  const vector = new ol.layer.Vector({ source: new ol.source.Vector(), style: scopeStyle, declutter: "scopes", zIndex: 4 });
  vector.set("name", "scopes");
  const load = async (map, address) => {
    vector.getSource().addFeatures(readGeoJson(map, await getJson(address)));
  };
  return { vector, load };
}
