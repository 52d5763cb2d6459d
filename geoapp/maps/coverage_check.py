"""The review map of a checked set of polygons: what was found, and the units concerned around it."""

from __future__ import annotations

from boundaries.checking import CoverageCheck
from boundaries.topology import Fault
from geoapp.maps.layers import AreaLayer, Item, Layer, LineLayer, PointLayer, Tone
from geoapp.maps.review import review_map

MOST_DRAWN = 500
"""Of each kind, the largest: a map of seven thousand slivers shows none."""
SIMPLIFIED_DEGREES = 0.0005
_TITLES = {"gap": "缝隙", "overlap": "重叠", "unmatched": "顶点不一致", "invalid": "图形不成立"}


def check_map(result: CoverageCheck, file_name: str) -> str:
    """A standalone HTML document; not for the public, since nobody has reviewed the polygons."""
    shown = {kind: _largest(result, kind) for kind in _TITLES}
    owners = sorted({owner for faults in shown.values() for fault in faults for owner in fault.owners})
    units = [result.units[owner] for owner in owners]
    around = [Item(unit.geometry.simplify(SIMPLIFIED_DEGREES), unit.name) for unit in units]
    layers: list[Layer] = [
        AreaLayer("相关政区", around, labelled=True),
        AreaLayer(_TITLES["gap"], _items(result, shown["gap"]), Tone.PROBLEM.value),
        AreaLayer(_TITLES["overlap"], _items(result, shown["overlap"]), Tone.SUBJECT.value),
        LineLayer(_TITLES["unmatched"], _items(result, shown["unmatched"]), Tone.PROBLEM.value),
        PointLayer(_TITLES["invalid"], _items(result, shown["invalid"]), Tone.PROBLEM.value),
    ]
    notes = [
        f"{_TITLES[kind]}：画出最大的 {len(faults)} 处，共 {len(result.of_kind(kind))} 处"
        for kind, faults in shown.items()
        if len(faults) < len(result.of_kind(kind))
    ]
    return review_map(f"政区面检查：{file_name}", [layer for layer in layers if layer.items], notes=notes)


def _largest(result: CoverageCheck, kind: str) -> list[Fault]:
    found = [fault for fault in result.faults if fault.kind == kind]
    return sorted(found, key=lambda fault: -fault.area_m2)[:MOST_DRAWN]


def _items(result: CoverageCheck, faults: list[Fault]) -> list[Item]:
    return [Item(fault.geometry, "、".join(result.names(fault)), _told(fault)) for fault in faults]


def _told(fault: Fault) -> dict[str, str]:
    if fault.area_m2:
        return {"面积": f"{fault.area_m2:,.1f} m²", "最宽": f"{fault.width_m:,.1f} m"}
    return {"原因": fault.reason} if fault.reason else {}
