"""What must be true of the database at any moment, whoever did what; asked as its owner, who sees every row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from uuid import UUID

import sqlalchemy as sa

from geoapp.auth.audit_chain import verify
from geoapp.auth.audit_queries import whole_chain
from tests.builders.case_model import LAWFUL, World
from tests.builders.cases import Office

NONE_OF_THESE = {
    "two parts of one person": """
        select case_id, person from (
            select e.subject_id as case_id, e.actor_id as person, p.part
              from app.workflow_event e join gazetteer.case_part p on p.action = e.action
             where e.workflow = 'naming_case'
            union select id, unnest(drafted_by), 'draft' from gazetteer.naming_case
            union select case_id, person, 'review' from gazetteer.case_reviewer) had
         group by case_id, person having count(distinct part) > 1""",
    "a step without its audit record, or a record without its step": """
        select coalesce(e.id, a.id) from
            (select subject_id::text as id, 'case.' || action as action, count(*) as times
               from app.workflow_event where workflow = 'naming_case' group by 1, 2) e
            full join (select object_id as id, action, count(*) as times from app.audit_event
                        where object_type = 'naming_case' and result = 'done' and action in
                              (select 'case.' || action from app.workflow_step where workflow = 'naming_case')
                        group by 1, 2) a on a.id = e.id and a.action = e.action
         where e.times is distinct from a.times""",
    "two standard names of one text in one built-up area": """
        select p.division_path[3], n.text from gazetteer.name n join gazetteer.place p on p.id = n.place_id
         where p.category = 'street' and n.kind = 'standard' and upper_inf(n.valid)
           and n.status in ('approved', 'announced')
         group by 1, 2 having count(*) > 1""",
    "two standard names of one place": """
        select place_id from gazetteer.name where kind = 'standard' and upper_inf(valid) and status <> 'approved'
         group by 1 having count(*) > 1""",
    "a name that is public before it is announced": """
        select p.name from published.name p join gazetteer.name n on n.id = p.name_id
         where n.status in ('proposed', 'approved')""",
    "an announcement of a case that announces nothing": """
        select a.case_id from gazetteer.announcement a join app.workflow_subject s on s.id = a.case_id
         where s.state not in ('announced', 'filed')""",
    "a decision of a case that is not decided, or none of one that is": """
        select s.id from app.workflow_subject s join gazetteer.case_item i on i.case_id = s.id
          left join gazetteer.case_decision d on d.item_id = i.id
         where (d.item_id is not null) <> (s.state in ('announcing', 'announced', 'filed', 'provisional'))""",
    "a pre-naming that made more than a claim, or a claim that ends without one": """
        select c.id from gazetteer.naming_case c join gazetteer.name_claim k on k.case_id = c.id
          left join gazetteer.pre_naming p on p.item_id = k.item_id
          join gazetteer.case_decision d on d.item_id = k.item_id
         where (c.kind = 'pre_naming') <> (p.item_id is not null) or (p.item_id is not null) = upper_inf(k.held)
            or (p.item_id is not null and (d.place_id is not null or d.name_id is not null))""",
    "one name for two on one day": """
        select a.scope_key, a.name_key from gazetteer.name_claim a join gazetteer.name_claim b
            on b.scope_key = a.scope_key and b.name_key = a.name_key and b.item_id > a.item_id
         where a.released_at is null and b.released_at is null and a.held && b.held""",
    "a pre-naming used up by a case that does not follow it": """
        select k.case_id from gazetteer.name_claim k
         where k.used_by is not null and not exists (
             select from gazetteer.formal_naming f join app.workflow_subject s on s.id = f.case_id
              where f.pre_naming_id = k.case_id and f.case_id = k.used_by
                and s.state in ('announcing', 'announced', 'filed'))""",
    "a clock that runs in a closed case": """
        select k.case_id, k.kind from gazetteer.case_clock k join app.workflow_subject s on s.id = k.case_id
         where k.ended_on is null and s.state in ('filed', 'ended')""",
    "two running clocks of one kind": """
        select case_id from gazetteer.case_clock where ended_on is null group by case_id, kind having count(*) > 1""",
    "a task for other offices of what was not announced, or is no renaming or retirement": """
        select f.case_id from gazetteer.case_follow_up f join app.workflow_subject s on s.id = f.case_id
          join gazetteer.naming_case c on c.id = f.case_id
         where s.state not in ('announced', 'filed') or c.kind not in ('renaming', 'retirement')""",
    "an announced renaming or retirement without the tasks of its day": """
        select c.id from gazetteer.naming_case c join app.workflow_subject s on s.id = c.id
         where s.state in ('announced', 'filed') and c.kind in ('renaming', 'retirement') and not exists (
             select from gazetteer.case_follow_up f join gazetteer.announcement a on a.case_id = f.case_id
              where f.case_id = c.id and a.corrects is null and f.made_on = a.announced_on)""",
    "a task that nobody settled and that is": """
        select f.id from gazetteer.case_follow_up f
         where (f.outcome is null) <> (f.settled_by is null) or f.settled_on < f.made_on or f.version < 0""",
    "a number skipped or doubled": """
        select office_seq, year from gazetteer.case_number group by 1, 2
        having count(*) <> max(serial) or count(distinct serial) <> max(serial)
         union all
        select office_seq, year from gazetteer.announcement group by 1, 2
        having count(*) <> max(serial) or count(distinct serial) <> max(serial)""",
    "a question to the public of a case that has ended": """
        select p.case_id from gazetteer.public_consultation p join app.workflow_subject s on s.id = p.case_id
         where p.closed_on is null and s.state not in ('reviewing', 'consulting')""",
}


MADE_BY_SERVICES = frozenset(
    {
        "a step without its audit record, or a record without its step",
        "a number skipped or doubled",
        "an announced renaming or retirement without the tasks of its day",
    }
)
"""What does not hold where the owner has copied cases."""


def faults(office: Office, *, without: Collection[str] = ()) -> list[str]:
    """One line for each thing that must not be; empty when all is well."""
    with office.database.owner.connect() as connection:
        return [*_rows(connection, without), *_ways(connection), *_chain(connection)]


def _rows(connection: sa.Connection, without: Collection[str]) -> Iterator[str]:
    for what, statement in NONE_OF_THESE.items():
        for row in connection.exec_driver_sql(statement) if what not in without else ():
            yield f"{what}: {tuple(row)}"


def _ways(connection: sa.Connection) -> Iterator[str]:
    """Each case has come from its beginning to where it stands by lawful steps alone."""
    events: defaultdict[UUID, list[tuple[int, str, str, str]]] = defaultdict(list)
    for row in connection.exec_driver_sql(
        "select subject_id, version, source, action, target from app.workflow_event where workflow = 'naming_case'"
        " order by subject_id, version"
    ):
        events[row.subject_id].append((row.version, row.source, row.action, row.target))
    for case in connection.exec_driver_sql(
        "select id, state, version from app.workflow_subject where workflow = 'naming_case'"
    ):
        state = "draft"
        for number, (version, source, action, target) in enumerate(events[case.id], start=1):
            if (version, source) != (number, state) or LAWFUL.get((source, action)) != target:
                yield f"an unlawful step: {case.id} {version} {source} {action} {target}"
            state = target
        if (case.state, case.version) != (state, len(events[case.id])):
            yield f"a state that no step led to: {case.id} {case.state} {case.version}"


def _chain(connection: sa.Connection) -> Iterator[str]:
    for fault in verify(whole_chain(connection)).faults:
        yield f"the audit chain: {fault}"


def history_faults(office: Office, world: World) -> list[str]:
    """WF13: what the register tells of each place at any time, against the decisions from which it came."""
    with office.database.owner.connect() as connection:
        rows = connection.exec_driver_sql(
            "select n.place_id, n.name, n.kind, lower(n.valid) as since, upper(n.valid) as until"
            " from published.name n join gazetteer.place p on p.id = n.place_id where p.source = 'naming_case'"
        ).all()
    found: defaultdict[UUID, set[tuple[object, ...]]] = defaultdict(set)
    for row in rows:
        found[row.place_id].add((row.name, row.kind, row.since, row.until))
    told = {
        feature.id: {(span.text, span.kind, span.since, span.until) for span in feature.spans}
        for feature in world.features
    }
    return [f"{place}: {found.get(place)} is not {told.get(place)}" for place in {*found, *told}
            if found.get(place) != told.get(place)]  # fmt: skip
