/**
 * Fills the frame of a review map (geoapp/maps/review.py) from the data block of the document. Texts reach the page
 * through textContent alone. No imports: in a standalone file this script stands inside the page.
 */

const data = JSON.parse(document.getElementById("review-data").textContent);
const { L } = globalThis;
const map = globalThis[data.map];
const groups = new Map();
const CLOSE_ENOUGH = 14;

for (const layer of data.layers) {
  const group = globalThis[layer.name];
  const items = [];
  group.options.onEachFeature = (feature, drawn) => {
    items.push(drawn);
    drawn.bindPopup(() => card(feature.properties), { maxWidth: 320 });
    if (layer.labelled) {
      drawn.bindTooltip(() => words("span", feature.properties.label), {
        permanent: true,
        direction: feature.geometry.type.endsWith("Point") ? "right" : "center",
        offset: feature.geometry.type.endsWith("Point") ? [8, 0] : [0, 0],
        className: "review-label",
      });
    }
  };
  group.addData(layer.features);
  group.bringToFront();
  groups.set(layer.number, { group, items });
}

for (const box of document.querySelectorAll("[data-toggle]")) {
  box.addEventListener("change", () => {
    const { group } = groups.get(Number(box.dataset.toggle));
    box.checked ? group.addTo(map) : group.remove();
    thinOut();
  });
}

for (const button of document.querySelectorAll("[data-item]")) {
  button.addEventListener("click", () => {
    const [number, index] = button.dataset.item.split("-").map(Number);
    const item = groups.get(number).items[index];
    map.fitBounds(item.getBounds?.() ?? item.getLatLng().toBounds(500), { maxZoom: CLOSE_ENOUGH });
    item.openPopup();
    document.querySelector(".picture").scrollIntoView({ block: "nearest" });
  });
}

map.on("zoomend moveend", thinOut);
thinOut();

L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
const north = L.control({ position: "topright" });
north.onAdd = () => {
  const sign = words("div", data.north);
  sign.className = "north";
  return sign;
};
north.addTo(map);
// Paper has another shape than the screen: the same view is fitted into it, and back again afterwards.
window.matchMedia("print").addEventListener("change", () => {
  const view = map.getBounds();
  map.invalidateSize({ animate: false });
  map.fitBounds(view.pad(-0.02), { animate: false });
});
document.documentElement.setAttribute("data-ready", "");

/** Hides the labels that would cover another one; points keep theirs first, then lines, then areas. */
function thinOut() {
  const kept = [];
  for (const { group, items } of [...groups.values()].reverse()) {
    const labels = map.hasLayer(group) ? items.map((item) => item.getTooltip()?.getElement()).filter(Boolean) : [];
    for (const label of labels) {
      const box = label.getBoundingClientRect();
      const free = kept.every(
        (other) =>
          box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom,
      );
      label.style.visibility = free ? "" : "hidden";
      if (free) {
        kept.push(box);
      }
    }
  }
}

function card({ label, attributes }) {
  const node = document.createElement("div");
  node.append(words("strong", label));
  const list = document.createElement("dl");
  for (const [term, value] of attributes) {
    list.append(words("dt", term), words("dd", value));
  }
  node.append(list);
  return node;
}

function words(tag, text) {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}
