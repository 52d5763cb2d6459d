"""The way from folium's addresses to our files."""

import folium
import pytest

from geoapp.maps.vendored import REPLACEMENTS, STATIC, Assets, without_outside_hosts


def test_every_address_of_folium_has_an_answer() -> None:
    names = {address.rpartition("/")[2] for _name, address in (*folium.Map.default_js, *folium.Map.default_css)}
    assert names == set(REPLACEMENTS)
    assert all((STATIC / file).is_file() for file in REPLACEMENTS.values() if file)


@pytest.mark.parametrize(
    "header",
    [
        '<script src="https://cdn.example/d3.v3.min.js"></script>',
        '<link rel="stylesheet" href="https://cdn.example/unknown.css"/>',
        '<link rel="preload" as="script" href="https://cdn.example/leaflet.js">',
    ],
)
def test_an_unknown_address_is_an_error(header: str) -> None:
    with pytest.raises(LookupError):
        without_outside_hosts(header, Assets(standalone=False))


def test_inlined_styles_carry_their_images() -> None:
    sheet = Assets(standalone=True).sheet("vendor/leaflet-1.9.3/leaflet.css")
    assert "url(data:image/png;base64," in sheet
    assert "url(images/" not in sheet


def test_a_script_that_would_end_its_element_is_not_inlined(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoapp.maps.vendored.STATIC", tmp_path)
    (tmp_path / "a.js").write_text("const end = '</script>';", encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(ValueError, match="end tag"):
        Assets(standalone=True).script("a.js")
