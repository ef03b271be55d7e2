-- for: users
-- title: Does this app train AI on my posts where I live?
-- Give the app as it stands in its address (meta, linkedin, x) and your region as two letters (GB, FR, EU). The act that
-- counts there may be one for all of Europe or for the whole world.
with places as (
  select id, 1 as breadth from regions where id = upper(coalesce(nullif(:region, ''), 'GB'))
  union all select within, 2 from regions where id = upper(coalesce(nullif(:region, ''), 'GB')) and within is not null
  union all select 'WW', 3
)
select s.company_name, s.meaning, s.since, s.effective, s.regulators, s.region_name as told_for, s.open_matters,
  t.quote, t.document_url, s.event
from status s
join places p on p.id = s.region
left join timeline t on t.event = s.event
where s.company = lower(coalesce(nullif(:company, ''), 'linkedin'))
order by p.breadth
limit 1
