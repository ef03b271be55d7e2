-- for: office
-- title: Where did each company stand on a given day?
-- Give a day (today unless you do), a company (meta, linkedin ...) and a region (GB, FR, EU ...), or leave them empty for
-- all. Acts of the EU hold in its countries, worldwide acts everywhere, unless the region has a later act of its own.
with asked as (select coalesce(nullif(:day, ''), date('now')) as today),
held as (
  select s.*, case when :region = '' then s.region else upper(:region) end as place, today, row_number() over (
    partition by s.company, case when :region = '' then s.region end
    order by s.region = upper(:region) desc, s.region = 'WW', s.subject = 'training' desc) as nth
  from standings s join asked
  where s.from_day <= today and (s.to_day is null or s.to_day > today)
    and (:company = '' or s.company = lower(:company))
    and (:region = ''
      or s.region in (upper(:region), (select within from regions where id = upper(:region)), 'WW'))
)
select c.name as company_name, r.name as region_name, h.meaning, e.action, e.date as since, e.effective,
  (select group_concat(regulator, ', ') from
    (select regulator from event_regulators where event = h.event order by regulator)) as regulators,
  (select group_concat(event, ', ') from (select m.event from matters m
    where m.company = h.company and m.region in (h.place, r.within, 'WW')
      and m.opened <= h.today and (m.closed is null or m.closed > h.today) order by m.opened, m.event)
  ) as open_matters,
  e.state, h.event, h.company, h.place as region
from held h
join companies c on c.id = h.company
join regions r on r.id = h.place
left join events e on e.id = h.event
where h.nth = 1
order by company_name, region_name
