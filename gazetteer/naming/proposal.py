"""A proposed name with all that its applicant has said of the place, and the kind of name the law counts it as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from gazetteer.romanization import Family, split, spoken_form

LONGEST_COMPARED: Final = 100
"""Characters; the register stores no longer name, so nothing beyond can be alike."""


class NameKind(StrEnum):
    """Kinds of names with rules of their own: the legal categories of art. 3, divisions by their level."""

    NATURAL = "natural"
    UPPER_DIVISION = "upper_division"
    """County level and above: art. 9 item 7."""
    TOWNSHIP = "township"
    """Townships, towns and their like: art. 9 item 8."""
    COMMITTEE = "committee"
    PARK = "park"
    STREET = "street"
    BUILDING = "building"
    FACILITY = "facility"
    SETTLEMENT = "settlement"
    OTHER = "other"

    @property
    def category(self) -> str:
        """The category that the kind belongs to, as on the command line."""
        return "division" if self in (NameKind.UPPER_DIVISION, NameKind.TOWNSHIP) else self.value


_KIND_OF_CLASS: Final[tuple[tuple[str, NameKind], ...]] = (
    ("21630", NameKind.OTHER),
    ("2353", NameKind.FACILITY),
    ("2354", NameKind.FACILITY),
    ("211", NameKind.UPPER_DIVISION),
    ("212", NameKind.UPPER_DIVISION),
    ("213", NameKind.UPPER_DIVISION),
    ("214", NameKind.TOWNSHIP),
    ("216", NameKind.COMMITTEE),
    ("217", NameKind.OTHER),
    ("221", NameKind.BUILDING),
    ("235", NameKind.STREET),
    ("252", NameKind.PARK),
    ("253", NameKind.PARK),
    ("262", NameKind.OTHER),
    ("276", NameKind.COMMITTEE),
    ("1", NameKind.NATURAL),
    ("22", NameKind.SETTLEMENT),
    ("23", NameKind.FACILITY),
    ("24", NameKind.FACILITY),
    ("25", NameKind.OTHER),
    ("26", NameKind.BUILDING),
    ("27", NameKind.OTHER),
)
"""Class code prefix (GB/T 18521) to kind, longer prefixes of a group first."""

FAMILY: Final[Mapping[NameKind, Family]] = {
    NameKind.NATURAL: Family.NATURAL,
    NameKind.UPPER_DIVISION: Family.DIVISION,
    NameKind.TOWNSHIP: Family.DIVISION,
    NameKind.COMMITTEE: Family.COMMITTEE,
    NameKind.PARK: Family.PARK,
    NameKind.STREET: Family.STREET,
    NameKind.BUILDING: Family.BUILDING,
    NameKind.FACILITY: Family.FACILITY,
    NameKind.SETTLEMENT: Family.SETTLEMENT,
    NameKind.OTHER: Family.UNKNOWN,
}

TOWNSHIP_TERMS: Final = ("乡", "镇", "街道", "街道办事处", "苏木")


def valid(text: str) -> str:
    """Return the text with a question mark for each half of a surrogate pair, which no file could hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def kind_of(category: str, class_code: str, name: str) -> NameKind:
    """Return the kind of a name: a class code decides over a category, an unknown category is ``OTHER``.

    A division without class code is a township if its generic term says so, else of county level or above, where
    the stricter rule holds.
    """
    for prefix, kind in _KIND_OF_CLASS:
        if class_code.startswith(prefix):
            return kind
    if category == "division" or class_code.startswith("21"):
        return NameKind.TOWNSHIP if name.endswith(TOWNSHIP_TERMS) else NameKind.UPPER_DIVISION
    try:
        return NameKind(category)
    except ValueError:
        return NameKind.OTHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What the applicant states of the feature's size; None where nothing is stated."""

    floors: float | None = None
    height_m: float | None = None
    floor_area_m2: float | None = None
    site_area_m2: float | None = None
    open_ground_m2: float | None = None
    open_share: float | None = None
    """Open ground by site area, 0 to 1."""
    green_share: float | None = None
    """0 to 1."""
    cover_share: float | None = None
    """Ground covered by buildings, 0 to 1."""
    floor_area_ratio: float | None = None
    length_m: float | None = None
    width_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One name proposed for one place.

    Parts, kind and compared text follow from the name: make a new proposal for another name, never a changed copy.
    """

    name: str
    category: str
    """natural, division, committee, park, street, building, facility, other or settlement."""
    class_code: str = ""
    division_path: tuple[int, ...] = ()
    """Sequence numbers of the divisions the place lies in, province first."""
    division_names: tuple[str, ...] = ()
    """Their names, in the same order."""
    specific: str = ""
    generic: str = ""
    """Both parts as the applicant gives them; found by the splitter where neither is given."""
    readings: tuple[str, ...] = ()
    """Tone-numbered readings the applicant gives, decided one first (``bai2 lu4 tang2``)."""
    measures: Measures = field(default_factory=Measures)
    is_alteration_of: str | None = None
    """The place whose name is to be changed, corrected or given back."""
    long_existing: bool = False
    """The name has been in use for long; clean-ups of irregular names leave such names alone."""
    commemorative: bool = False
    """Given in memory of a person or event, or for friendship with another country."""

    kind: NameKind = field(init=False)
    text: str = field(init=False)
    """The name as it is compared: spoken form of a committee's seat, no blanks around, valid Unicode, not endless."""

    def __post_init__(self) -> None:
        clean = valid(self.name).strip()[:LONGEST_COMPARED]
        kind = kind_of(self.category, self.class_code, clean)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "text", spoken_form(clean) if kind is NameKind.COMMITTEE else clean)
        object.__setattr__(self, "specific", valid(self.specific).strip())
        object.__setattr__(self, "generic", valid(self.generic).strip())
        if not self.specific and not self.generic:
            parts = split(self.text, FAMILY[kind])
            object.__setattr__(self, "specific", parts.specific)
            object.__setattr__(self, "generic", parts.generic)

    @property
    def division(self) -> str:
        """The division path as one text: 湖南省郴州市苏仙区."""
        return "".join(self.division_names)
