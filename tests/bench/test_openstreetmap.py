"""The OpenStreetMap file of the bench: what osm2pgsql and Nominatim are given."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from bench.national import Division, Name
from bench.openstreetmap import write_osm

COUNTY = Division(3, "431002", "北湖区", 3, (1, 2, 3), 113.01, 25.78)


def name(text: str, path: tuple[int, ...], category: str = "committee") -> Name:
    return Name(text, category, "22200", 1000, path, 113.02, 25.79)


def written(file: Path, names: list[Name], counties: list[Division]) -> ElementTree.Element:
    assert write_osm(file, names, counties) == len(names) + len(counties)
    return ElementTree.parse(file).getroot()


def tags(element: ElementTree.Element) -> dict[str, str]:
    return {tag.attrib["k"]: tag.attrib["v"] for tag in element.iter("tag")}


def test_a_name_is_a_node_at_its_position(tmp_path: Path) -> None:
    (node,) = written(tmp_path / "names.osm", [name("白露塘村", (1, 2, 3, 4, 5))], [])
    assert (node.tag, node.attrib["lon"], node.attrib["lat"]) == ("node", "113.020000", "25.790000")
    assert tags(node) == {"name": "白露塘村", "place": "village"}


def test_the_kind_of_place_follows_the_level(tmp_path: Path) -> None:
    levels = [name("甲", (1, *range(2, 2 + depth)), "division") for depth in (1, 2, 3, 4)]
    root = written(tmp_path / "names.osm", [*levels, name("新华社区", (1, 2, 3, 4, 5))], [])
    assert [tags(node)["place"] for node in root] == ["state", "city", "county", "town", "neighbourhood"]


def test_marks_of_xml_in_a_name_survive(tmp_path: Path) -> None:
    text = "“甲”<乙>&\"丙\"'丁'"
    (node,) = written(tmp_path / "names.osm", [name(text, (1, 2, 3, 4, 5))], [])
    assert tags(node)["name"] == text


def test_a_county_is_a_closed_way_round_its_middle(tmp_path: Path) -> None:
    root = written(tmp_path / "names.osm", [name("白露塘村", (1, 2, 3, 4, 5))], [COUNTY])
    nodes = {node.attrib["id"]: node for node in root.iter("node")}
    (way,) = root.iter("way")
    corners = [nodes[corner.attrib["ref"]] for corner in way.iter("nd")]
    assert corners[0] is corners[-1]
    assert len(corners) == 5
    longitudes = {float(corner.attrib["lon"]) for corner in corners}
    assert min(longitudes) < COUNTY.lon < max(longitudes)
    assert tags(way) == {"name": "北湖区", "boundary": "administrative", "admin_level": "6"}


def test_nodes_come_before_ways_by_rising_number(tmp_path: Path) -> None:
    root = written(tmp_path / "names.osm", [name("甲村", (1, 2, 3, 4, 5))] * 3, [COUNTY] * 2)
    order = [(element.tag, int(element.attrib["id"])) for element in root]
    assert order == sorted(order)
    assert len(set(order)) == len(order) == 3 + 8 + 2
