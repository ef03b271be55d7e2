-- for: law
-- title: One company, many outcomes: region by region
-- For each company: what regulators, courts and complainants did to it, region by region.
select c.name as company, r.name as region, sum(e.action = 'complaint') as complaints, sum(e.action = 'inquiry') as inquiries,
  sum(e.action = 'order') as orders, sum(e.action = 'fine') as fines, sum(e.action = 'cleared') as cleared
from events e
join companies c on c.id = e.company
join regions r on r.id = e.region
where e.action in ('complaint', 'inquiry', 'order', 'fine', 'cleared')
  and (select count(distinct o.region) from events o where o.company = e.company
    and o.action in ('complaint', 'inquiry', 'order', 'fine', 'cleared')) > 1
group by e.company, e.region
order by company, orders + fines desc, region
