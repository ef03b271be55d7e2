-- for: office
-- title: What happened between a pause and the return?
-- Every event between the two in the same matter, and the notes: what regulators asked for, what companies changed.
select c.name as company, r.name as region, stop.date as paused, back.date as resumed, m.date, m.action, m.summary, m.note,
  m.id as event
from events stop
join events back on back.company = stop.company and back.region = stop.region and back.action = 'resumed'
  and back.date = (select min(n.date) from events n where n.company = stop.company and n.region = stop.region
    and n.action = 'resumed' and n.date >= stop.date)
join events m on m.company = stop.company and m.region = stop.region and m.date >= stop.date and m.date <= back.date
join companies c on c.id = stop.company
join regions r on r.id = stop.region
where stop.action = 'paused'
order by company, region, paused, m.date
