"""Single edits of names that cost the writer little: what they change in the lists of frequent texts waits in a log.

An edit touched the lists of every text of the name in the writing transaction. Now it adds a line or two to
`published.list_change`; the commit of every 250th change works all of them into the lists at once. The invariant of
0005 holds for the lists as `published.lists_of` gives them, and nothing else reads them:

    list as stored + changes in the log = list of the rows that the reader's snapshot sees

Log and lists are read, and worked into each other, in one snapshot, so this needs no lock: writers no longer wait.
"""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from alembic import op

revision = "0018_pending_list_changes"
down_revision = "0017_applications"
branch_labels = None
depends_on = None

TABLE = """
create table published.list_change (
    seq bigint generated always as identity constraint pk_list_change primary key,
    sign smallint not null constraint ck_list_change_sign check (sign in (-1, 1)),
    rank bigint not null,
    place_id uuid not null,
    name text collate "C" not null,
    pinyin text collate "C" not null,
    initials text collate "C" not null,
    facets integer[] not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
comment on table published.list_change is
    'rows of published.name that came (1) or went (-1) and that the stored lists do not know yet';
alter table published.champion set (fillfactor = 70);
"""

# Loops instead of queries: a function of SQL is planned anew in every statement that calls it.
LOGGING = """
create or replace function published.search_grams(name text, pinyin text, initials text) returns text[]
language plpgsql immutable parallel safe as $$
declare
    grams text[] := '{}';
    piece text;
begin
    for position in 1 .. char_length(name) loop
        for length in 1 .. least(4, char_length(name) - position + 1) loop
            piece := substr(name, position, length);
            if strpos(name, piece) = position then  -- a text twice in one name counts once
                grams := grams || ('n' || piece);
            end if;
        end loop;
    end loop;
    for length in 1 .. least(4, char_length(name)) loop
        grams := grams || ('^' || left(name, length));
    end loop;
    for length in 1 .. least(12, char_length(pinyin)) loop
        grams := grams || ('p' || left(pinyin, length));
    end loop;
    for length in 1 .. least(6, char_length(initials)) loop
        grams := grams || ('i' || left(initials, length));
    end loop;
    return grams;
end $$;

create or replace function published.search_facets(division_path integer[], tokens integer[]) returns integer[]
language plpgsql immutable parallel safe as $$
declare
    facets integer[] := '{0}';
    last integer := cardinality(tokens);
begin
    for position in 2 .. least(4, cardinality(division_path)) loop
        facets := facets || 1073741824 + division_path[position];
    end loop;
    for position in greatest(1, last - 2) .. last loop
        if tokens[position] >= 1090519040 then
            facets := facets || tokens[position];
        end if;
    end loop;
    return facets;
end $$;

-- Runs with the owner's rights: whoever may change a name keeps the lists right, and cannot change them otherwise.
create function published.log_list_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, published, pg_temp
set plan_cache_mode = force_generic_plan as $$
begin
    if tg_op <> 'INSERT' then
        insert into published.list_change (sign, rank, place_id, name, pinyin, initials, facets)
        values (-1, old.importance::bigint * 1099511627776 - old.id, old.place_id, old.name, old.pinyin, old.initials,
                published.search_facets(old.division_path, old.tokens));
    end if;
    if tg_op <> 'DELETE' then
        insert into published.list_change (sign, rank, place_id, name, pinyin, initials, facets)
        values (1, new.importance::bigint * 1099511627776 - new.id, new.place_id, new.name, new.pinyin, new.initials,
                published.search_facets(new.division_path, new.tokens));
    end if;
    return null;
end $$;
"""

MERGING = """
-- A change that concerns a list; `listed`, whether its rank is not below the list's floor.
create type published.list_match as (list_id integer, sign integer, rank bigint, place_id uuid, listed boolean);

create function published.has_gram(name text, pinyin text, initials text, gram text) returns boolean
language sql immutable parallel safe as $$
    select case left(gram, 1)
        when 'n' then strpos(name, substr(gram, 2)) > 0
        when '^' then starts_with(name, substr(gram, 2))
        when 'p' then starts_with(pinyin, substr(gram, 2))
        else starts_with(initials, substr(gram, 2)) end
$$;

create function published.spliced(ranks bigint[], added bigint[], removed bigint[]) returns bigint[]
language plpgsql immutable parallel safe as $$
declare
    rank bigint;
    low integer;
    high integer;
    middle integer;
begin
    foreach rank in array coalesce(removed, '{}') loop
        ranks := array_remove(ranks, rank);
    end loop;
    foreach rank in array coalesce(added, '{}') loop
        low := 1;  -- the place of the new one, by halving: before it all are larger, from `high` on none
        high := cardinality(ranks) + 1;
        while low < high loop
            middle := (low + high) / 2;
            if ranks[middle] > rank then
                low := middle + 1;
            else
                high := middle;
            end if;
        end loop;
        if ranks[low] is distinct from rank then
            ranks := ranks[:low - 1] || rank || ranks[low:];
        end if;
    end loop;
    return ranks;
end $$;
comment on function published.spliced is 'ranks, best first, with and without these';

create function published.merged_lists(matches published.list_match[], exact_to bigint)
returns table (list_id integer, df integer, places integer, floor bigint, ranks bigint[])
language plpgsql stable set search_path = pg_catalog, published, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_nestloop = on as $$
#variable_conflict use_column
begin
    return query
    with net as materialized (  -- rows that came and went again, or the reverse, are as they were
        select list_id, place_id, rank, listed, sum(sign)::integer as sign
          from unnest(matches) match group by list_id, place_id, rank, listed having sum(sign) <> 0
    ), entry as (
        select list_id, sum(sign) as df,
               array_agg(rank) filter (where listed and sign > 0) as added,
               array_agg(rank) filter (where listed and sign < 0) as removed
          from (select list_id, rank, listed, sum(sign)::integer as sign
                  from net group by list_id, rank, listed) each_row
         group by list_id
    ), place as (  -- a place counts for a list from its first row with the text to its last
        select list_id, place_id, max(sign) as places
          from net group by list_id, place_id having min(sign) = max(sign)
    ), place_change as (
        select p.list_id, sum(p.places) as places
          from place p join published.gram g on g.list_id = p.list_id
         where g.places <= exact_to
           and not exists (
               select from published.name n
                where n.place_id = p.place_id
                  and published.has_gram(n.name, n.pinyin, n.initials, g.gram)
                  and g.facet = any (published.search_facets(n.division_path, n.tokens))
                  and not exists (select from net
                                   where net.list_id = p.list_id and net.place_id = p.place_id
                                     and net.rank = n.importance::bigint * 1099511627776 - n.id))
         group by p.list_id
    ), change as materialized (
        select e.list_id, e.df, coalesce(q.places, 0) as places, e.added, e.removed
          from entry e left join place_change q on q.list_id = e.list_id
         where e.df <> 0 or e.added is not null or e.removed is not null or q.places <> 0
    )
    select g.list_id, (g.df + c.df)::integer, (g.places + c.places)::integer, g.floor,
           published.spliced(k.ranks, c.added, c.removed)
      from change c
      join published.gram g on g.list_id = c.list_id
      join published.champion k on k.list_id = c.list_id;
end $$;
comment on function published.merged_lists is
    'lists as they are with these changes; places are exact in lists that counted at most `exact_to` before';

-- With the owner's rights, since the log tells of names that were withdrawn.
create function published.lists_of(grams text[], facets integer[])
returns table (gram text, facet integer, df integer, places integer, floor bigint, ranks bigint[])
language plpgsql stable security definer set search_path = pg_catalog, published, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
    lists published.gram[] := '{}';
    list published.gram;
    of_text text;
    within integer;
    first bigint;
    exact_to bigint;
    matches published.list_match[];
begin
    -- One by one: the planner would read all lists of a text, of which there are hundreds, and then look at the facets.
    foreach of_text in array grams loop
        foreach within in array facets loop
            select * into list from published.gram g where g.gram = of_text and g.facet = within;
            if found then
                lists := lists || list;
            end if;
        end loop;
    end loop;
    if cardinality(lists) > 0 then
        -- By index past the changes that were worked in and wait for vacuum: in a minute of edits they become thousands.
        select min(seq) into first from published.list_change;
    end if;
    if first is not null then
        -- A search counts up to 1,000, and no change takes more than one place away.
        exact_to := 1000 + (select count(*) from published.list_change c where c.seq >= first);
        matches := (
            select array_agg(row(l.list_id, c.sign, c.rank, c.place_id, c.rank >= l.floor)::published.list_match)
              from unnest(lists) l cross join published.list_change c
             where c.seq >= first
               and (c.rank >= l.floor or l.places <= exact_to)
               and l.facet = any (c.facets)
               and published.has_gram(c.name, c.pinyin, c.initials, l.gram));
    end if;
    if matches is null then
        return query
        select l.gram, l.facet, l.df, l.places, l.floor, k.ranks
          from unnest(lists) l join published.champion k on k.list_id = l.list_id;
    else
        return query
        select l.gram, l.facet, coalesce(m.df, l.df), coalesce(m.places, l.places), l.floor,
               coalesce(m.ranks, k.ranks)
          from unnest(lists) l join published.champion k on k.list_id = l.list_id
          left join published.merged_lists(matches, exact_to) m on m.list_id = l.list_id;
    end if;
end $$;
comment on function published.lists_of is
    'the lists of these texts and facets, with what the log changes; of more than 1,000 places the counts are those stored';
"""

# The log is worked in at commit, when each of its statements has logged all it changed.
WORKING_IN = """
create type published.list_state as (list_id integer, df integer, places integer, floor bigint, ranks bigint[]);

-- Hundreds of changes meet most lists: looking each up by index is ten times dearer than reading all lists once.
create function published.matches_of(changes published.list_change[]) returns published.list_match[]
language plpgsql stable set search_path = pg_catalog, published, pg_temp
set plan_cache_mode = force_generic_plan set enable_nestloop = off as $$
begin
    return (
        with net as (  -- a row that came and went again is as it was
            select name, pinyin, initials, facets, place_id, rank, sum(sign) as sign
              from unnest(changes) c group by name, pinyin, initials, facets, place_id, rank having sum(sign) <> 0
        ), renewed as materialized (
            select row_number() over () as number, name, pinyin, initials, facets, place_id, max(rank) as best,
                   sum(sign) as balance, array_agg(rank) as ranks, array_agg(sign) as signs
              from net group by name, pinyin, initials, facets, place_id
        ), had as materialized (
            select r.number, gram, r.facets
              from renewed r cross join unnest(published.search_grams(r.name, r.pinyin, r.initials)) gram
        ), inside as materialized (
            select h.number, h.gram, within.facet
              from had h
              -- A text that is not frequent over all rows has no list within a facet either.
              join published.gram everywhere on everywhere.gram = h.gram and everywhere.facet = 0
              cross join unnest(h.facets) within(facet)
        )
        select array_agg(row(g.list_id, of_row.sign, of_row.rank, r.place_id,
                             of_row.rank >= g.floor)::published.list_match)
          from inside i
          join published.gram g on g.gram = i.gram and g.facet = i.facet
          join renewed r on r.number = i.number
          cross join unnest(r.ranks, r.signs) of_row(rank, sign)
         -- What a place had and has again counts as before; only the best rows are listed.
         where r.balance <> 0 or r.best >= g.floor);
end $$;

create function published.work_in_changes() returns void
language plpgsql security definer set search_path = pg_catalog, published, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
    state published.search_state;
    lists published.list_state[];
    rows_changed bigint;
    rows_more bigint;
begin
    -- Whoever holds the lock works in, or computes all lists anew; what is left is for the next.
    if not pg_try_advisory_xact_lock(7340212) or not exists (select from published.list_change) then
        return;
    end if;
    select * into state from published.search_state;
    if (select count(*) from published.list_change) > 20000 then
        -- Costs nothing and leaves every search right, only slower until gazetteer.search.rebuild.
        delete from published.champion;
        delete from published.gram;
    end if;
    -- One statement, for one snapshot of log and names.
    with gone as (
        delete from published.list_change change returning change
    ), taken as materialized (
        select array_agg(change) as changes, count(*) as changed, coalesce(sum((change).sign), 0) as more from gone
    ), merged as (
        select m.*, h.gram, h.facet, cardinality(m.ranks) as length
          from taken
          cross join published.merged_lists(published.matches_of(taken.changes), 2147483647) m
          join published.gram h on h.list_id = m.list_id
    )
    select taken.changed, taken.more, array(
               select row(m.list_id, m.df, m.places,
                          case when m.length > state.keep_most then m.ranks[state.keep]
                               when more.ranks is null then m.floor
                               when cardinality(more.ranks) < state.keep - m.length then -9223372036854775808
                               else more.ranks[cardinality(more.ranks)] end,
                          case when m.length > state.keep_most then m.ranks[:state.keep]
                               else m.ranks || more.ranks end)::published.list_state
                 from merged m
                cross join lateral (
                    select case when m.length < least(state.keep_least, m.df) then
                        published.more_of_list(m.facet, m.gram, m.floor, state.keep - m.length) end) more(ranks))
      into rows_changed, rows_more, lists from taken;
    update published.gram g set df = l.df, places = l.places, floor = l.floor
      from unnest(lists) l where g.list_id = l.list_id;
    update published.champion k set ranks = l.ranks
      from unnest(lists) l where k.list_id = l.list_id and k.ranks <> l.ranks;
    update published.search_state set changed = changed + rows_changed, names = names + rows_more;
end $$;
comment on function published.work_in_changes is 'works the logged changes into the stored lists';

create function published.after_list_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, published, pg_temp as $$
begin
    perform published.work_in_changes();
    return null;
end $$;
create constraint trigger list_change_250 after insert on published.list_change
    deferrable initially deferred for each row when (new.seq % 250 = 0) execute function published.after_list_change();

drop trigger name_after_insert on published.name;
drop trigger name_after_delete on published.name;
drop trigger name_after_update on published.name;
drop function published.after_name_insert(), published.after_name_delete(), published.after_name_update(),
    published.lists_follow(bigint, bigint), published.apply_search_delta(published.search_delta[]);
drop type published.search_delta;
create trigger name_logs_coming_and_going after insert or delete on published.name
    for each row execute function published.log_list_change();
-- An update that search does not see costs nothing.
create trigger name_logs_change
    after update of id, importance, place_id, name, pinyin, initials, division_path, tokens on published.name
    for each row when (
        (old.id, old.importance, old.place_id, old.name, old.pinyin, old.initials, old.division_path, old.tokens)
        is distinct from
        (new.id, new.importance, new.place_id, new.name, new.pinyin, new.initials, new.division_path, new.tokens))
    execute function published.log_list_change();
"""

READING = """
create or replace function published.search_sound(reading text, other_than text, most integer)
returns setof published.search_piece
language plpgsql stable set search_path = pg_catalog, published, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
    piece published.search_piece;
begin
    select l.gram, l.facet, l.df, l.places, l.floor, l.ranks
      into piece.gram, piece.facet, piece.df, piece.places, piece.floor, piece.ranks
      from published.lists_of(array['p' || left(reading, 12)], '{0}') l;
    if found then
        return next piece;
    else
        return query select * from published.search_rare(
            'sound', reading, null, other_than, -1, 9223372036854775807, most);
    end if;
end $$;

create or replace function published.search_start(
    grams text[], facets integer[], most integer, wanted text, letters text, wanted_tokens integer[],
    start_tokens integer[], page integer, leash text) returns setof published.search_piece
language plpgsql set search_path = pg_catalog, published, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off as $$
declare
    state published.search_state;
    piece published.search_piece;
    inside integer := facets[cardinality(facets)];  -- 0, or the one filter of a page that is brought
    missing integer := (select count(*) from unnest(grams) gram where left(gram, 1) = 'n');
    windows integer := missing;
    starts bigint[];
    inner_ranks bigint[];
    p_ranks bigint[];
    i_ranks bigint[];
    heads bigint[] := '{}';
begin
    if leash is not null then
        perform set_config('statement_timeout', leash, true);
    end if;
    select * into state from published.search_state;
    piece.gram := '#';
    piece.facet := 0;
    piece.df := least(state.names, 2147483647);
    return next piece;
    for piece.gram, piece.facet, piece.df, piece.places, piece.floor, piece.ranks in
        select l.gram, l.facet, l.df, l.places,
               case when cardinality(l.ranks) > most then l.ranks[most] else l.floor end, l.ranks[1:most]
          from published.lists_of(grams, facets) l
           -- A short list is for a first page only: whoever reads beyond it is better off with all rows.
         where l.df >= state.hot_at or l.facet = 0 and inside = 0 and 2 * page between 1 and cardinality(l.ranks)
    loop
        return next piece;
        if piece.facet = inside then
            case left(piece.gram, 1)
                when 'n' then missing := missing - 1; inner_ranks := piece.ranks;
                when '^' then starts := piece.ranks;
                when 'p' then p_ranks := piece.ranks;
                else i_ranks := piece.ranks;
            end case;
        end if;
    end loop;
    piece := null;
    if letters is not null then
        -- Hardly any name is written in Latin letters: this saves the search among them.
        if published.any_name_has(wanted_tokens) then
            piece.gram := '?n';
            return next piece;
            return;
        end if;
        if page = 0 or inside <> 0 then
            return;
        end if;
        if p_ranks is null then
            piece := published.rare_page('pinyin', letters, null, null, -1, 9223372036854775807, page);
            return next piece;
            heads := piece.ranks;
        else
            piece.gram := '=p';
            piece.ranks := array(
                select n.importance::bigint * 1099511627776 - n.id from published.name n where n.pinyin = letters
                 order by n.importance::bigint * 1099511627776 - n.id desc limit page);
            piece.floor := coalesce(piece.ranks[page], -9223372036854775808);
            return next piece;
            heads := piece.ranks || p_ranks;
        end if;
        if cardinality(heads) >= page then
            null;
        elsif i_ranks is null then
            piece := published.rare_page(
                'initials', letters, null, null, -1, 9223372036854775807, page - cardinality(heads));
            return next piece;
            heads := heads || piece.ranks;
        else
            piece := null;
            piece.gram := '=i';
            piece.ranks := array(
                select n.importance::bigint * 1099511627776 - n.id from published.name n where n.initials = letters
                 order by n.importance::bigint * 1099511627776 - n.id desc limit page);
            piece.floor := coalesce(piece.ranks[page], -9223372036854775808);
            return next piece;
            heads := heads || piece.ranks || i_ranks;
        end if;
    elsif page = 0 then
        return;
    elsif missing > 0 then
        piece := published.rare_page('inner', wanted, wanted_tokens, null, -1, 9223372036854775807, page);
        return next piece;
        heads := piece.ranks;
    else
        if starts is null then
            piece := published.rare_page(case when inside = 0 then 'start' else 'start_inside' end, wanted,
                start_tokens, null, -1, 9223372036854775807, page);
        elsif inside <> 0 then
            piece := published.rare_page('exact_inside', wanted, start_tokens, null, -1, 9223372036854775807, page);
        else
            piece.gram := '=n';
            piece.ranks := array(
                select n.importance::bigint * 1099511627776 - n.id from published.name n where n.name = wanted
                 order by n.importance::bigint * 1099511627776 - n.id desc limit page);
            piece.floor := coalesce(piece.ranks[page], -9223372036854775808);
        end if;
        return next piece;
        heads := piece.ranks || starts;
        if windows = 1 then  -- of several, a row may have each and yet not the text
            heads := heads || inner_ranks;
        end if;
    end if;
    return query select * from published.search_rows(array(
        select -rank & 1099511627775 from unnest(heads) with ordinality head(rank, position)
         group by rank order by min(position) limit page));
end $$;
"""

# Entries that wait in front of the index are read in full by every search: thousands of edits made each several times dearer.
BULK = """
alter index if exists published.ix_name_tokens set (fastupdate = off);
select gin_clean_pending_list(to_regclass('published.ix_name_tokens'));
create or replace function published.search_indexes() returns table (name text, definition text)
language sql immutable as $$
    values
        ('ix_name_place_id', 'create index ix_name_place_id on published.name (place_id)'),
        ('ix_name_name', 'create index ix_name_name on published.name
            (name, (importance::bigint * 1099511627776 - id) desc)'),
        ('ix_name_pinyin', 'create index ix_name_pinyin on published.name
            (pinyin, (importance::bigint * 1099511627776 - id) desc)'),
        ('ix_name_initials', 'create index ix_name_initials on published.name
            (initials, (importance::bigint * 1099511627776 - id) desc)'),
        ('ix_name_rank', 'create index ix_name_rank on published.name
            ((importance::bigint * 1099511627776 - id) desc)'),
        ('ix_name_tokens', 'create index ix_name_tokens on published.name using gin (tokens) with (fastupdate = off)'),
        ('ix_name_geom', 'create index ix_name_geom on published.name using gist (geom)')
$$;

create or replace function published.after_name_truncate() returns trigger
language plpgsql security definer set search_path = pg_catalog, published, pg_temp as $$
begin
    delete from published.champion;
    delete from published.gram;
    delete from published.list_change;
    update published.search_state set names = 0, changed = 0;
    return null;
end $$;

create or replace function published.begin_bulk() returns void
language plpgsql security definer set search_path = pg_catalog, published, pg_temp as $$
begin
    perform pg_advisory_xact_lock(7340212);
    alter table published.name disable trigger user;
    delete from published.champion;
    delete from published.gram;
    delete from published.list_change;
end $$;
"""

RIGHTS = """
revoke execute on function published.work_in_changes() from public;
-- The rebuild of all lists runs as the application.
grant select, delete on published.list_change to geoapp_app;
"""

NO_LONGER = """
drop trigger name_logs_change on published.name;
drop trigger name_logs_coming_and_going on published.name;
drop trigger name_after_truncate on published.name;
drop function published.matches_of(published.list_change[]);
drop table published.list_change;
drop function published.work_in_changes(), published.spliced(bigint[], bigint[], bigint[]),
    published.after_list_change(), published.log_list_change(),
    published.lists_of(text[], integer[]), published.merged_lists(published.list_match[], bigint),
    published.has_gram(text, text, text, text), published.after_name_truncate(), published.begin_bulk(),
    published.search_start(text[], integer[], integer, text, text, integer[], integer[], integer, text),
    published.count_initials(text), published.search_sound(text, text, integer),
    published.search_rare(text, text, integer[], text, integer, bigint, integer),
    published.rare_page(text, text, integer[], text, integer, bigint, integer),
    published.rare_names(text, text, integer[], text), published.search_rows(bigint[]),
    published.any_name_has(integer[]), published.more_of_list(integer, text, bigint, integer),
    published.finish_bulk(), published.suspend_indexes(), published.restore_indexes(), published.search_indexes(),
    published.search_facets(integer[], integer[]), published.search_grams(text, text, text);
drop type published.list_match, published.list_state, published.search_piece;
alter table published.champion reset (fillfactor);
alter index if exists published.ix_name_tokens reset (fastupdate);
"""


def upgrade() -> None:
    run = op.get_bind().exec_driver_sql
    for script in (TABLE, LOGGING, MERGING, WORKING_IN, READING, BULK, RIGHTS):
        run(script)


def downgrade() -> None:
    """Back to the functions of 0005, as they stand there."""
    run = op.get_bind().exec_driver_sql
    run("select published.work_in_changes()")
    run(NO_LONGER)
    earlier = run_path(str(Path(__file__).with_name("0005_search_index.py")))
    for script in ("FUNCTIONS", "READING", "BULK", "RIGHTS"):
        run(earlier[script])
