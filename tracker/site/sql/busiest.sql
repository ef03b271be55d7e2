-- The company and region with the most events, for the examples; in an empty record any company.
select c.id as company, c.name as company_name, r.id as region, r.name as region_name
from (
  select company, region, count(*) as events from events group by company, region
  union all select (select min(id) from companies), 'WW', 0
  order by events desc, company, region
  limit 1
) x
join companies c on c.id = x.company join regions r on r.id = x.region
