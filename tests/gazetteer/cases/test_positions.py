"""Where an application says that its feature lies: outside its division nothing is handed in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geocore.errors import InvalidInput
from tests.builders.cases import Office, draw_suxian, naming, opened, street, submitted


@pytest.fixture(scope="module", autouse=True)
def area(bureau: Office) -> None:
    draw_suxian(bureau.database.owner)


def test_a_position_far_off_is_kept_as_a_draft_and_not_handed_in(bureau: Office) -> None:
    draft = naming(bureau, street(), lon=116.0, lat=25.8)
    assert bureau.look(opened(bureau, draft)).state == "draft"
    with pytest.raises(InvalidInput) as refused:
        submitted(bureau, draft)
    assert [(one.field, one.code, one.row, one.hint) for one in refused.value.problems] == [
        ("lon", "outside_division", 1, "261 km")
    ]


def test_of_a_list_the_item_is_named(bureau: Office) -> None:
    draft = naming(bureau, street())
    (item,) = draft.items
    far = replace(item, candidate_names=(street(),), lon=112.89, lat=25.8)
    with pytest.raises(InvalidInput) as refused:
        submitted(bureau, replace(draft, items=(item, far)))
    assert [(one.code, one.row, one.hint) for one in refused.value.problems] == [("outside_division", 2, "1.0 km")]


def test_beside_the_line_is_in_it(bureau: Office) -> None:
    """The drawing is coarser than a street."""
    submitted(bureau, naming(bureau, street(), lon=112.896, lat=25.8))


def test_where_no_area_is_drawn_nothing_is_refused(bureau: Office) -> None:
    submitted(bureau, naming(bureau, street(), at="beihu", lon=116.0, lat=25.8), at="beihu")
