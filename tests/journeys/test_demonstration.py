"""The demonstration as loaded: no invented position without its mark; lists made in bulk say what counting does."""

from __future__ import annotations

import sqlalchemy as sa

from tests.conftest import Database


def test_positions_of_the_demonstration_say_so(demo_database: Database) -> None:
    with demo_database.owner.connect() as connection:
        marked = connection.exec_driver_sql("select count(*) from published.place where position_kind = 'demo'")
        assert marked.scalar_one() > 31_000
        others = connection.execute(
            sa.text(
                "select count(*) from published.place p join gazetteer.place g on g.id = p.id"
                " where p.position_kind not in ('demo', 'unknown') and g.category in ('committee', 'division')"
            )
        )
        assert others.scalar_one() == 0, "the published lists have no positions"
        outside = connection.exec_driver_sql(
            """
            select count(*) from gazetteer.place p join published.division d on d.id = p.is_division_id
              join published.division_area a on a.division_seq = d.path[4]
             where p.position_kind = 'demo' and not st_intersects(a.geom, p.geom)
            """
        )
        assert outside.scalar_one() == 0


def test_lists_made_in_bulk_say_what_counting_does(demo_database: Database) -> None:
    with demo_database.owner.connect() as connection:
        (listed,) = connection.exec_driver_sql("select df from published.lists_of(array['n村'], array[0])").scalars()
        counted = connection.exec_driver_sql(
            "select count(*) from published.name where strpos(name, '村') > 0"
        ).scalar_one()
    assert listed == counted
