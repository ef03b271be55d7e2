-- for: office
-- title: Days of notice between saying and doing
-- Days between saying that the data will be used and doing so, where the day of both is known.
select c.name as company, r.name as region, e.action, e.date as said, e.effective,
  cast(julianday(e.effective) - julianday(e.date) as integer) as days, e.id as event
from events e
join companies c on c.id = e.company
join regions r on r.id = e.region
where e.action in ('announced', 'resumed') and length(e.date) = 10 and length(e.effective) = 10 and e.effective > e.date
order by days, company, region
