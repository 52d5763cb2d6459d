"""The tokens: two equal dark blocks, enough contrast, and no colour written anywhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static/css"
THEME = (CSS / "theme.css").read_text(encoding="utf-8")


def _block(selector: str) -> dict[str, str]:
    """The tokens of the first block with this selector."""
    found = re.search(rf"^\s*{re.escape(selector)} {{([^}}]*)}}", THEME, re.MULTILINE)
    assert found, selector
    return dict(re.findall(r"--g-([\w-]+):\s*([^;]+);", found[1]))


LIGHT = _block(":root")
DARK_BY_SYSTEM = _block(':root:not([data-bs-theme="light"])')
DARK_BY_CHOICE = _block(':root[data-bs-theme="dark"]')
HIGH = _block(':root[data-contrast="high"]')
TEXT_ON_GROUND = (
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-strong", "bad") for ground in ("page", "surface")),
    *((ink, "surface-2") for ink in ("ink", "ink-soft")),
    *((ink, "accent-soft") for ink in ("accent", "ink", "ink-soft")),
    *((tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "idle")),
    ("on-accent", "accent"),
    ("ink", "mark"),
    ("map-ink", "map-halo"),
)
EDGE_ON_GROUND = (("line-strong", "surface"), ("line-strong", "page"), ("focus", "surface"), ("focus", "page"))


def test_both_dark_blocks_are_equal() -> None:
    assert DARK_BY_SYSTEM == DARK_BY_CHOICE
    assert len(DARK_BY_SYSTEM) > 30


@pytest.mark.parametrize(("name", "least"), [("light", 4.5), ("dark", 4.5), ("high", 7.0)])
def test_text_can_be_read(name: str, least: float) -> None:
    tokens = _tokens(name)
    low = {
        pair: round(ratio, 2)
        for pair in TEXT_ON_GROUND
        if (ratio := _contrast(tokens[pair[0]], tokens[pair[1]])) < least
    }
    assert low == {}


@pytest.mark.parametrize("name", ["light", "dark", "high"])
def test_edges_and_focus_can_be_seen(name: str) -> None:
    tokens = _tokens(name)
    low = {pair for pair in EDGE_ON_GROUND if _contrast(tokens[pair[0]], tokens[pair[1]]) < 3}
    assert low == set()


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_colours_stand_in_the_theme_only(sheet: Path) -> None:
    """Paper and square codes are black and white whatever the screen shows, so those two may be named."""
    if sheet.name not in ("theme.css", "print.css"):
        named = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text(encoding="utf-8")))
        assert named <= {"#ffffff", "#000000"}


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_tokens_in_use_exist(sheet: Path) -> None:
    defined = set(re.findall(r"(--g-[\w-]+):", THEME))
    assert set(re.findall(r"var\((--g-[\w-]+)", sheet.read_text(encoding="utf-8"))) <= defined


@pytest.mark.parametrize("sheet", sorted(CSS.glob("*.css")), ids=lambda path: path.name)
def test_lines_stand_apart(sheet: Path) -> None:
    """适老化: line spacing at least 1.3."""
    found = re.findall(r"line-height:\s*([\d.]+)", sheet.read_text(encoding="utf-8"))
    assert all(float(value) >= 1.3 for value in found)


def _tokens(name: str) -> dict[str, str]:
    return {"light": LIGHT, "dark": LIGHT | DARK_BY_CHOICE, "high": LIGHT | HIGH}[name]


def _contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2 for two colours #rrggbb."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
