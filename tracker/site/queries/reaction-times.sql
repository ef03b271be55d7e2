-- for: research
-- title: Days from an announcement to the first reaction
-- Days from an announcement to the first complaint, inquiry or order in the same matter within a year.
select c.name as company, r.name as region, a.date as announced, b.action as reaction, b.date as on_day,
  cast(julianday(b.date) - julianday(a.date) as integer) as days, b.id as event
from events a
join events b on b.id = (
  select n.id from events n where n.company = a.company and n.region in (a.region, 'EU')
    and n.action in ('complaint', 'inquiry', 'order') and length(n.date) = 10 and n.date >= a.date
  order by n.date, n.id limit 1)
join companies c on c.id = a.company
join regions r on r.id = b.region
where a.action in ('announced', 'started') and length(a.date) = 10 and julianday(b.date) - julianday(a.date) <= 365
order by days, company
