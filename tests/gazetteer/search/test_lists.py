"""The lists of frequent texts stay right, whatever is written."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest
import sqlalchemy as sa

from gazetteer.search import bulk_load, parse_query, rebuild, rebuild_if_due, search, tokens_for
from gazetteer.search.tokens import category_token, cell_token, division_token
from tests.gazetteer.search.brute import Name
from tests.gazetteer.search.conftest import INSERT, OVERWRITE, columns_of, make_name, make_world, set_thresholds, store

LOWEST = -(2**63)


def rank(row: Name) -> int:
    return row.importance * 2**40 - row.id


def grams_of(row: Name) -> set[str]:
    """What published.search_grams says, said once more."""
    name = row.name
    grams = {"n" + name[i : i + n] for n in range(1, 5) for i in range(len(name) - n + 1)}
    grams |= {"^" + name[:n] for n in range(1, min(4, len(name)) + 1)}
    grams |= {"p" + row.pinyin[:n] for n in range(1, min(12, len(row.pinyin)) + 1)}
    return grams | {"i" + row.initials[:n] for n in range(1, min(6, len(row.initials)) + 1)}


def facets_of(row: Name) -> list[int]:
    facets = [0, *(division_token(seq) for seq in row.path[1:4]), category_token(row.category)]
    if row.lon is not None and row.lat is not None:
        facets += [cell_token(row.lon, row.lat, 1), cell_token(row.lon, row.lat, 4)]
    return facets


def rows_by_list(rows: list[Name]) -> dict[tuple[int, str], list[Name]]:
    """The rows of every text and facet, best first."""
    found: dict[tuple[int, str], list[Name]] = defaultdict(list)
    for row in sorted(rows, key=rank, reverse=True):
        for facet in facets_of(row):
            for gram in grams_of(row):
                found[facet, gram].append(row)
    return found


def assert_lists_right(connection: sa.Connection, rows: list[Name]) -> int:
    """Each list holds exactly the rows at or above its floor, best first, and counts all rows and their places.

    Lists as searches see them: those that are stored, with the changes that wait. Returns how many there are.
    """
    expected = rows_by_list(rows)
    lists = connection.exec_driver_sql(
        "select facet, gram, df, places, floor, ranks from published.lists_of("
        "array(select distinct gram from published.gram), array(select distinct facet from published.gram))"
    ).all()
    for facet, gram, df, places, floor, ranks in lists:
        right = expected.get((facet, gram), [])
        assert df == len(right), (facet, gram)
        assert places == len({row.place_id for row in right}), (facet, gram)
        assert ranks == [r for r in map(rank, right) if r >= floor], (facet, gram)
    return len(lists)


@pytest.fixture
def filled(database) -> tuple[sa.Engine, list[Name]]:
    rows = make_world(600, seed=3)
    set_thresholds(database.owner, hot_at=20, least=4, keep=10, most=15, listed_at=12, short=6)
    with database.app.begin() as connection:
        store(connection, rows)
        rebuild(connection)
    return database.app, rows


def test_rebuild_finds_every_frequent_text(filled):
    engine, rows = filled
    df = {key: len(of_list) for key, of_list in rows_by_list(rows).items()}
    hot = {key for key, number in df.items() if number >= 20}
    short = {(facet, gram) for (facet, gram), n in df.items() if 12 <= n < 20 and facet == 0 and gram[0] in "n^"}
    with engine.connect() as connection:
        assert assert_lists_right(connection, rows) == len(hot) + len(short) > 500
        listed = connection.exec_driver_sql(
            "select facet, gram, cardinality(ranks) from published.gram join published.champion using (list_id)"
        ).all()
    lengths = {(facet, gram): length for facet, gram, length in listed}
    assert lengths == dict.fromkeys(hot, 10) | dict.fromkeys(short, 6)
    assert len(short) > 20


def test_lists_stay_right_under_random_edits(filled, database, is_long):
    """Statements of one to six rows, each an insert, a deletion or a change of one or several columns."""
    engine, start = filled
    chance = random.Random(29)
    rows = {row.id: row for row in start}
    edits, number = 0, len(start)
    done: Counter[str] = Counter()
    while edits < (10_000 if is_long else 500):
        kind = chance.choice(("insert", "delete", "update", "update"))
        size = chance.choice((1, 1, 1, 2, 6))
        with engine.begin() as connection:
            if kind == "insert":
                changed = [make_name(number + n + 1, chance, place=place_of(rows, chance)) for n in range(size)]
                number += size
                connection.exec_driver_sql(_multiple(INSERT, size), _numbered(changed))
                rows |= {row.id: row for row in changed}
            else:
                # The best rows are hit most: they are the ones that lists hold.
                best = sorted(rows.values(), key=rank, reverse=True)
                chosen = chance.sample(best[:60] if chance.random() < 0.7 else best, size)
                if kind == "delete":
                    connection.exec_driver_sql(
                        "delete from published.name where id = any(%s)", ([row.id for row in chosen],)
                    )
                    for row in chosen:
                        del rows[row.id]
                else:
                    changed = [make_name(row.id, chance, place=place_of(rows, chance)) for row in chosen]
                    connection.exec_driver_sql(_multiple(INSERT, size) + OVERWRITE, _numbered(changed))
                    rows |= {row.id: row for row in changed}
        edits += size
        done[kind] += 1
        if sum(done.values()) % (300 if is_long else 40) == 0:
            with engine.connect() as connection:
                assert assert_lists_right(connection, list(rows.values())) > 400
    assert min(done["insert"], done["delete"], done["update"]) > 20
    with engine.connect() as connection:
        assert_lists_right(connection, list(rows.values()))
    with database.owner.begin() as connection:
        waiting = connection.exec_driver_sql("select count(*) from published.list_change").scalar_one()
        assert 0 < waiting <= 500, "every 250th change works them all in"
        connection.exec_driver_sql("select published.work_in_changes()")
        assert connection.exec_driver_sql("select count(*) from published.list_change").scalar_one() == 0
        assert_lists_right(connection, list(rows.values()))
        state = connection.exec_driver_sql("select names from published.search_state").scalar_one()
        short = connection.exec_driver_sql(
            "select count(*) from published.gram join published.champion using (list_id)"
            " where cardinality(ranks) < least(4, df) or cardinality(ranks) > 15"
        ).scalar_one()
    assert state == len(rows)
    assert short == 0, "a list was left too short or too long"


def place_of(rows: dict[int, Name], chance: random.Random) -> int | None:
    """Every third time a place that has a name already, often one of a few, so that they come to have many."""
    if chance.random() > 0.33:
        return None
    known = list(rows.values())
    return chance.choice(known[:20] if chance.random() < 0.5 else known).place_id.int


def _multiple(statement: str, size: int) -> str:
    """One statement for several rows, its values numbered."""
    head, values = statement.split("values", 1)
    return head + "values " + ", ".join(values.replace(")s", f"_{n})s") for n in range(size))


def _numbered(rows: list[Name]) -> dict[str, object]:
    return {f"{key}_{n}": value for n, row in enumerate(rows) for key, value in columns_of(row).items()}


def test_a_change_that_search_does_not_see_touches_no_list(filled):
    engine, _ = filled
    with engine.begin() as connection:
        connection.exec_driver_sql("update published.name set spelling = 'x', class_code = '22100' where id < 50")
        assert connection.exec_driver_sql("select count(*) from published.list_change").scalar_one() == 0


def test_a_rolled_back_edit_leaves_the_lists_as_they_were(filled):
    engine, rows = filled
    with engine.connect() as connection, connection.begin() as transaction:
        connection.exec_driver_sql("delete from published.name where id < 300")
        transaction.rollback()
    with engine.connect() as connection:
        assert_lists_right(connection, rows)


def waiting_changes(connection: sa.Connection) -> int:
    return connection.exec_driver_sql("select count(*) from published.list_change").scalar_one()


def edit_until_worked_in(engine: sa.Engine, rows: dict[int, Name], first: int = 20_000) -> None:
    """Single edits, each committed, until one of the commits has worked all that it saw into the lists."""
    before = -1
    for number in range(first, first + 300):
        row = make_name(number, random.Random(number))
        with engine.begin() as connection:
            store(connection, [row])
        rows[row.id] = row
        with engine.connect() as connection:
            waiting = waiting_changes(connection)
        if waiting < before:
            return
        before = waiting
    raise AssertionError("300 edits went by")


def test_what_another_writer_has_not_committed_yet_is_worked_in_later(filled):
    """Nobody waits for anybody: 250 edits come and go while another transaction holds its own."""
    engine, start = filled
    rows = {row.id: row for row in start}
    late = [make_name(number, random.Random(number), place=number - 9_999) for number in range(10_001, 10_030)]
    with engine.begin() as slow:
        slow.exec_driver_sql("delete from published.name where id = 5")
        store(slow, late)
        edit_until_worked_in(engine, rows)
        with engine.connect() as connection:
            assert_lists_right(connection, list(rows.values()))
        seen = [*(row for row in rows.values() if row.id != 5), *late]
        assert_lists_right(slow, seen)
    with engine.connect() as connection:
        assert waiting_changes(connection) == 30
        assert_lists_right(connection, seen)
    rows = {row.id: row for row in seen}
    edit_until_worked_in(engine, rows, first=30_000)
    with engine.connect() as connection:
        assert_lists_right(connection, list(rows.values()))


def test_a_reader_of_an_earlier_moment_sees_the_lists_of_then(filled):
    engine, start = filled
    rows = {row.id: row for row in start}
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as reader:
        assert_lists_right(reader, start)
        edit_until_worked_in(engine, rows)
        assert_lists_right(reader, start)
    with engine.connect() as connection:
        assert_lists_right(connection, list(rows.values()))


def test_changes_are_not_shown_to_the_public_reader(filled, database):
    """They tell of names that were withdrawn; the reader gets lists with the changes in them."""
    engine, rows = filled
    with engine.begin() as connection:
        connection.exec_driver_sql("delete from published.name where id = 5")
    with database.reader.connect() as connection:
        assert_lists_right(connection, [row for row in rows if row.id != 5])
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            waiting_changes(connection)


def test_truncate_takes_the_lists_with_it(filled, database):
    with database.owner.begin() as connection:
        connection.exec_driver_sql("truncate published.name")
        assert assert_lists_right(connection, []) == 0
        assert connection.exec_driver_sql("select names from published.search_state").scalar_one() == 0


def test_bulk_load_leaves_everything_as_single_edits_would(database):
    rows = make_world(400, seed=8)
    set_thresholds(database.owner, hot_at=15, least=4, keep=10, most=15, listed_at=10, short=6)
    with database.app.begin() as connection, bulk_load(connection):
        store(connection, rows)
        missing = connection.exec_driver_sql("select to_regclass('published.ix_name_tokens')").scalar_one()
        assert missing is None, "a first load runs without indexes"
    with database.app.begin() as connection:
        assert assert_lists_right(connection, rows) > 300
        names = connection.exec_driver_sql("select name from published.search_indexes()").scalars().all()
        present = connection.exec_driver_sql(
            "select indexname from pg_indexes where schemaname = 'published' and tablename = 'name'"
        ).scalars()
        assert set(names) <= set(present)
        # Triggers are on again.
        connection.exec_driver_sql("delete from published.name where id <= 40")
        assert_lists_right(connection, rows[40:])


def test_a_second_bulk_load_keeps_the_indexes(filled):
    engine, rows = filled
    more = [make_name(number, random.Random(number)) for number in range(1001, 1200)]
    with engine.begin() as connection, bulk_load(connection):
        assert connection.exec_driver_sql("select to_regclass('published.ix_name_tokens')").scalar_one() is not None
        store(connection, more)
    with engine.connect() as connection:
        assert_lists_right(connection, rows + more)


def test_a_failed_bulk_load_leaves_nothing_behind(filled):
    engine, rows = filled
    with pytest.raises(InterruptedError), engine.begin() as connection:
        _load_and_stop(connection)
    with engine.begin() as connection:
        assert assert_lists_right(connection, rows) > 400
        connection.exec_driver_sql("delete from published.name where id = 1")
        assert_lists_right(connection, rows[1:])


def _load_and_stop(connection: sa.Connection) -> None:
    with bulk_load(connection):
        connection.exec_driver_sql("delete from published.name where id < 100")
        raise InterruptedError


def test_very_many_changes_drop_the_lists(filled):
    """Working in 20,001 changes one by one would hold their commit up; search is right without lists too."""
    engine, _ = filled
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into published.name (id, importance, place_id, name_id, name, kind, category, class_code,"
            " division_path, valid, tokens) select n, 1, gen_random_uuid(), gen_random_uuid(), '村', 'standard',"
            " 'park', '22200', '{1,2}', '[,)', %s from generate_series(10001, 30001) n",
            (tokens_for("村", (1, 2), "park"),),
        )
    with engine.begin() as connection:
        assert connection.exec_driver_sql("select count(*) from published.gram").scalar_one() == 0
        assert rebuild_if_due(connection)
        df = connection.exec_driver_sql("select df from published.gram where gram = 'n村' and facet = 0").scalar_one()
        assert df > 20_001
        assert not rebuild_if_due(connection)
        assert search(connection, parse_query("村")).total == "1000+"
        assert search(connection, parse_query("村", category="park")).total == "1000+"
        assert search(connection, parse_query("村", category="park", bbox=(73.0, 18.0, 135.0, 54.0))).total == 0


def test_the_application_cannot_spoil_the_lists_by_calling_their_keeper(filled):
    engine, _ = filled
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), engine.begin() as connection:
        connection.exec_driver_sql("select published.work_in_changes()")
