"""Words beside dots: never on a dot, never on other words, never outside."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from geoapp.web.picture_words import EM, Wish, place_words

dots = st.tuples(st.floats(10, 630), st.floats(10, 470))


def wish(x: float, y: float, *texts: str) -> Wish:
    return Wish((x - 8, y - 8, x + 8, y + 8), texts or ("a 同心路", "a"))


@given(st.lists(dots, max_size=40))
def test_nothing_is_covered(places: list[tuple[float, float]]) -> None:
    wishes = [wish(x, y) for x, y in places]
    boxes = []
    for words in place_words(wishes, 640, 480):
        if words is None:
            continue
        wide = {"a 同心路": 4.2 * EM, "a": 0.6 * EM}[words.text]
        left = words.x - {"start": 0, "middle": wide / 2, "end": wide}[words.anchor]
        boxes.append((left, words.y - EM, left + wide, words.y + 4))
    for number, box in enumerate(boxes):
        assert box[0] >= -0.1
        assert box[2] <= 640.1
        for other in (*boxes[:number], *(asked.box for asked in wishes)):
            apart = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
            # A dot may lie on another dot, and its own box is where its words begin.
            assert min(apart) <= 0.3


def test_the_first_has_its_name_the_others_what_is_left() -> None:
    first, second, third = place_words([wish(100, 100), wish(120, 100), wish(140, 100)], 640, 480)
    assert first is not None
    assert (first.text, first.anchor) == ("a 同心路", "end")
    assert second is not None
    assert (second.text, second.anchor) == ("a", "middle")
    assert third is not None
    assert third.anchor == "start"


def test_where_there_is_no_room_the_mark_stands_alone_or_nothing() -> None:
    (narrow,) = place_words([wish(20, 100)], 45, 200)
    assert narrow is not None
    assert narrow.text == "a"
    assert place_words([wish(10, 10)], 20, 20) == [None]
