"""Who reviews a decision: 行政复议法第二十四条、第二十五条."""

from __future__ import annotations

from uuid import UUID

import pytest

from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import PathDivision
from gazetteer.cases.review_organ import review_organ

ROOT = ("中华人民共和国", "country")
SUXIAN = (ROOT, ("湖南省", "province"), ("郴州市", "prefecture_city"), ("苏仙区", "municipal_district"))
TIANMEN = (ROOT, ("湖北省", "province"), ("省直辖县级行政区划", "direct_administered"), ("天门市", "county_city"))
XILINHOT = (ROOT, ("内蒙古自治区", "autonomous_region"), ("锡林郭勒盟", "league"), ("锡林浩特市", "county_city"))


def path(steps: tuple[tuple[str, str], ...]) -> tuple[PathDivision, ...]:
    return tuple(PathDivision(UUID(int=at), at, at, name, kind) for at, (name, kind) in enumerate(steps))


@pytest.mark.parametrize(
    ("body", "steps", "organ"),
    [
        ("苏仙区民政局", SUXIAN, "苏仙区人民政府"),
        ("苏仙区人民政府", SUXIAN, "郴州市人民政府"),
        ("郴州市人民政府", SUXIAN, "湖南省人民政府"),
        ("湖南省人民政府", SUXIAN, "湖南省人民政府"),
        ("天门市人民政府", TIANMEN, "湖北省人民政府"),
        ("锡林浩特市人民政府", XILINHOT, "锡林郭勒盟行政公署"),
        ("锡林浩特市民政局", XILINHOT, "锡林浩特市人民政府"),
        ("苏仙区住房和城乡建设局", SUXIAN, ""),
        ("", SUXIAN, ""),
    ],
)
def test_by_the_name_of_the_body(body: str, steps: tuple[tuple[str, str], ...], organ: str) -> None:
    assert review_organ(body, None, path(steps)) == organ
    assert review_organ(body, ApproverKind.LOCAL_GOVERNMENT, path(steps)) == organ


def test_a_department_of_the_state_council_reviews_itself() -> None:
    assert review_organ("民政部", ApproverKind.STATE_COUNCIL_DEPARTMENT, path(SUXIAN)) == "民政部"
