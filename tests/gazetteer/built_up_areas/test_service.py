"""Built-up areas are entered all or none, never overlap on one day, only end; whoever keeps the division does it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import shapely
import sqlalchemy as sa

from gazetteer.built_up_areas import service, store
from gazetteer.built_up_areas.model import EndArea
from gazetteer.store.dated_rows import end_row
from geoapp.auth.actors import load_actor
from geocore.actor import Actor
from geocore.db import act_as, unit_of_work
from geocore.errors import Conflict, InvalidInput, NotPermitted, StaleVersion
from tests.builders.built_up import Box, bow_tie, enter, new_areas, until_it_waits
from tests.builders.register import add_officer, console_work

SINCE = date(2020, 1, 1)


@pytest.fixture(scope="module")
def keepers(module_database: Any, places: dict[str, Any]) -> dict[str, Actor]:
    """Editors of the city and of one of its districts, and others who may not."""
    with module_database.owner.begin() as connection:
        people = {
            name: add_officer(connection, role, code).id
            for name, role, code in (
                ("city", "editor", "431000"), ("beihu", "steward", "431002"), ("suxian", "editor", "431003"),
                ("clerk", "clerk", "431000"), ("rules", "rule_keeper", "431000"),
            )
        }  # fmt: skip
    with module_database.app.connect() as connection:
        return {name: load_actor(connection, person) for name, person in people.items()}


@pytest.fixture
def work(module_database: Any, keepers: dict[str, Actor]) -> Any:
    return lambda who="city": unit_of_work(module_database.app, keepers[who])


def scalar(database: Any, statement: str, **values: Any) -> Any:
    with database.owner.connect() as connection:
        return connection.execute(sa.text(statement), values).scalar_one_or_none()


@pytest.fixture(scope="module")
def city(module_database: Any, places: dict[str, Any]) -> UUID:
    found: UUID = scalar(module_database, "select id from published.division where civil_code = '431000'")
    return found


def box(number: float) -> Box:
    """Each test has a place of its own; whole numbers lie side by side and touch."""
    return 112.0 + number / 100, 24.5, 112.01 + number / 100, 24.51


def refused(work: Any, city: UUID, areas: dict[str, Any], **changes: Any) -> list[tuple[str, int | None, str]]:
    with pytest.raises(InvalidInput) as error, work() as one:
        service.add_areas(one, new_areas(city, areas, SINCE, **changes))
    return [(problem.code, problem.row, problem.message) for problem in error.value.problems]


def test_areas_of_a_file_are_entered_published_and_audited_once(module_database: Any, work: Any, city: UUID) -> None:
    head = scalar(module_database, "select coalesce(max(seq), 0) from app.audit_event")
    before = scalar(module_database, "select version from published.data_version")
    with work() as one:
        entered = service.add_areas(one, new_areas(city, {"老城": box(0), "新城": box(1)}, SINCE))
    assert [(area.name, round(area.area_m2 / 1e6, 2)) for area in entered] == [("老城", 1.12), ("新城", 1.12)]
    published = scalar(
        module_database,
        "select array_agg(name order by seq) from published.built_up_area where id = any (:ids)",
        ids=[area.id for area in entered],
    )
    assert published == ["老城", "新城"], "areas that touch are no fault"
    assert scalar(module_database, "select version from published.data_version") > before
    actions = "select array_agg(action) from app.audit_event where seq > :head"
    assert scalar(module_database, actions, head=head) == ["built_up_area.import"]
    with module_database.reader.connect() as connection:
        assert connection.execute(sa.text("select count(*) from published.built_up_area")).scalar_one() >= 2


def test_a_dry_run_stores_nothing(module_database: Any, work: Any, city: UUID) -> None:
    with work() as one:
        (entered,) = service.add_areas(one, new_areas(city, {"试城": box(3)}, SINCE), dry_run=True)
    assert entered.id is None
    assert scalar(module_database, "select count(*) from gazetteer.built_up_area where name = '试城'") == 0


def test_faults_are_told_together_with_their_place(work: Any, city: UUID) -> None:
    crossing = shapely.MultiPolygon([bow_tie(box(5))])
    found = refused(work, city, {"叉城": crossing, "": box(6), "长" * 101: box(7)})
    assert [(code, row) for code, row, _ in found] == [("self_crossing", 1), ("area_name", 2), ("area_name", 3)]
    assert "112.055, 24.505" in found[0][2]
    assert refused(work, city, {})[0][0] == "no_areas"
    assert refused(work, city, {"某城": box(5)}, source=" ")[0][0] == "required"
    assert refused(work, city, {"某城": box(5)}, source="长" * 301)[0][0] == "too_long"


def test_overlaps_in_the_file_and_with_the_register_are_told_with_their_place(work: Any, city: UUID) -> None:
    (found,) = refused(work, city, {"甲城": box(8), "乙城": box(8.5)})
    assert found[:2] == ("areas_overlap", 2)
    assert "“乙城”与“甲城”重叠，位置 112.0875" in found[2]
    with work() as one:
        enter(one, city, {"甲城": box(8)})
    (found,) = refused(work, city, {"乙城": box(8.5)})
    assert "“乙城”与“甲城”重叠，位置 112.0875" in found[2]


def test_hairs_between_neighbours_are_no_overlap(work: Any, city: UUID) -> None:
    """Drawn along one line, without sharing its vertices: a centimetre."""
    with work() as one:
        assert len(enter(one, city, {"西城": box(10), "东城": box(11 - 1e-5)})) == 2


def test_the_database_refuses_what_the_service_did_not_see(module_database: Any, work: Any, city: UUID) -> None:
    with work() as one:
        enter(one, city, {"先城": box(13)})
    given = new_areas(city, {"后城": box(13.5)}, SINCE)
    path = scalar(module_database, "select path from published.division where id = :id", id=city)
    with pytest.raises(Conflict), work() as one:
        store.insert_area(one, given, given.areas[0], path)
    crossing = new_areas(city, {"叉城": shapely.MultiPolygon([bow_tie(box(14))])}, SINCE)
    with pytest.raises(InvalidInput), work() as one:
        store.insert_area(one, crossing, crossing.areas[0], path)
    for shape, constraint in (
        ("st_geomfromtext('MULTIPOLYGON EMPTY', 4490)", "ck_built_up_area_(is_valid|envelope)"),
        ("st_multi(st_makeenvelope(10, 10, 11, 11, 4490))", "ck_built_up_area_envelope"),
    ):
        insert = (
            "insert into gazetteer.built_up_area (name, division_id, division_path, geom, valid, source, source_file,"
            f" source_sha256, source_crs) values ('x', :id, :path, {shape}, '[2020-01-01,)', 'x', 'x', repeat('0', 64),"
            " 'x')"
        )
        with pytest.raises(sa.exc.IntegrityError, match=constraint), work() as one:
            one.connection.execute(sa.text(insert), {"id": city, "path": list(path)})


def test_of_two_files_at_one_moment_one_is_refused(module_database: Any, work: Any, city: UUID) -> None:
    """The second is entered while the first is not committed: it waits, and then sees it."""
    path = scalar(module_database, "select path from published.division where id = :id", id=city)
    given = new_areas(city, {"晚城": box(15.5)}, SINCE)

    def late() -> None:
        with work() as one:
            store.insert_area(one, given, given.areas[0], path)

    with ThreadPoolExecutor(1) as threads:
        with work() as one:
            enter(one, city, {"早城": box(15)})
            running = threads.submit(late)
            until_it_waits(module_database, running)
        assert isinstance(running.exception(), Conflict)
    assert scalar(module_database, "select count(*) from gazetteer.built_up_area where name = '晚城'") == 0


def test_an_area_ends_with_a_reason_and_another_takes_its_place(module_database: Any, work: Any, city: UUID) -> None:
    with work() as one:
        (area,) = enter(one, city, {"旧城": box(17)})
    day = date(2026, 3, 2)
    with pytest.raises(InvalidInput), work() as one:
        service.end_area(one, EndArea(area, 0, day, " "))
    with work() as one:
        service.end_area(one, EndArea(area, 0, day, "总体规划修编（虚构）"))
    with pytest.raises(StaleVersion), work() as one:
        service.end_area(one, EndArea(area, 0, day, "再停一次"))
    with pytest.raises(InvalidInput), work() as one:
        enter(one, city, {"新城区": box(17.5)}, day - timedelta(days=1))
    with work() as one:
        enter(one, city, {"新城区": box(17.5)}, day)
    kept = scalar(module_database, "select valid::text from published.built_up_area where id = :id", id=area)
    assert kept == "[2020-01-01,2026-03-02)"


def test_an_area_ended_before_its_first_day_never_was(module_database: Any, work: Any, city: UUID) -> None:
    with work() as one:
        (area,) = enter(one, city, {"误城": box(19)}, date(2030, 1, 1))
        assert [found.is_future for found in store.list_areas(one.connection) if found.id == area] == [True]
    with work() as one:
        service.end_area(one, EndArea(area, 0, date(2026, 1, 1), "误传"))
    with module_database.owner.connect() as connection:
        found = store.find_area(connection, area)
    assert (found.valid_from, found.valid_to, found.is_in_force, found.is_future) == (None, None, False, False)


@pytest.mark.parametrize(
    "change",
    ["name = 'x'", "geom = st_translate(geom, 1, 0)", "valid = '[2019-01-01,)'", "valid = '[2021-01-01,)'"],
)
def test_nothing_of_an_area_is_overwritten(module_database: Any, work: Any, city: UUID, change: str) -> None:
    area = scalar(module_database, "select id from gazetteer.built_up_area where name = '定城'")
    if area is None:
        with work() as one:
            (area,) = enter(one, city, {"定城": box(21)})
    with pytest.raises(sa.exc.DBAPIError) as error, module_database.owner.begin() as connection:
        connection.execute(sa.text(f"update gazetteer.built_up_area set {change} where id = :id"), {"id": area})
    assert "only ends" in str(error.value)
    with (
        pytest.raises(sa.exc.DBAPIError, match="never changed or removed"),
        module_database.owner.begin() as connection,
    ):
        connection.execute(sa.text("delete from gazetteer.built_up_area where id = :id"), {"id": area})


@pytest.mark.parametrize("who", ["beihu", "suxian", "clerk", "rules"])
def test_only_the_keeper_of_the_division_enters_and_ends(
    module_database: Any, work: Any, keepers: dict[str, Actor], city: UUID, who: str
) -> None:
    """Also where a program forgets to ask: row security is the last guard."""
    area = scalar(module_database, "select id from gazetteer.built_up_area where name = '老城'")
    given = new_areas(city, {"他城": box(23)}, SINCE)
    path = list(scalar(module_database, "select path from published.division where id = :id", id=city))
    with pytest.raises(NotPermitted), work(who) as one:
        service.add_areas(one, given)
    with pytest.raises(NotPermitted), work(who) as one:
        service.end_area(one, EndArea(area, 0, SINCE, "x"))
    with pytest.raises(NotPermitted), work(who) as one:
        store.insert_area(one, given, given.areas[0], path)
    with pytest.raises(StaleVersion), work(who) as one:
        end_row(one, "gazetteer.built_up_area", area, 0, SINCE)
    with module_database.app.connect() as connection:
        act_as(connection, keepers[who])
        assert area in {found.id for found in store.list_areas(connection)}, "what is law everybody may read"


def test_a_polygon_beside_its_division_is_refused(module_database: Any, work: Any, city: UUID) -> None:
    """The sign of a wrong coordinate system or of a wrong division."""
    with module_database.owner.begin() as connection:
        connection.exec_driver_sql(
            "insert into published.division_area (division_seq, geom, label_point, accuracy_m, source, as_of)"
            " select seq, st_multi(box), st_pointonsurface(box), 100, 'x', '2018-01-01' from published.division,"
            " st_makeenvelope(111, 24, 114, 27, 4490) box where civil_code = '431000'"
        )
    (found,) = refused(work, city, {"远城": (120.0, 30.0, 120.1, 30.1)})
    assert found[0] == "beside_division"


def test_the_console_keeps_all_areas(module_database: Any, city: UUID) -> None:
    with console_work(module_database.app) as one:
        assert enter(one, city, {"机城": box(25)})
