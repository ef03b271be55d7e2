-- Where a company stands in a region on the day :today: by the region's own row, else by that of the wider region whose
-- acts hold there too. `acts_in` is the region of the act that counts; no row: company or region are not declared.
with places as (
  select id, 0 as distance from regions where id = :region
  union select within, 1 from regions where id = :region and within is not null
  union select 'WW', 2 where exists (select 1 from regions where id = :region)
)
select c.name as company_name, g.name as region_name, s.meaning, e.action, e.part, e.date as since, e.id as event,
  r.name as acts_in, e.region = :region as own
from companies c
join regions g on g.id = :region
left join standings s on s.company = c.id and s.event is not null
  and s.region in (select id from places) and s.from_day <= :today and (s.to_day is null or s.to_day > :today)
left join places p on p.id = s.region
left join events e on e.id = s.event
left join regions r on r.id = e.region
where c.id = :company
order by p.distance, s.subject = 'training' desc
limit 1
