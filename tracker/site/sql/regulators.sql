select g.id, g.name, g.region, r.name as region_name, g.url, count(e.id) as events,
  sum(e.action = 'paused') as pauses, min(e.date) as oldest, max(e.date) as newest
from regulators g
left join regions r on r.id = g.region
left join event_regulators x on x.regulator = g.id
left join events e on e.id = x.event
where (:id is null or g.id = :id) and (:region is null or g.region = :region)
group by g.id
order by count(e.id) desc, g.id
