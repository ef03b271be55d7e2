-- for: law
-- title: Pauses by length, those still on included
-- Days from a pause to the next act of the company there; a pause that nothing followed counts until today (ended is 0).
-- Dates known to the month or the year count from its first day, and the row says so.
with acts as (
  select e.*, lead(e.date) over (partition by e.company, e.region order by e.date, a.rank) as next_date,
    lead(e.action) over (partition by e.company, e.region order by e.date, a.rank) as next_action
  from events e join actions a on a.id = e.action
  where a.actor = 'company' and e.date is not null and e.action <> 'announced'
)
select c.name as company, r.name as region, x.date as paused, x.next_action as then_company, x.next_date as then_date,
  cast(julianday(coalesce(substr(x.next_date || '-01-01', 1, 10), date('now')))
    - julianday(substr(x.date || '-01-01', 1, 10)) as integer) as days,
  x.next_date is not null as ended,
  length(x.date) = 10 and coalesce(length(x.next_date), 10) = 10 as exact_days, x.id as event
from acts x
join companies c on c.id = x.company
join regions r on r.id = x.region
where x.action = 'paused'
order by days desc
