/** The colours of theme.css for canvas drawing, and word of it when they change. */

const NAMES = ["ground", "land", "line-1", "line-2", "line-3", "line-4", "ink", "halo", "place", "chosen"];
const listeners = new Set();
let colours = null;

/** `{ground, land, "line-1", …}` as the page shows them now. Read once per theme: it forces a style calculation. */
export function mapColours() {
  if (colours === null) {
    const style = getComputedStyle(document.documentElement);
    colours = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--g-map-${name}`).trim()]));
  }
  return colours;
}

/** Call `listener` whenever the system or the person changes the theme. */
export function onThemeChange(listener) {
  listeners.add(listener);
}

function changed() {
  colours = null;
  listeners.forEach((listener) => listener());
}

window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
new MutationObserver(changed).observe(document.documentElement, {
  attributeFilter: ["data-bs-theme", "data-contrast", "data-text"],
});
