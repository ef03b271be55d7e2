-- for: users
-- title: Who uses the data of people in my country?
-- Give a region as its two letters (GB, BR, KR; EU for Europe). Acts that hold worldwide are listed too.
select s.company_name, s.region_name, s.meaning, s.action, s.since, s.effective, s.event
from status s
where s.region in (upper(coalesce(nullif(:region, ''), 'GB')), 'WW')
order by s.region = 'WW', s.meaning, s.company_name
