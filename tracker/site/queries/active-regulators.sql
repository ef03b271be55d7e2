-- for: office
-- title: The busiest regulators and whom they dealt with
-- Since a day of your choice (the last 365 days unless you give one).
select x.regulator, g.name, count(*) as events, group_concat(distinct c.name) as companies, max(e.date) as newest
from event_regulators x
join regulators g on g.id = x.regulator
join events e on e.id = x.event
join companies c on c.id = e.company
where e.date >= coalesce(nullif(:since, ''), date('now', '-365 days'))
group by x.regulator
order by events desc, x.regulator
