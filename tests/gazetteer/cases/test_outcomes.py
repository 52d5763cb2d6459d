"""What a decided case brings about: the announcement, the filing, and what the public then finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from gazetteer.cases.clocks import ApproverKind
from gazetteer.cases.model import CaseKind
from gazetteer.cases.services import announcing, deciding, drafting
from gazetteer.services.name_import import NameImport
from geocore.errors import ActionNotAllowed, Conflict, InvalidInput
from tests.builders.cases import (
    MONDAY,
    PDF,
    Office,
    about,
    announced,
    approval,
    approved,
    before_decision,
    clocks,
    codes,
    file_case,
    naming,
    public_name,
    street,
)
from tests.builders.register import SUXIAN, Place, add_places, console_work


def test_an_announcement_without_a_fact_names_it(bureau: Office) -> None:
    """The second wish is approved, and nobody has said how it is read."""
    case_id = before_decision(bureau, naming(bureau, street(), "朝阳路"))
    good = approval(bureau, case_id)
    with bureau.as_("approver@suxian") as work:
        deciding.approve(work, replace(good, items=(replace(good.items[0], name="朝阳路"),)))
    with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
        announcing.announce(work, announcing.Announce(bureau.step(case_id), "苏仙区民政局"))
    assert codes(refused) == {("romanisation", "fact_missing")}
    assert bureau.look(case_id).state == "announcing"


def test_another_departments_name_is_announced_from_its_filing(bureau: Office) -> None:
    case_id = approved(bureau, naming(bureau, street()), approver_kind=ApproverKind.OTHER_DEPARTMENT)
    assert "announcement" not in clocks(bureau, case_id)
    paper = drafting.NewDocument("filing_report", "备案报告.pdf", PDF)
    with bureau.as_("clerk@suxian") as work:
        announcing.send_filing(work, announcing.SendFiling(case_id, "苏仙区民政局", date(2026, 3, 10), (paper,)))
    assert clocks(bureau, case_id)["announcement"] == (date(2026, 3, 25), None)


def test_a_filing_is_complete_and_may_come_back(bureau: Office) -> None:
    case_id = announced(bureau, naming(bureau, street()), paper=None)
    with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
        announcing.send_filing(work, announcing.SendFiling(case_id, "郴州市民政局", MONDAY))
    assert [problem.hint for problem in refused.value.problems] == ["approval"]
    with pytest.raises(ActionNotAllowed), bureau.as_("clerk@suxian") as work:
        announcing.record_filing(work, announcing.ReceiveFiling(bureau.step(case_id), "x", MONDAY))
    paper = drafting.NewDocument("approval", "批复.pdf", PDF)
    send = announcing.SendFiling(case_id, "郴州市民政局", MONDAY, (paper,))
    with bureau.as_("clerk@suxian") as work:
        announcing.send_filing(work, send)
    with pytest.raises(Conflict), bureau.as_("clerk@suxian") as work:
        announcing.send_filing(work, send)
    with bureau.as_("clerk@suxian") as work:
        announcing.return_filing(work, case_id, "缺专家论证报告", MONDAY)
    file_case(bureau, case_id)
    assert bureau.scalar("select count(*) from gazetteer.case_filing where case_id = :id", id=case_id) == 2


def test_a_renamed_place_is_found_by_both_names(bureau: Office, places: dict[str, UUID]) -> None:
    """J3: the old name ends the day the new one begins, and stays."""
    draft = about(naming(bureau, "新白露塘村"), CaseKind.RENAMING, places["白露塘村"])
    case_id = approved(bureau, draft)
    assert public_name(bureau, "白露塘村") == "standard (,)"
    step = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        announcing.announce(work, announcing.Announce(step, "苏仙区民政局"))
    assert public_name(bureau, "白露塘村") == "former (,2026-03-02)"
    assert public_name(bureau, "新白露塘村") == "standard [2026-03-02,)"
    body = bureau.scalar("select body from published.announcement where standard_name = '新白露塘村'")
    assert "“白露塘村”更名为“新白露塘村”" in body
    events = bureau.scalar("select kind from published.event where place_id = :id", id=places["白露塘村"])
    assert events == "rename"


def test_a_retired_name_stays_in_the_record(bureau: Office, places: dict[str, UUID]) -> None:
    """J4: nothing is deleted, the position does not move."""
    where = "select st_astext(geom) from gazetteer.place where id = :id"
    before = bureau.scalar(where, id=places["朝阳村"])
    draft = about(naming(bureau, ended_on=date(2026, 1, 15)), CaseKind.RETIREMENT, places["朝阳村"])
    # The reading of 朝阳村 is a guess: nothing is announced before somebody has settled it.
    case_id = approved(bureau, draft)
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        announcing.announce(work, announcing.Announce(bureau.step(case_id), "苏仙区民政局"))
    with bureau.database.owner.begin() as connection:
        connection.exec_driver_sql("update gazetteer.reading set confident = true")
    with bureau.as_("clerk@suxian") as work:
        announcing.announce(work, announcing.Announce(bureau.step(case_id), "苏仙区民政局"))
    assert public_name(bureau, "朝阳村") == "standard (,2026-01-15)"
    assert bureau.scalar("select upper(existence) from published.place where id = :id", id=places["朝阳村"]) == date(
        2026, 1, 15
    )
    assert bureau.scalar(where, id=places["朝阳村"]) == before


def test_a_retired_name_may_be_given_again(bureau: Office) -> None:
    """It is no name in force: the check tells of it, and a person decides."""
    name = street()
    announced(bureau, naming(bureau, name))
    place = bureau.scalar("select place_id from published.announcement where standard_name = :name", name=name)
    announced(bureau, about(naming(bureau, ended_on=MONDAY), CaseKind.RETIREMENT, place))
    again = announced(bureau, naming(bureau, name))
    assert bureau.look(again).state == "announced"
    assert bureau.scalar("select count(*) from gazetteer.name where text = :name", name=name) == 2


def test_a_list_does_not_undo_a_decision(bureau: Office) -> None:
    """Lists repeat what was in force when they were made: before an announcement, after it, and after 注销."""

    def imported(*names: str) -> NameImport:
        rows = tuple(Place(name, SUXIAN, lon=113.0 + number / 100, lat=25.8) for number, name in enumerate(names))
        with console_work(bureau.database.app) as work:
            return add_places(work, rows, "old-list.csv")

    def told(done: NameImport) -> tuple[int, int, int, list[tuple[str, int | None]]]:
        counts = done.counts
        return counts.added, counts.changed, counts.unchanged, [(one.code, one.row) for one in done.problems]

    assert told(imported("乙丑村", "乙寅村"))[:2] == (2, 0)
    first, second = (
        bureau.scalar("select place_id from gazetteer.name where text = :name", name=name)
        for name in ("乙丑村", "乙寅村")
    )
    renaming = approved(bureau, about(naming(bureau, "乙卯村"), CaseKind.RENAMING, first))
    assert told(imported("乙丑村", "乙寅村")) == (0, 0, 2, [])
    assert told(imported("乙卯村", "乙寅村")) == (0, 0, 1, [("decided_name", 1)])
    step = bureau.step(renaming)
    with bureau.as_("clerk@suxian") as work:
        announcing.announce(work, announcing.Announce(step, "苏仙区民政局"))
    announced(bureau, about(naming(bureau, ended_on=date(2026, 1, 15)), CaseKind.RETIREMENT, second))
    assert told(imported("乙丑村", "乙寅村")) == (0, 0, 0, [("decided_name", 1), ("decided_name", 2)])
    assert told(imported("乙卯村", "乙寅村")) == (0, 0, 1, [("decided_name", 2)])
    assert public_name(bureau, "乙卯村") == "standard [2026-03-02,)"
    assert bureau.scalar("select count(*) from gazetteer.name where place_id = :place", place=first) == 2
