select c.id, c.name, o.id as owner, o.name as owner_name, count(e.id) as events,
  sum(e.action = 'paused') as pauses, min(e.date) as oldest, max(e.date) as newest
from companies c
left join companies o on o.id = c.owner
left join events e on e.company = c.id
where :id is null or c.id = :id
group by c.id
order by count(e.id) desc, c.name collate nocase
