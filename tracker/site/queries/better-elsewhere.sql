-- for: users
-- title: Companies that stand differently by region
-- Platforms whose last act is not the same everywhere, with each region beside the other.
select company_name, count(distinct action) as different_acts,
  group_concat(region_name || ': ' || meaning || ' (since ' || since || ')', '; ') as by_region
from (select * from status order by company_name, since desc)
group by company
having count(distinct action) > 1
order by different_acts desc, company_name
