"""The same work as plain SQL: the floor that Kans is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.http import Measured

if TYPE_CHECKING:
    from bench.data import Facts
    from bench.installation import Installation


@dataclass(frozen=True)
class Work:
    """What a page does, in the fewest statements that do it."""

    name: str
    script: str


ROWS = "opportunities_opportunity"
ENTRIES = "opportunities_opportunityentry"
PICK = """
select id as opportunity, sales_cycle_id as cycle, salesperson_id as seller
from {rows} where company_id = '{company}' and not closed
and salesperson_id = '{sql_only}'
offset floor(random() * {sql_rows})::int limit 1 \\gset
"""
FOLLOW = """
begin;
select id from {rows} where id = :opportunity::uuid for update;
update {entries} set active = false, days_open = 3
where opportunity_id = :opportunity::uuid and active;
insert into {entries} (id, version, modified_at, company_id, opportunity_id, number,
  sales_cycle_id, salesperson_id, action_taken, active, days_open, stage_description,
  date_of_change, estimated_value, chances_of_success, completed, probability,
  calculated_current_value, estimated_close_date)
values (gen_random_uuid(), 1, now(), '{company}', :opportunity::uuid,
  nextval('bench_entries'), :cycle::uuid, :seller::uuid,
  '{taken}', true, 0, '',
  current_date, 1000, 50, 50, 25, 250, current_date + 60);
update {rows} set version = version + 1, modified_at = now(),
  calculated_current_value = 250 {closing} where id = :opportunity::uuid;
end;
"""

WORKS = (
    Work(
        "list",
        """
\\set n random(0, {last})
select o.number, o.closed, o.creation_date, o.description, o.contact_name,
  o.company_name, s.code, o.status, c.code, o.stage_description, o.estimated_value,
  o.calculated_current_value, o.chances_of_success, o.probability,
  o.estimated_close_date, o.priority
from {rows} o join team_salesperson s on s.id = o.salesperson_id
join opportunities_salescycle c on c.id = o.sales_cycle_id
where o.company_id = '{company}' and not o.closed and o.salesperson_id =
  (select id from team_salesperson where code = 'S' || lpad(:n::text, 3, '0'))
order by o.estimated_value desc, o.id limit 50;
""",
    ),
    Work(
        "card",
        """
\\set n random(1, {count})
select o.*, s.name, c.code from {rows} o
join team_salesperson s on s.id = o.salesperson_id
join opportunities_salescycle c on c.id = o.sales_cycle_id
where o.company_id = '{company}' and o.number = 'OP' || lpad(:n::text, 7, '0');
""",
    ),
    Work(
        "stage move", PICK + FOLLOW.replace("{taken}", "Next").replace("{closing}", "")
    ),
    Work(
        "closing",
        PICK
        + FOLLOW.replace("{taken}", "Lost").replace(
            "{closing}",
            ", date_of_change = current_date, completed = 100",  # stays open: for more
        ),
    ),
)


def measure(
    kans: Installation, work: Work, facts: Facts, clients: int, seconds: float
) -> Measured:
    """Run the script for so many seconds; what it writes is undone afterwards."""
    script = work.script.format(
        rows=ROWS,
        entries=ENTRIES,
        company=facts.company_id,
        sql_only=facts.salespeople[0][1],
        sql_rows=facts.for_sql,
        last=len(facts.salespeople) - 1,
        count=len(facts.all_numbers),
    )
    answer = kans.pgbench(script, clients=clients, seconds=seconds)
    return Measured(answer["ms"], answer["rate"])
