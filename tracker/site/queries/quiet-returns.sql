-- for: press
-- title: Returns without a regulator in sight
-- Returns after a pause to which no source ties a regulator.
select e.date, c.name as company, r.name as region, e.summary, e.id as event
from events e
join companies c on c.id = e.company
join regions r on r.id = e.region
where e.action = 'resumed' and not exists (select 1 from event_regulators x where x.event = e.id)
order by e.date desc
