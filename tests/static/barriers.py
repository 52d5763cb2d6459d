"""What keeps a person from using a page: the rules of axe-core (WCAG 2.2 AA), and targets too small for a finger."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.static.sample_app import ROOT

_AXE = next((ROOT / "tests/vendor").glob("axe-core-*/axe.min.js")).read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLOUR_AND_SIZE = ["color-contrast", "target-size", "link-in-text-block"]
_SMALL_TARGETS = """() => {
  const inText = (node) => node.tagName === "A" && getComputedStyle(node).display === "inline";
  return [...document.querySelectorAll("a, button, summary, input:not([type=hidden]), select, textarea")]
    .filter((node) => node.checkVisibility() && !node.closest(".visually-hidden, .skip-link") && !inText(node))
    .map((node) => ({ node: node.outerHTML.slice(0, 90), box: node.getBoundingClientRect() }))
    .filter(({ box }) => box.width < 24 || box.height < 24)
    .map(({ node, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${node}`);
}"""


def barriers(page: Page, *, colours_only: bool = False, panels: str = "details") -> list[tuple[str, list[str]]]:
    """Broken rules with the first places of each, every panel open.

    `colours_only` is for a second look of a page: colours and sizes are all that can differ. The page is judged when
    its style sheets and pictures are there; the address may have been opened without waiting for them.
    """
    page.wait_for_load_state("load")
    page.evaluate("(panels) => document.querySelectorAll(panels).forEach((item) => { item.open = true; })", panels)
    page.evaluate(_AXE)
    rules = _COLOUR_AND_SIZE if colours_only else _RULES
    found = page.evaluate("(rules) => axe.run({ runOnly: rules, resultTypes: ['violations'] })", rules)["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in found]


def small_targets(page: Page) -> list[str]:
    """Buttons, fields and links outside running text that are less than 24 pixels wide or high (WCAG 2.5.8)."""
    page.wait_for_load_state("load")
    found: list[str] = page.evaluate(_SMALL_TARGETS)
    return found
