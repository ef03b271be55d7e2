-- for: users
-- title: What led to each return after a pause?
-- Each return after a pause, with the pause that it answers and what the record says of both. Leave company empty for all.
select c.name as company, r.name as region, back.date as returned, back.summary as the_return,
  stop.date as stopped, stop.summary as the_stop, back.id as event
from chains x
join events back on back.id = x.event and back.action = 'resumed'
join events stop on stop.id = x.other
join companies c on c.id = back.company
join regions r on r.id = stop.region
where x.relation = 'answers' and (:company = '' or back.company = lower(:company))
order by back.date desc
