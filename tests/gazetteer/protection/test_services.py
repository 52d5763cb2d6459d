"""The protection list and what it stops; vanished names, origins and the reserve, and who may write in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from gazetteer.campaigns.exclusions import Exclusion, ExclusionKind
from gazetteer.campaigns.kinds import Confidence as Sureness
from gazetteer.campaigns.kinds import IrregularKind
from gazetteer.cases.model import CaseKind
from gazetteer.cases.services import drafting, handling
from gazetteer.protection import services
from gazetteer.protection.model import Confidence, NewOrigin, NewProtection, NewReserved, NewVanished
from gazetteer.protection.queries import (
    protected_names,
    protection_file,
    public_origins,
    public_protected,
    public_protection_of,
    public_vanished,
    reserved_names,
    vanished_names,
)
from geocore.db import reading
from geocore.errors import ActionNotAllowed, Conflict, InvalidInput, NotFound, NotPermitted, StaleVersion
from tests.builders.campaigns import names, scanned
from tests.builders.cases import PDF, Office, about, naming, opened, submitted


def proposal(place: UUID, **changes: Any) -> NewProtection:
    return replace(NewProtection(place, "county", ("historic_value",), "千年古村", "立标志、编故事"), **changes)


def proposed(office: Office, place: UUID) -> UUID:
    with office.as_("clerk@suxian") as work:
        return services.propose(work, proposal(place))


def step(office: Office, entry_id: UUID, **changes: Any) -> services.ProtectionStep:
    with reading(office.database.app, office.actors["clerk@suxian"]) as connection:
        version = protection_file(connection, entry_id).entry.state_version
    made = services.ProtectionStep(entry_id, version, office.today, "苏民〔2026〕3号（虚构）", "依据不足（虚构）")
    return replace(made, **changes)


def listed(office: Office, place: UUID) -> UUID:
    entry_id = proposed(office, place)
    with office.as_("approver@suxian") as work:
        services.take_step(work, step(office, entry_id), "list")
    return entry_id


def test_a_listed_name_is_public_and_a_delisted_one_is_not(bureau: Office, places: dict[str, UUID]) -> None:
    place = places["白露塘村"]
    entry_id = proposed(bureau, place)
    with bureau.database.reader.connect() as connection:
        assert public_protection_of(connection, place) is None
    version = bureau.scalar("select version from published.data_version")
    with bureau.as_("approver@suxian") as work:
        services.take_step(work, step(bureau, entry_id), "list")
    with bureau.database.reader.connect() as connection:
        shown = public_protection_of(connection, place)
        assert shown in public_protected(connection)
    assert shown is not None
    assert (shown.name, shown.grade, shown.grade_en, shown.listed_on) == (
        "白露塘村",
        "县级",
        "of the county",
        bureau.today,
    )
    assert shown.criteria == ("具有重要历史文化价值",)
    assert shown.division == "湖南省郴州市苏仙区白露塘镇"
    with bureau.as_("approver@suxian") as work:
        services.take_step(work, step(bureau, entry_id), "delist")
    with bureau.database.reader.connect() as connection:
        assert public_protection_of(connection, place) is None
    assert bureau.scalar("select version from published.data_version") == version + 2
    with reading(bureau.database.app, bureau.actors["reader@suxian"]) as connection:
        assert str(protection_file(connection, entry_id).entry.state) == "delisted"
    with reading(bureau.database.app, bureau.actors["reviewer@beihu"]) as connection:
        assert protected_names(connection) == ()
        with pytest.raises(NotFound):
            protection_file(connection, entry_id)


def test_a_protected_name_is_not_renamed_without_its_plan(bureau: Office, places: dict[str, UUID]) -> None:
    """条例第二十五条: by the service in words, by the database whatever the service says."""
    place = places["五盖山"]
    draft = about(naming(bureau, "五盖岭", reading="wǔ gài lǐng"), CaseKind.RENAMING, place)
    before = opened(bureau, draft)
    listed(bureau, place)
    command = bureau.step(before)
    with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
        handling.submit(work, command)
    assert [problem.code for problem in refused.value.problems] == ["protection_plan_missing"]
    with pytest.raises(ActionNotAllowed, match="protection plan"):
        bureau.straight(
            "clerk@suxian",
            "insert into app.workflow_event (subject_id, version, workflow, source, action, target, actor_id,"
            " actor_name) values (:id, 1, 'naming_case', 'draft', 'submit', 'submitted', :me, 'x')",
            id=before,
            me=bureau.actors["clerk@suxian"].user_id,
        )
    with bureau.as_("clerk@suxian") as work:
        drafting.attach(work, before, drafting.NewDocument("protection_plan", "方案.pdf", PDF))
    with bureau.as_("clerk@suxian") as work:
        handling.submit(work, command)
    assert str(bureau.look(before).state) == "submitted"


def test_listed_after_the_application_it_stops_before_the_decision(bureau: Office, places: dict[str, UUID]) -> None:
    case_id = opened(bureau, about(naming(bureau, "东和村"), CaseKind.RENAMING, places["东村"]))
    for who, service in (("clerk", handling.submit), ("reviewer", handling.accept)):
        command = bureau.step(case_id)
        with bureau.as_(f"{who}@suxian") as work:
            service(work, command)
    listed(bureau, places["东村"])
    command = bureau.step(case_id)
    with pytest.raises(ActionNotAllowed, match="protection plan"), bureau.as_("reviewer@suxian") as work:
        handling.to_decision(work, command)


def test_other_kinds_of_cases_go_on(bureau: Office, places: dict[str, UUID]) -> None:
    listed(bureau, places["苏仙区"])
    case_id = opened(bureau, about(naming(bureau, "苏仙县"), CaseKind.CORRECTION, places["苏仙区"]))
    command = bureau.step(case_id)
    with bureau.as_("clerk@suxian") as work:
        handling.submit(work, command)


def test_who_proposes_does_not_decide(bureau: Office, places: dict[str, UUID]) -> None:
    entry_id = proposed(bureau, places["朝阳村"])
    for who in ("clerk@suxian", "reviewer@suxian", "reader@suxian"):
        with pytest.raises(NotPermitted), bureau.as_(who) as work:
            services.take_step(work, step(bureau, entry_id), "list")
    with bureau.database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "insert into app.role_grant (user_id, role, duty, division_id, valid)"
                " select :id, 'approver', '', id, '[2020-01-01,)' from published.division where civil_code = '431003'"
            ),
            {"id": bureau.actors["clerk@suxian"].user_id},
        )
    try:
        with pytest.raises(NotPermitted, match="proposes"):
            bureau.straight(
                "clerk@suxian",
                "insert into app.workflow_event (subject_id, version, workflow, source, action, target, actor_id,"
                " actor_name) values (:id, 1, 'protected_name', 'proposed', 'list', 'listed', :me, 'x')",
                id=entry_id,
                me=bureau.actors["clerk@suxian"].user_id,
            )
    finally:
        with bureau.database.owner.begin() as connection:
            connection.execute(
                sa.text("delete from app.role_grant where user_id = :id and role = 'approver'"),
                {"id": bureau.actors["clerk@suxian"].user_id},
            )
    for field, action in (("document", "list"), ("note", "reject")):
        with pytest.raises(InvalidInput) as refused, bureau.as_("approver@suxian") as work:
            services.take_step(work, step(bureau, entry_id, **{field: " "}), action)
        assert [problem.field for problem in refused.value.problems] == [field]
    with pytest.raises(StaleVersion), bureau.as_("approver@suxian") as work:
        services.take_step(work, step(bureau, entry_id, state_version=7), "list")
    with pytest.raises(ActionNotAllowed, match="already"):
        proposed(bureau, places["朝阳村"])
    with bureau.as_("approver@suxian") as work:
        services.take_step(work, step(bureau, entry_id), "reject")
    again = proposed(bureau, places["朝阳村"])
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        services.take_step(work, step(bureau, again, note=""), "withdraw")
    with bureau.as_("clerk@suxian") as work:
        services.take_step(work, step(bureau, again), "withdraw")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"grade": "galaxy"}, "grade"),
        ({"criteria": ()}, "criteria"),
        ({"criteria": ("made_up",)}, "criteria"),
        ({"reason": ""}, "reason"),
        ({"plan": " "}, "plan"),
        ({"plan": "x" * 2001}, "plan"),
    ],
)
def test_what_cannot_be_proposed(bureau: Office, places: dict[str, UUID], changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
        services.propose(work, proposal(places["白露塘镇"], **changes))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_only_those_of_the_place_write(bureau: Office, places: dict[str, UUID]) -> None:
    place, division = places["白露塘镇"], bureau.division("431003")
    vanished = NewVanished("x", "other", division, "x", "x", "x", "x")
    origin = NewOrigin(place, "x", "", "x", Confidence.LOW, False)
    reserved = NewReserved("同德路", "street", division, "x", "", None)
    acts: tuple[tuple[Any, Any], ...] = (
        (services.propose, proposal(place)), (services.record_vanished, vanished), (services.state_origin, origin),
        (services.reserve, reserved),
    )  # fmt: skip
    for service, command in acts:
        for who in ("reader@suxian", "approver@suxian", "clerk@beihu"):
            with pytest.raises((NotPermitted, NotFound)), bureau.as_(who) as work:
                service(work, command)


def test_a_vanished_name_keeps_its_place_and_its_evidence(bureau: Office, places: dict[str, UUID]) -> None:
    division = bureau.division("431003")
    text = {
        "vanished": "约1958年",
        "reason": "修建水库淹没",
        "evidence": "县志附图三",
        "source": "《郴县志》",
    }
    with bureau.as_("clerk@suxian") as work:
        services.record_vanished(work, NewVanished("老鸦铺", "other", division, lon=113.05, lat=25.7, **text))
    with bureau.as_("clerk@suxian") as work:
        services.record_vanished(work, NewVanished("x", "committee", division, place_id=places["东村"], **text))
    with reading(bureau.database.app, bureau.actors["reader@suxian"]) as connection:
        found = {one.name: one for one in vanished_names(connection)}
    assert (found["老鸦铺"].lon, found["老鸦铺"].lat) == (113.05, 25.7)
    assert (found["东村"].lon, found["东村"].division) == (113.12, "白露塘镇")
    with bureau.database.reader.connect() as connection:
        public = {one.name: one for one in public_vanished(connection)}
    assert public["老鸦铺"].vanished == "约1958年"
    assert not hasattr(public["老鸦铺"], "lon")  # no exact position on the public side
    for change in ("update gazetteer.vanished_name set geom = null", "delete from gazetteer.vanished_name"):
        with pytest.raises(NotPermitted):
            bureau.straight("clerk@suxian", change)
        with bureau.database.owner.connect() as owner, pytest.raises(sa.exc.DBAPIError):
            owner.exec_driver_sql(change)
    for field in ("name", "vanished", "reason", "evidence", "source"):
        with pytest.raises(InvalidInput) as refused, bureau.as_("clerk@suxian") as work:
            services.record_vanished(work, replace(NewVanished("x", "other", division, **text), **{field: " "}))
        assert [problem.field for problem in refused.value.problems] == [field]


def test_origins_stand_beside_each_other_and_are_replaced(bureau: Office, places: dict[str, UUID]) -> None:
    place = places["五盖山"]
    first = NewOrigin(place, "五峰如盖（虚构）", "“五峰如盖”", "州志卷二（虚构）", Confidence.MEDIUM, True)
    other = replace(first, text="因五户开山（虚构）", quotation="", source="口述（虚构）", confidence=Confidence.LOW)
    with bureau.as_("clerk@suxian") as work:
        first_id = services.state_origin(work, first)
    with bureau.as_("reviewer@suxian") as work:
        services.state_origin(work, other)
    better = replace(first, confidence=Confidence.HIGH, is_contested=False, replaces=first_id)
    with bureau.as_("clerk@suxian") as work:
        services.state_origin(work, better)
    with pytest.raises(StaleVersion), bureau.as_("reviewer@suxian") as work:
        services.state_origin(work, better)
    with bureau.database.reader.connect() as connection:
        shown = public_origins(connection, place)
    assert [(one.text, one.confidence, one.is_contested) for one in shown] == [
        ("五峰如盖（虚构）", "high", False), ("因五户开山（虚构）", "low", True),
    ]  # fmt: skip
    assert bureau.scalar("select count(*) from gazetteer.origin_statement where place_id = :id", id=place) == 3
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        services.state_origin(work, replace(other, source=""))
    with pytest.raises(StaleVersion), bureau.as_("clerk@suxian") as work:  # of another place
        services.state_origin(work, replace(better, place_id=places["东村"], replaces=first_id))


def test_the_reserve(bureau: Office) -> None:
    new = NewReserved("栖凤 路", "street", bureau.division("431003"), "旧有栖凤渡（虚构）", "", date(2030, 1, 1))
    with bureau.as_("clerk@suxian") as work:
        record_id = services.reserve(work, new)
    with pytest.raises(Conflict), bureau.as_("reviewer@suxian") as work:
        services.reserve(work, new)
    with pytest.raises(StaleVersion), bureau.as_("clerk@beihu") as work:
        services.release(work, record_id, "x", bureau.today)
    with pytest.raises(InvalidInput), bureau.as_("clerk@suxian") as work:
        services.release(work, record_id, " ", bureau.today)
    with bureau.as_("clerk@suxian") as work:
        services.release(work, record_id, "已用于新建道路（虚构）", bureau.today)
    with pytest.raises(StaleVersion), bureau.as_("clerk@suxian") as work:
        services.release(work, record_id, "x", bureau.today)
    with bureau.as_("clerk@suxian") as work:
        services.reserve(work, new)
    with reading(bureau.database.app, bureau.actors["reader@suxian"]) as connection:
        assert [(one.name, one.released_on is None) for one in reserved_names(connection)] == [
            ("栖凤路", True), ("栖凤路", False),
        ]  # fmt: skip
    with reading(bureau.database.app, bureau.actors["reader@suxian"]) as connection:
        assert all(one.division == "苏仙区" for one in reserved_names(connection))


def test_a_campaign_leaves_protected_names_alone(bureau: Office, places: dict[str, UUID]) -> None:
    """五盖山 stands on the list since above."""
    with reading(bureau.database.app, bureau.actors["reader@suxian"]) as connection:
        on_list = {one.name for one in protected_names(connection) if str(one.state) == "listed"}
    assert "五盖山" in on_list
    with bureau.database.owner.begin() as connection:
        connection.execute(sa.text("update gazetteer.name set text = '五盖8山' where text = '五盖山'"))
    campaign_id = scanned(
        bureau,
        categories=("natural",),
        kinds=(IrregularKind.ODD,),
        least_confidence=Sureness.LOW,
        exclusions=(Exclusion(ExclusionKind.PROTECTED, "", "列入保护名录"),),
    )
    assert [(one.name, one.excluded_by) for one in names(bureau, campaign_id)] == [("五盖8山", "列入保护名录")]


def test_a_reserved_name_stands_against_a_new_one_until_it_is_released(bureau: Office) -> None:
    """Art. 9: reserved names count; other districts learn that the name is set aside, and not why."""
    new = NewReserved("望仙路", "street", bureau.division("431003"), "旧有望仙亭（虚构）", "", date(2099, 1, 1))
    with bureau.as_("clerk@suxian") as work:
        record_id = services.reserve(work, new)
    case_id = submitted(bureau, naming(bureau, "望仙路", at="beihu"), at="beihu")
    (check,) = bureau.checks(case_id, "clerk@beihu")
    (same,) = [finding for finding in check.report["findings"] if finding["rule"] == "duplicate.same"]
    assert (same["severity"], same["evidence"][0]["status"]) == ("must_not", "reserved")
    assert "望仙亭" not in str(check.report)
    with bureau.as_("clerk@suxian") as work:
        services.release(work, record_id, "让与北湖区使用（虚构）", bureau.today)
    other = submitted(bureau, naming(bureau, "望仙路", lon=113.2), at="suxian")
    (check,) = bureau.checks(other)
    found = {item["status"] for finding in check.report["findings"] for item in finding["evidence"] if "status" in item}
    assert "reserved" not in found
