"""Styles let through nothing but colours, dashes and numbers: they end in script and in attributes."""

import pytest

from geoapp.maps.layers import Style


@pytest.mark.parametrize("colour", ["red", "#FFF", "#fff", "#12345g", "#123456;x", "javascript:hit(1)", "#123456\n"])
def test_only_plain_colours(colour: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        Style(colour)


@pytest.mark.parametrize("dash", ["", "6,4", '6 4"', "a", "1000"])
def test_only_plain_dashes(dash: str) -> None:
    with pytest.raises(ValueError, match="dash"):
        Style("#123456", dash=dash)


@pytest.mark.parametrize("width", [-1.0, 41.0, float("nan"), float("inf")])
def test_only_drawable_widths(width: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 40"):
        Style("#123456", width=width)
