-- Every page that stands for itself; of an event also the day on which it changed last.
with pages as (
  select '/company/' as folder, company as id from events group by company
  union all select '/region/', region from events group by region
  union all select '/regulator/', regulator from event_regulators group by regulator
  union all select '/document/', document from reports where event is not null group by document
  union all select '/event/', id from events
  order by 1, 2
  limit :limit offset :offset
)
select folder, id, case folder when '/event/' then substr(coalesce(
  (select max(b.built) from changes x join builds b on b.id = x.build where x.event = pages.id),
  (select min(built) from builds)), 1, 10) end as day
from pages
