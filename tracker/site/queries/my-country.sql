-- for: users
-- title: Who uses the data of people in my country?
-- Give a region as its two letters (GB, BR, KR; EU for Europe). For each company the act that counts there, also where
-- that is one for all of Europe or for the whole world.
with places as (
  select id, 1 as breadth from regions where id = upper(coalesce(nullif(:region, ''), 'GB'))
  union all select within, 2 from regions where id = upper(coalesce(nullif(:region, ''), 'GB')) and within is not null
  union all select 'WW', 3
), nearest as (
  select s.*, row_number() over (partition by s.company order by p.breadth) as nth
  from status s join places p on p.id = s.region
)
select company_name, meaning, action, since, effective, region_name as told_for, event
from nearest where nth = 1
order by meaning, company_name
