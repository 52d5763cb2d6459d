/** Building nodes. Strings become text nodes, never markup: the only way in which data gets onto a page by script. */

/** `element("a", {href, class: "x", hidden: true}, "text", otherNode)`; false, null and undefined leave out. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}
