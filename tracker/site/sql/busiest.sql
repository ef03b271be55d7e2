-- The company and region with the most events, for the examples.
select e.company, c.name as company_name, e.region, r.name as region_name
from events e join companies c on c.id = e.company join regions r on r.id = e.region
group by e.company, e.region
order by count(*) desc, e.company, e.region
limit 1
