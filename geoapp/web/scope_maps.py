"""What the pictures of compared areas show: of a name just checked, of the reports in a case's file, of a renaming.

Names under way in other cases and names set aside are counted, never placed: nobody learns whose they are (WF10). A
registered name stands where the reader may see it: exactly in an officer's own area, else on the public grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

import shapely
import sqlalchemy as sa

from boundaries import public_queries as public_boundaries
from gazetteer.cases.check_reports import Report, mark_of
from gazetteer.cases.impact import Impact
from gazetteer.cases.model import CaseItem
from gazetteer.cases.queries import CaseFile
from gazetteer.cases.store.areas import office_of, registered_positions
from gazetteer.name_checks import CheckedName
from gazetteer.naming import Severity
from gazetteer.public_model import PlacePosition
from gazetteer.public_queries import built_up_area_shapes, positions_of
from geoapp.web.scope_pictures import Area, ScopePicture, Spot, Tone, letter_of, picture_of

MOST_NAMES: Final = 40
"""Names beside those that the page is about: the gravest are drawn."""
MOST_OWN: Final = 100
"""Names of one case: those that the most stands against are drawn."""
MOST_AREAS: Final = 12
LOOKED_UP: Final = 400

Key = int | UUID
"""An area: a division by its sequence number, a built-up area by its identifier."""
Positions = Callable[[sa.Connection, Iterable[UUID]], Mapping[UUID, PlacePosition]]


@dataclass(frozen=True, slots=True)
class ScopeMap:
    """A picture, and how many names are not on it: too many, without a position, or under way in other cases.

    `own` are counted of the names that the page is about, the others of those that stand against them.
    """

    picture: ScopePicture
    own_left_out: int = 0
    own_unplaced: int = 0
    left_out: int = 0
    unplaced: int = 0
    waiting: int = 0


@dataclass(slots=True)
class _Other:
    """A registered name that stands against some, with the gravest that is said of it."""

    name: str
    words: str
    status: str
    tone: Tone


@dataclass(slots=True)
class _Conflicts:
    """Names that findings give as evidence: registered ones by place; others that wait in cases or are set aside."""

    registered: dict[UUID, _Other] = field(default_factory=dict)
    waiting: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, findings: Iterable[Report]) -> None:
        for finding in findings:
            severity = finding.get("severity")
            tone = Tone(severity) if severity in list(Severity) else Tone.NOTE
            for item in _names_in(finding):
                place = _identifier(item["place_id"])
                told = tuple(str(item.get(key) or "") for key in ("name", "division", "status"))
                if place is None:
                    self.waiting.add(told)
                    continue
                known = self.registered.setdefault(place, _Other(*told, tone))
                known.tone = min(known.tone, tone, key=list(Tone).index)

    def gravest_first(self) -> list[tuple[UUID, _Other]]:
        return sorted(self.registered.items(), key=lambda one: list(Tone).index(one[1].tone))


def check_maps(connection: sa.Connection, checked: CheckedName) -> tuple[ScopeMap, ...]:
    """As anybody sees it: a map for each scope of the findings that is a built-up area, or a division with an area.

    The built-up area of the place is drawn as well where no finding speaks of it; the nation has no picture.
    """
    findings = checked.as_dict()["findings"]
    scopes = dict(_scopes(findings))
    if checked.scope.built_up_area is not None:
        scopes.setdefault(UUID(checked.scope.built_up_area), checked.scope.label)
    areas = _areas(connection, scopes)
    point = checked.where.point
    own = [Spot(name=checked.proposal.name, lon=point[0], lat=point[1], tone=Tone.OWN)] if point else []
    maps = []
    for key, area in areas.items():
        conflicts = _Conflicts()
        conflicts.add(finding for finding in findings if _key(finding) == key)
        drawn = _drawn(connection, area.label, [area], own, conflicts, positions_of, MOST_NAMES)
        maps += [drawn] if drawn else []
    return tuple(maps)


def reports_map(connection: sa.Connection, found: CaseFile) -> ScopeMap | None:
    """One map of the newest reports in the file, as an officer sees it; None where no name stands against any.

    Where the reports compare in no division or built-up area, the county of the case is drawn.
    """
    wanted = {name for item in found.case.items for name in item.candidate_names}
    reports = {check.name: check.report.get("findings") or () for check in found.checks if check.name in wanted}
    conflicts = _Conflicts()
    for findings in reports.values():
        conflicts.add(findings)
    if not conflicts.registered and not conflicts.waiting:
        return None
    areas = _areas(connection, dict(scope for findings in reports.values() for scope in _scopes(findings)))
    office = office_of(found.division)
    shown = list((areas or _areas(connection, {office.seq: office.name})).values())

    def rank(item: CaseItem) -> int:
        mark = mark_of({"findings": reports.get(name, ())} for name in item.candidate_names)
        return len(Severity) if mark is None else mark.severity.rank

    items = found.case.items
    positions = registered_positions(connection, [item.place_id for item in items if item.place_id is not None])
    placed = [(item, spot) for item in items if (spot := _own(item, positions, is_list=len(items) > 1)) is not None]
    chosen = sorted(placed, key=lambda one: rank(one[0]))[:MOST_OWN]
    own = [spot for _, spot in sorted(chosen, key=lambda one: one[0].position)]
    drawn = _drawn(connection, found.case.title, shown, own, conflicts, registered_positions, MOST_NAMES)
    left_out, unplaced = len(placed) - len(own), len(items) - len(placed)
    return None if drawn is None else replace(drawn, own_left_out=left_out, own_unplaced=unplaced)


def impact_map(connection: sa.Connection, found: CaseFile, impacts: Sequence[Impact]) -> ScopeMap | None:
    """Places whose names change, and in their county those named after them; None where none has a position."""
    if not impacts:
        return None
    office = office_of(found.division)
    places = {impact.place_id: impact for impact in impacts}
    positions = registered_positions(connection, places)
    own = [
        _registered(place, positions[place], impact.old_name, Tone.OWN, str(impact.number) if len(impacts) > 1 else "")
        for place, impact in places.items()
        if place in positions
    ]
    after = _Conflicts()
    for impact in impacts:
        for item in impact.for_map:
            if item.place_id not in places:
                other = _Other(item.name, item.class_name or "", "", Tone.PLACE)
                after.registered.setdefault(item.place_id, other)
    areas = list(_areas(connection, {office.seq: office.name}).values())
    drawn = _drawn(connection, office.name, areas, own[:MOST_OWN], after, registered_positions, MOST_OWN)
    if drawn is None or not drawn.picture.spots:
        return None
    more = sum(max(0, impact.total - len(impact.for_map)) for impact in impacts)
    return replace(
        drawn,
        own_left_out=max(0, len(own) - MOST_OWN),
        own_unplaced=len(places) - len(own),
        left_out=drawn.left_out + more,
    )


def _names_in(finding: Report) -> Iterator[Mapping[str, Any]]:
    """Evidence that is a name; words and generic terms have no place."""
    return (item for item in finding.get("evidence") or () if "place_id" in item)


def _identifier(text: object) -> UUID | None:
    """A report may be kept from elsewhere: what it calls an identifier need be none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _key(finding: Report) -> Key | None:
    scope = finding.get("scope") or {}
    division = scope.get("division")
    return _identifier(scope.get("built_up_area")) or (division if isinstance(division, int) else None)


def _scopes(findings: Iterable[Report]) -> Iterator[tuple[Key, str]]:
    """Areas in which names were compared, with their words."""
    for finding in findings:
        key = _key(finding)
        if key is not None and any(True for _ in _names_in(finding)):
            yield key, str(finding["scope"].get("label") or "")


def _areas(connection: sa.Connection, scopes: Mapping[Key, str]) -> dict[Key, Area]:
    """Those of which an area is known, the larger ones first: the smaller lie above them."""
    shapes: dict[Key, bytes] = {
        **public_boundaries.area_shapes(connection, [key for key in scopes if isinstance(key, int)]),
        **built_up_area_shapes(connection, [key for key in scopes if isinstance(key, UUID)]),
    }
    found = [
        (key, Area(label, shapely.from_wkb(shapes[key]), isinstance(key, UUID)))
        for key, label in scopes.items()
        if key in shapes
    ]
    return dict(sorted(found, key=lambda one: -one[1].shape.area)[:MOST_AREAS])


def _own(item: CaseItem, positions: Mapping[UUID, PlacePosition], *, is_list: bool) -> Spot | None:
    """Where the application says, or where the register has the place that is to change."""
    mark = str(item.position) if is_list else ""
    if item.lon is not None and item.lat is not None:
        words, name = item.position_text, item.wanted_name
        return Spot(name=name, lon=item.lon, lat=item.lat, tone=Tone.OWN, mark=mark, words=words)
    if item.place_id is None or item.place_id not in positions:
        return None
    spot = _registered(item.place_id, positions[item.place_id], item.wanted_name, Tone.OWN, mark)
    return replace(spot, words=item.position_text)


def _registered(place: UUID, at: PlacePosition, name: str, tone: Tone, mark: str) -> Spot:
    return Spot(name=name, lon=at.lon, lat=at.lat, tone=tone, mark=mark, place_id=str(place), is_demo=at.is_demo)


def _drawn(
    connection: sa.Connection,
    label: str,
    areas: Sequence[Area],
    own: Sequence[Spot],
    conflicts: _Conflicts,
    positions_for: Positions,
    most: int,
) -> ScopeMap | None:
    """The map with what stands against the page's own names, lettered in the order of the list below it."""
    others = conflicts.gravest_first()
    looked_up = others[:LOOKED_UP]
    positions = positions_for(connection, [place for place, _ in looked_up])
    placed = [(place, other, at) for place, other in looked_up if (at := positions.get(place))]
    spots = [
        replace(
            _registered(place, at, other.name, other.tone, letter_of(number)), words=other.words, status=other.status
        )
        for number, (place, other, at) in enumerate(placed[:most])
    ]
    picture = picture_of(label, areas, [*own, *spots])
    if picture is None:
        return None
    return ScopeMap(
        picture,
        left_out=len(others) - len(looked_up) + max(0, len(placed) - most),
        unplaced=len(looked_up) - len(placed),
        waiting=len(conflicts.waiting),
    )
