-- What each filter offers beside the others that are given: every value that is left, with the number of its events.
select * from (
select 'company' as filter, c.id as id, c.name as name, x.events
from (select e.company, count(*) as events from events e where {slice but company} group by e.company) x
join companies c on c.id = x.company
union all
select 'region', r.id, r.name, x.events
from (select e.region, count(*) as events from events e where {slice but region} group by e.region) x
join regions r on r.id = x.region
union all
select 'action', a.id, a.label, x.events
from (select e.action, count(*) as events from events e where {slice but action} group by e.action) x
join actions a on a.id = x.action
union all
select 'regulator', g.id, g.name, x.events
from (select y.regulator, count(*) as events from event_regulators y join events e on e.id = y.event
  where {slice but regulator} group by y.regulator) x
join regulators g on g.id = x.regulator
union all
select 'year', x.year, x.year, x.events
from (select substr(e.date, 1, 4) as year, count(*) as events from events e
  where e.date is not null and {slice but year} group by 1) x
)
order by filter, case filter when 'year' then -cast(id as integer) else -events end, name collate nocase
