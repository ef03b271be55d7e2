-- for: research
-- title: Pauses elsewhere after a first pause
-- Pauses of the same company elsewhere within 180 days after a first one.
select c.name as company, a.region as first_region, a.date as first_pause, b.region as next_region, b.date as next_pause,
  cast(julianday(b.date) - julianday(a.date) as integer) as days
from events a
join events b on b.company = a.company and b.region <> a.region and b.action = 'paused'
  and length(b.date) = 10 and b.date > a.date and julianday(b.date) - julianday(a.date) <= 180
join companies c on c.id = a.company
where a.action = 'paused' and length(a.date) = 10
order by company, first_pause, days
