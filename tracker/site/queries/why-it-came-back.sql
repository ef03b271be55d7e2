-- for: users
-- title: What led to each return after a pause?
-- Each return after a pause, with the pause before it and what the record says of both. Leave company empty for all.
select c.name as company, r.name as region, back.date as returned, back.summary as the_return,
  stop.date as stopped, stop.summary as the_stop, back.id as event
from events back
join events stop on stop.company = back.company and stop.region = back.region and stop.action = 'paused'
  and stop.date = (select max(p.date) from events p where p.company = back.company and p.region = back.region
    and p.action = 'paused' and p.date <= back.date)
join companies c on c.id = back.company
join regions r on r.id = back.region
where back.action = 'resumed' and (:company = '' or back.company = lower(:company))
order by back.date desc
