-- for: press
-- title: The most stopped companies, and the number of places
-- Pauses and retreats of the company, and orders and fines against it.
select c.name as company, sum(e.action = 'paused') as paused, sum(e.action = 'abandoned') as abandoned,
  sum(e.action = 'order') as orders, sum(e.action = 'fine') as fines,
  count(distinct case when e.action in ('paused', 'abandoned', 'order') then e.region end) as places
from events e join companies c on c.id = e.company
group by c.id
having paused + abandoned + orders > 0
order by paused + abandoned + orders desc, places desc, company
