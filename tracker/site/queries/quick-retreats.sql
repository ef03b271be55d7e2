-- for: press
-- title: The quickest retreats after an announcement
-- Days from an announcement to the first pause or retreat of the same company in the same region, within two years.
select c.name as company, r.name as region, a.date as announced, b.action as then_it, b.date as on_day,
  cast(julianday(substr(b.date || '-01-01', 1, 10)) - julianday(substr(a.date || '-01-01', 1, 10)) as integer) as days,
  b.id as event
from events a
join events b on b.company = a.company and b.region = a.region and b.action in ('paused', 'abandoned') and b.date = (
  select min(n.date) from events n where n.company = a.company and n.region = a.region
    and n.action in ('paused', 'abandoned') and n.date >= a.date)
join companies c on c.id = a.company
join regions r on r.id = a.region
where a.action = 'announced' and length(a.date) = 10 and length(b.date) = 10 and days <= 730
order by days, company
