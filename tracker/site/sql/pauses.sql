-- Every pause of a company or in a region, and how long it lasted; one that still holds counts until today.
select p.event, p.company, c.name as company_name, p.region, r.name as region_name, p.paused, p.subject, p.ended_by,
  p.ended, p.days, x.action as ended_action, a.label as ended_label, count(*) over () as total,
  cast(julianday(coalesce(substr(p.ended || '-01-01', 1, 10), :today))
    - julianday(substr(p.paused || '-01-01', 1, 10)) as integer) as lasted
from pauses p
join events e on e.id = p.event
join companies c on c.id = p.company
join regions r on r.id = p.region
left join events x on x.id = p.ended_by
left join actions a on a.id = x.action
where {slice} and p.paused is not null
order by p.paused desc, p.event
limit 30
